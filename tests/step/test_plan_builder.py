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
CORPORATE = RESTRICTIONS[0].name


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
    switched = replace(RESTRICTIONS[0], platform_blocked=True, groups=frozenset({"group-2"}))
    assert plan_of(staying, facts(restrictions=(switched,))).restrictions.of(WINDOWS) == [
        replace(switched, platform_blocked=False)
    ]
    resting = step(after=STEP.before.stages)
    assert plan_of(resting, facts(restrictions=(switched,))).restrictions.of(WINDOWS) == [switched]


@pytest.mark.parametrize(
    "changed", [replace(ONE, title="Uno"), replace(ONE, platforms=(WINDOWS, Platform.MAC))]
)
def test_a_wave_that_stays_but_was_declared_anew_is_written(changed: Wave) -> None:
    found = facts(policies=(replace(POLICIES[0], excluded_users=frozenset()), POLICIES[1]))
    staying = step(waves=(changed, TWO), after={"one": Stage.DEADLINE, "two": Stage.DEADLINE})
    policies = plan_of(staying, found).policies.access
    assert len(policies) == 2
    assert all(each.excluded_users == set(GLASS) for each in policies)
    restricted = {
        each.platform for each in plan_of(staying, found).restrictions.enrollment if "group-1" in each.groups
    }
    assert restricted == set(changed.platforms)


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
    (left,) = plan_of(step(after={"one": Stage.ENFORCE}), FACTS).restrictions.of(WINDOWS)
    assert left.groups == {"group-1"}


def test_a_new_wave_has_restrictions_on_a_group_that_is_to_come() -> None:
    new = wave("new", platforms=(WINDOWS,))
    proposed = step(waves=(ONE, TWO, new), after={**STEP.after.stages, "new": Stage.ANNOUNCE})
    plan = plan_of(proposed, FACTS)
    assert plan.people.moves[2].group is None
    (made,) = [each for each in plan.restrictions.enrollment if each.platform_blocked]
    assert (made.name, made.priority) == (f"{OURS}Windows, not yet", 1)
    assert plan.people.in_groups(made.groups) == frozenset()
    assert after(plan, FACTS).people.groups["new"] in made.groups


def test_ours_come_first_the_narrowest_first_and_others_give_way() -> None:
    crowded = facts(restrictions=(THEIRS, *(replace(r, priority=r.priority + 1) for r in RESTRICTIONS)))
    apart = step(after={"one": Stage.ENFORCE, "two": Stage.ANNOUNCE})
    assert windows(apart, crowded) == [(f"{OURS}Windows, not yet", 1), (CORPORATE, 2), ("theirs", 3)]


def test_others_keep_their_order() -> None:
    others = (replace(THEIRS, name="late", priority=9), replace(THEIRS, name="early", priority=4))
    assert [name for name, _ in windows(STEP, facts(restrictions=others))][1:] == ["early", "late"]


def test_what_nobody_is_under_any_more_goes_unless_others_use_it() -> None:
    not_yet = PlannedRestriction(f"{OURS}Windows, not yet", WINDOWS, True, 1, frozenset({"group-1"}))
    assert windows(STEP, facts(restrictions=(not_yet, *RESTRICTIONS))) == [(CORPORATE, 1)]
    theirs = replace(not_yet, groups=frozenset({"group-1", "staff"}))
    kept, _ = plan_of(STEP, facts(restrictions=(theirs, *RESTRICTIONS))).restrictions.of(WINDOWS)
    assert kept.groups == {"staff"}


def test_a_step_has_shared_what_each_wave_had_of_its_own() -> None:
    own = (own_restriction("One", WINDOWS, 1, "group-1"), own_restriction("Two", WINDOWS, 2, "group-2"))
    for proposed in (STEP, step(after=STEP.before.stages)):
        (shared,) = plan_of(proposed, facts(restrictions=own)).restrictions.of(WINDOWS)
        assert shared.name == CORPORATE
        assert shared.groups == {"group-1", "group-2"}
    switched = (replace(own[0], platform_blocked=True), own[1])
    found = plan_of(step(after=STEP.before.stages), facts(restrictions=switched)).restrictions.of(WINDOWS)
    assert [(each.platform_blocked, each.ours, *each.groups) for each in found] == [
        (False, True, "group-2"),
        (True, True, "group-1"),
    ]


def test_restrictions_of_other_platforms_are_ranked_for_themselves() -> None:
    mac = replace(THEIRS, name="mac", platform=Platform.MAC, priority=7)
    plan = plan_of(STEP, facts(restrictions=(*RESTRICTIONS, mac)))
    assert [each.priority for each in plan.restrictions.of(Platform.MAC)] == [1]
    assert [each.name for each in plan.restrictions.of(Platform.IOS)] == [RESTRICTIONS[1].name]


def test_a_second_restriction_of_the_same_name_stays_below() -> None:
    twin = replace(RESTRICTIONS[0], priority=5, groups=frozenset({"group-1"}))
    for proposed in (STEP, step(after=STEP.before.stages)):
        found = plan_of(proposed, facts(restrictions=(*RESTRICTIONS, twin))).restrictions.of(WINDOWS)
        assert [(each.name, each.ours) for each in found] == [(CORPORATE, True), (CORPORATE, False)]


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
