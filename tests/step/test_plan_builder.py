from dataclasses import replace

import pytest

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import PlannedPolicy, PlannedRestriction
from intune_waves.step.plan_builder import after, plan_of
from intune_waves.step.tenant_facts import TenantFacts
from tests.campaign.build import wave
from tests.step.steps import (
    FACTS,
    GLASS,
    ONE,
    OURS,
    POLICIES,
    RESTRICTIONS,
    STEP,
    TWO,
    facts,
    own_policy,
    own_restriction,
    step,
)

WINDOWS = Platform.WINDOWS
THEIRS = PlannedRestriction("theirs", WINDOWS, True, 1, frozenset({"staff"}))
REPORT_ONLY = "enabledForReportingButNotEnforced"


def windows(proposed: PeriodStep, found: TenantFacts) -> list[tuple[str, int]]:
    plan = plan_of(proposed, found)
    return [(each.name, each.priority) for each in plan.restrictions.of(WINDOWS)]


def test_the_plan_holds_the_step_and_the_facts() -> None:
    plan = plan_of(step(confirmed=True), facts(blocked_by_default=frozenset({WINDOWS})))
    assert (plan.period.number, str(plan.period.first_day), plan.period.confirmed) == (4, "2027-02-22", True)
    assert [(move.wave.id, move.before, move.after, move.group) for move in plan.people.moves] == [
        ("one", Stage.DEADLINE, Stage.ENFORCE, "group-1"),
        ("two", Stage.INSTRUCT, Stage.DEADLINE, "group-2"),
    ]
    assert plan.people.everybody == 1000
    assert plan.policies.break_glass == dict.fromkeys(GLASS, True)
    assert plan.restrictions.blocked_by_default == {WINDOWS}
    assert plan.people.members["group-1"] == {1, 2}


def test_everybody_is_whoever_is_in_a_group_that_was_read() -> None:
    assert plan_of(STEP, FACTS).people.members[EVERYBODY] == {1, 2, 3}


def test_policies_are_what_the_stages_ask_for() -> None:
    found = [(each.name, each.state, *each.included_groups) for each in plan_of(STEP, FACTS).policies.access]
    assert found == [
        (f"{OURS}One needs a compliant device", "enabled", "enforced group of one"),
        (f"{OURS}Two needs a compliant device", REPORT_ONLY, "group-2"),
    ]
    assert all(
        each.ours and each.excluded_users == set(GLASS) for each in plan_of(STEP, FACTS).policies.access
    )


def test_other_people_s_policies_stay_as_they_are() -> None:
    theirs = PlannedPolicy("theirs", "enabled", included_users=frozenset({EVERYBODY}))
    policies = plan_of(STEP, facts(policies=(theirs, *POLICIES))).policies.access
    assert policies[0] == replace(theirs, ours=False)
    assert len(policies) == 3


def test_a_second_policy_of_the_same_name_is_nobody_s() -> None:
    twin = own_policy("One", "enabled", "group-1")
    policies = plan_of(STEP, facts(policies=(*POLICIES, twin))).policies.access
    assert [each.ours for each in policies if each.name == twin.name] == [False, True]
    staying = step(after=STEP.before.stages)
    policies = plan_of(staying, facts(policies=(*POLICIES, twin))).policies.access
    assert [each.ours for each in policies if each.name == twin.name] == [True, False]


def test_a_wave_that_stays_keeps_what_is_found() -> None:
    changed = replace(POLICIES[0], excluded_users=frozenset())
    staying = step(after={"one": Stage.DEADLINE, "two": Stage.DEADLINE})
    policies = plan_of(staying, facts(policies=(changed, POLICIES[1]))).policies.access
    assert changed in policies
    assert plan_of(staying, facts(restrictions=RESTRICTIONS[1:])).restrictions.of(WINDOWS) == [
        replace(RESTRICTIONS[2], priority=1)
    ]


@pytest.mark.parametrize(
    "changed", [replace(ONE, title="Uno"), replace(ONE, platforms=(WINDOWS, Platform.MAC))]
)
def test_a_wave_that_stays_but_was_declared_anew_is_written(changed: Wave) -> None:
    found = facts(policies=(replace(POLICIES[0], excluded_users=frozenset()), POLICIES[1]))
    staying = step(waves=(changed, TWO), after={"one": Stage.DEADLINE, "two": Stage.DEADLINE})
    policies = plan_of(staying, found).policies.access
    assert len(policies) == 2
    assert all(each.excluded_users == set(GLASS) for each in policies)
    names = {each.name for each in plan_of(staying, found).restrictions.enrollment}
    own = {f"{OURS}{changed.title} ({platform.title})" for platform in changed.platforms}
    assert names == own | {f"{OURS}Two (Windows)"}


def test_a_wave_that_is_taken_out_leaves_nothing() -> None:
    plan = plan_of(step(waves=(ONE,), after={"one": Stage.ENFORCE}), FACTS)
    assert [move.wave.id for move in plan.people.moves] == ["one"]
    assert plan.people.removed == (TWO,)
    assert plan_of(step(waves=(ONE,), before={}, after={}), FACTS).people.removed == ()
    assert len(plan.policies.access) == 1
    assert len(plan.restrictions.enrollment) == 2


