from dataclasses import replace
from datetime import date

from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.people import EverybodyElse
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards.step_judgement import judge_advance, judge_going_back, judge_unread
from intune_waves.step.plan import PlannedPolicy
from tests.campaign.build import wave
from tests.step.steps import FACTS, ONE, POLICIES, STEP, TWO, changed, facts, step

FREEZE = Freeze(date(2027, 2, 23), date(2027, 2, 28), "Audit\nof the year")
CALENDAR = Calendar(date(2027, 1, 11), 14, (FREEZE,))
BACK = step(after={"one": Stage.INSTRUCT, "two": Stage.INSTRUCT})


def test_a_tidy_step_is_let_through() -> None:
    judged = judge_advance(STEP, FACTS)
    assert judged.refused == ()
    assert judged.warned == ()


def test_all_complaints_come_together_sorted_and_one_line_each() -> None:
    theirs = PlannedPolicy("theirs", "enabled", included_users=frozenset({EVERYBODY}))
    broken = facts(policies=(*POLICIES, theirs), blocked_by_default=frozenset({Platform.WINDOWS}))
    judged = judge_advance(step(calendar=CALENDAR), replace(broken, today=date(2027, 2, 24)))
    assert [each.rpartition("[")[2] for each in judged.refused] == [
        "freeze-window]",
        "default-restriction-open]",
        "break-glass-excluded]",
        "everybody-needs-exclusions]",
    ]
    assert list(judged.refused) == sorted(judged.refused)
    assert not any("\n" in each for each in judged.refused)
    assert "frozen: Audit of the year" in judged.refused[0]


def test_what_was_read_in_part_never_passes() -> None:
    (refusal,) = judge_advance(STEP, facts(doubts=("the list ended early.",))).refused
    assert refusal == (
        "the tenant was not read to the end: the list ended early; put that right and run the command again; "
        "a step back needs no reading [tenant-unreadable]"
    )


def test_what_could_not_be_read_at_all_never_passes() -> None:
    judged = judge_unread(STEP, "no answer")
    assert len(judged.refused) == 1
    assert "no answer" in judged.refused[0]
    assert judge_unread(BACK, "no answer").warned == judge_going_back(BACK).warned


def test_what_the_next_step_would_break_is_a_warning() -> None:
    broken = facts(everybody=1_000, members={"group-2": frozenset(range(900))})
    judged = judge_advance(STEP, broken)
    assert judged.refused == ()
    (warning,) = judged.warned
    assert warning.startswith("next period would be refused: brake: 900 people of 1,000")


def test_the_next_step_sees_the_tenant_as_this_one_leaves_it() -> None:
    wide = facts(members={"group-1": frozenset({1}), "group-2": frozenset(range(10, 20))}, everybody=11)
    judged = judge_advance(step(brake=Brake(percent=20, floor=3)), wide)
    assert judged.refused == ()
    (warning,) = judged.warned
    assert "10 people of 11 would be newly enforced by one step" in warning
    new = wave("new", platforms=(Platform.WINDOWS,))
    begun = step(
        waves=(ONE, TWO, new),
        after={**STEP.after.stages, "new": Stage.ANNOUNCE},
        following={**STEP.after.stages, "new": Stage.INSTRUCT},
    )
    assert judge_advance(begun, FACTS).warned == ()


def test_a_complaint_about_both_steps_is_made_once() -> None:
    judged = judge_advance(STEP, facts(break_glass={"glass1": True, "glass2": False}))
    assert len(judged.refused) == 1
    assert judged.warned == ()


def test_the_next_step_is_not_judged_when_it_is_unknown_doubtful_or_stays() -> None:
    crowded = facts(everybody=1_000, members={"group-2": frozenset(range(900))})
    assert judge_advance(step(following=None), crowded).warned == ()
    assert judge_advance(step(following=STEP.after.stages), crowded).warned == ()
    assert judge_advance(STEP, replace(crowded, doubts=("partial",))).warned == ()


def test_what_cannot_be_undone_is_said() -> None:
    opening = step(
        before={"one": Stage.DEADLINE, "two": Stage.ANNOUNCE},
        after={"one": Stage.ENFORCE, "two": Stage.INSTRUCT},
        following=None,
    )
    (note,) = judge_advance(opening, FACTS).warned
    assert note == (
        "two: announce -> instruct cannot be undone: "
        "whoever enrolls from now on stays enrolled, also when the wave goes back"
    )


def test_going_back_is_free_in_a_freeze_and_without_the_tenant() -> None:
    judged = judge_going_back(changed(BACK, calendar=CALENDAR))
    assert judged.refused == ()
    assert judged.warned == ()


def test_going_back_never_writes_a_policy_without_its_exclusions() -> None:
    (refusal,) = judge_going_back(changed(BACK, break_glass=())).refused
    assert refusal.startswith("Intune waves: One needs a compliant device: conditions.users.excludeUsers: ")
    assert refusal.endswith("[break-glass-excluded]")


def test_going_back_says_what_it_does_not_undo() -> None:
    gone = step(waves=(ONE,), before=STEP.before.stages, after={"one": Stage.ANNOUNCE})
    warned = judge_going_back(gone).warned
    assert [each.partition(":")[0] for each in warned] == ["one", "two", "two"]
    assert TWO.id in warned[1]


def test_going_back_never_hands_people_over_to_everybody_else_who_are_enforced() -> None:
    rest = wave("rest", people=EverybodyElse())
    back = step(
        waves=(ONE, rest),
        before={"one": Stage.ENFORCE, "two": Stage.ANNOUNCE, "rest": Stage.ENFORCE},
        after={"one": Stage.ENFORCE, "rest": Stage.ENFORCE},
    )
    (refusal,) = judge_going_back(back).refused
    assert refusal.startswith("two: its people would fall to rest")
    stopped = changed(back, after={"one": Stage.DEADLINE, "rest": Stage.DEADLINE})
    assert judge_going_back(stopped).refused == ()
