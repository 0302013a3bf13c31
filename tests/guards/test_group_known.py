from dataclasses import replace

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.guards.group_known import judge
from tests.guards.plans import GOOD, Said, plan


def test_a_wave_with_its_group_passes() -> None:
    assert list(judge(GOOD)) == []


@pytest.mark.parametrize("after", [Stage.ANNOUNCE, Stage.DEADLINE, Stage.ENFORCE])
def test_a_wave_that_had_begun_and_has_no_group_is_refused(after: Stage) -> None:
    lost = replace(GOOD.people.moves[1], before=Stage.ANNOUNCE, after=after, group=None)
    (complaint,) = judge(plan(moves=(GOOD.people.moves[0], lost)))
    assert (complaint.rule, complaint.path) == ("group-known", "expanded-pilot")
    assert "does not have the wave's group" in complaint.what


@pytest.mark.parametrize("after", [Stage.PLANNED, Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE])
def test_a_wave_that_begins_makes_its_group(after: Stage) -> None:
    new = replace(GOOD.people.moves[1], before=Stage.PLANNED, after=after, group=None)
    assert list(judge(plan(moves=(new,)))) == []


def test_a_wave_that_begins_is_not_enforced_by_the_same_step() -> None:
    new = replace(GOOD.people.moves[1], before=Stage.PLANNED, after=Stage.ENFORCE, group=None)
    (complaint,) = judge(plan(moves=(new,), confirmed=True))
    assert "so nobody can be counted" in complaint.what
    assert list(judge(plan(moves=(replace(new, group="next-group"),)))) == []


def test_a_wave_that_goes_back_to_planned_needs_no_group() -> None:
    gone = replace(GOOD.people.moves[1], before=Stage.ANNOUNCE, after=Stage.PLANNED, group=None)
    assert list(judge(plan(moves=(gone,)))) == []


def test_the_second_finding_says_what_was_expected_too() -> None:
    assert [each.expected for each in judge(said()[0])][1] == (
        "a group that exists before its people are enforced"
    )


def said() -> Said:
    pilot_move = GOOD.people.moves[0]
    return (
        plan(moves=(replace(pilot_move, group=None), replace(pilot_move, before=Stage.PLANNED, group=None))),
        [
            "limited-pilot: the tenant does not have the wave's group, or has two of its name; run "
            "refresh and then up in the period in force; rename a second group [group-known]",
            "limited-pilot: the wave would be enforced by the step that makes its group, so nobody "
            "can be counted; take the period before first [group-known]",
        ],
        None,
        "exactly one group of that name",
    )