def test_a_wave_that_goes_back_to_planned_leaves_nothing() -> None:
    plan = plan_of(step(after={"one": Stage.ENFORCE, "two": Stage.PLANNED}), FACTS)
    assert plan.people.moves[1].group is None
    assert len(plan.policies.access) == 1
    assert windows(step(after={"one": Stage.ENFORCE}), FACTS) == [(f"{OURS}One (Windows)", 1)]


def test_a_new_wave_has_restrictions_on_a_group_that_is_to_come() -> None:
    new = wave("new", platforms=(WINDOWS,))
    proposed = step(waves=(ONE, TWO, new), after={**STEP.after.stages, "new": Stage.ANNOUNCE})
    plan = plan_of(proposed, FACTS)
    assert plan.people.moves[2].group is None
    (made,) = [each for each in plan.restrictions.enrollment if "New" in each.name]
    assert (made.platform_blocked, made.priority) == (True, 3)
    assert plan.people.in_groups(made.groups) == frozenset()
    assert after(plan, FACTS).people.groups["new"] in made.groups


def test_ours_are_ranked_as_declared_and_others_give_way() -> None:
    crowded = facts(restrictions=(THEIRS, *(replace(r, priority=r.priority + 1) for r in RESTRICTIONS)))
    assert windows(STEP, crowded) == [(f"{OURS}One (Windows)", 1), (f"{OURS}Two (Windows)", 2), ("theirs", 3)]


def test_others_keep_their_order() -> None:
    others = (replace(THEIRS, name="late", priority=9), replace(THEIRS, name="early", priority=4))
    assert [name for name, _ in windows(STEP, facts(restrictions=others))][2:] == ["early", "late"]


def test_a_rank_beyond_the_end_is_the_end_and_a_gap_lets_others_between() -> None:
    held = wave("held", platforms=(WINDOWS,))
    gap = step(waves=(ONE, held, TWO), after=STEP.after.stages)
    assert [name for name, _ in windows(gap, FACTS)] == [f"{OURS}One (Windows)", f"{OURS}Two (Windows)"]
    assert [name for name, _ in windows(gap, facts(restrictions=(*RESTRICTIONS, THEIRS)))] == [
        f"{OURS}One (Windows)",
        "theirs",
        f"{OURS}Two (Windows)",
    ]


def test_restrictions_of_other_platforms_are_ranked_for_themselves() -> None:
    mac = replace(THEIRS, name="mac", platform=Platform.MAC, priority=7)
    plan = plan_of(STEP, facts(restrictions=(*RESTRICTIONS, mac)))
    assert [each.priority for each in plan.restrictions.of(Platform.MAC)] == [1]
    assert [each.name for each in plan.restrictions.of(Platform.IOS)] == [f"{OURS}One (iOS)"]


def test_a_second_restriction_of_the_same_name_stays_below() -> None:
    twin = own_restriction("One", WINDOWS, 5, "group-1")
    assert windows(STEP, facts(restrictions=(*RESTRICTIONS, twin))) == [
        (f"{OURS}One (Windows)", 1),
        (f"{OURS}Two (Windows)", 2),
        (f"{OURS}One (Windows)", 3),
    ]
    found = plan_of(STEP, facts(restrictions=(*RESTRICTIONS, twin))).restrictions.of(WINDOWS)
    assert [each.ours for each in found] == [True, True, False]
    staying = plan_of(step(after=STEP.before.stages), facts(restrictions=(*RESTRICTIONS, twin)))
    assert [each.ours for each in staying.restrictions.of(WINDOWS)] == [True, True, False]


def test_a_stage_without_a_policy_leaves_none() -> None:
    phones = replace(TWO, platforms=(Platform.IOS,))
    assert plan_of(step(waves=(phones,), after={"two": Stage.DEADLINE}), FACTS).policies.access == ()


def test_facts_about_people_go_into_the_plan_as_they_are() -> None:
    told = facts(
        platforms={1: frozenset({WINDOWS})},
        break_glass_groups={"glass1": frozenset({"admins"})},
        in_old_service=frozenset({2}),
    )
    plan = plan_of(STEP, told)
    assert plan.people.platforms == {1: {WINDOWS}}
    assert plan.policies.break_glass_groups == {"glass1": {"admins"}}
    assert plan.people.in_old_service == {2}
    assert (plan.period.freezes, plan.people.brake) == (STEP.rules.calendar.freezes, STEP.rules.brake)


def test_after_the_step_the_tenant_holds_the_plan() -> None:
    plan = plan_of(STEP, FACTS)
    then = after(plan, FACTS)
    assert (then.policies.access, then.restrictions.enrollment) == (
        plan.policies.access,
        plan.restrictions.enrollment,
    )
    assert then.people.groups == FACTS.people.groups
    assert then.people.members == FACTS.people.members
    gone = plan_of(step(after={"one": Stage.ENFORCE}), FACTS)
    assert after(gone, FACTS).people.groups == {"one": "group-1"}
