"""The compliance that a plan finds before anybody is enforced."""

from dataclasses import replace

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.step.plan import PlannedCompliance
from intune_waves.step.plan_builder import after, plan_of
from tests.campaign.build import wave
from tests.step.steps import FACTS, ONE, OURS, STEP, TWO, facts, own_compliance, step

THEIRS = PlannedCompliance("theirs", Platform.MAC, frozenset({"staff"}))


def test_what_is_found_counts_whoever_made_it() -> None:
    found = (*(FACTS.policies.compliance or ()), THEIRS)
    assert plan_of(STEP, facts(compliance=found)).policies.compliance == found


def test_a_policy_that_should_be_there_and_is_not_is_not_wished_for() -> None:
    assert plan_of(STEP, facts(compliance=())).policies.compliance == ()
    assert plan_of(STEP, facts(compliance=None)).policies.compliance == ()


def test_a_step_counts_on_what_it_assigns_itself() -> None:
    instructing = step(before={"one": Stage.ANNOUNCE, "two": Stage.PLANNED}, after={"one": Stage.INSTRUCT})
    assert plan_of(instructing, facts(compliance=())).policies.compliance == (
        own_compliance("One", Platform.WINDOWS, "group-1"),
        own_compliance("One", Platform.IOS, "group-1"),
    )


def test_a_platform_that_is_new_to_the_wave_is_assigned_by_the_step() -> None:
    wider = replace(ONE, platforms=(*ONE.platforms, Platform.MAC))
    (made,) = plan_of(step(waves=(wider, TWO)), facts(compliance=())).policies.compliance
    assert made == own_compliance("One", Platform.MAC, "group-1")


def test_the_setting_holds_when_the_tenant_has_it_or_the_step_sets_it() -> None:
    for read, sets, holds in (
        (True, False, True),
        (False, False, False),
        (None, False, False),
        (False, True, True),
        (None, True, True),
    ):
        plan = plan_of(step(refuses_unprotected=sets), facts(unprotected_refused=read))
        assert plan.policies.unprotected_refused is holds


def test_after_the_step_the_tenant_holds_what_it_assigned() -> None:
    new = wave("new", platforms=(Platform.WINDOWS,))
    proposed = step(waves=(ONE, TWO, new), after={**STEP.after.stages, "new": Stage.INSTRUCT})
    plan = plan_of(proposed, FACTS)
    then = after(plan, FACTS)
    assert then.policies.compliance == plan.policies.compliance
    assert f"{OURS}New compliance (Windows)" in {each.name for each in plan.policies.compliance}
    assert then.policies.unprotected_refused is True
    assert after(plan_of(STEP, facts(unprotected_refused=False)), facts(unprotected_refused=False)) != then


def test_what_was_not_read_is_foreseen_as_it_should_be() -> None:
    """A step that enforces nobody reads neither, and the one after it is only foreseen."""
    unread = facts(compliance=None, unprotected_refused=None)
    earlier = step(after={"one": Stage.DEADLINE, "two": Stage.DEADLINE})
    then = after(plan_of(earlier, unread), unread)
    assert {each.name for each in then.policies.compliance or ()} == {
        each.name for each in FACTS.policies.compliance or ()
    }
    assert then.policies.unprotected_refused is True


def test_what_was_read_and_is_wrong_is_foreseen_as_wrong() -> None:
    wrong = facts(compliance=(), unprotected_refused=False)
    then = after(plan_of(STEP, wrong), wrong)
    assert (then.policies.compliance, then.policies.unprotected_refused) == ((), False)
