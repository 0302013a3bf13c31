from dataclasses import replace

import pytest

from intune_waves.campaign.people import EverybodyElse
from intune_waves.campaign.stage import Stage
from intune_waves.guards.people_handed_over import judge
from intune_waves.step.plan import Plan, PlannedMove
from tests.campaign.build import wave
from tests.guards.plans import GOOD, NEXT, Said, plan

REST = wave("all-regions", people=EverybodyElse())
ENFORCED = PlannedMove(REST, Stage.ENFORCE, Stage.ENFORCE, "rest-group")
GONE = replace(GOOD.people.moves[1], after=Stage.PLANNED, group=None)


def complaints(judged: Plan) -> list[str]:
    return [f"{each.path}: {each.what}" for each in judge(judged)]


def test_waves_that_keep_their_groups_pass() -> None:
    assert list(judge(GOOD)) == []
    assert list(judge(plan(moves=(*GOOD.people.moves, ENFORCED)))) == []


def test_a_wave_that_goes_back_to_planned_hands_its_people_over() -> None:
    assert complaints(plan(moves=(GONE, ENFORCED))) == [
        "expanded-pilot: its people would fall to all-regions and be enforced with everybody else"
    ]


def test_so_does_a_wave_that_is_taken_out() -> None:
    (complaint,) = judge(plan(moves=(ENFORCED,), removed=(NEXT,)))
    assert (complaint.rule, complaint.path) == ("people-handed-over", "expanded-pilot")
    assert complaint.next_step == "keep the wave, or take all-regions back first"


def test_also_when_everybody_else_is_enforced_by_the_same_step() -> None:
    now = replace(ENFORCED, before=Stage.DEADLINE)
    assert len(complaints(plan(moves=(GONE, now)))) == 1


@pytest.mark.parametrize("after", [Stage.PLANNED, Stage.ANNOUNCE, Stage.DEADLINE])
def test_before_everybody_else_is_enforced_nobody_is_harmed(after: Stage) -> None:
    rest = replace(ENFORCED, before=Stage.DEADLINE, after=after)
    assert complaints(plan(moves=(GONE, rest), removed=(NEXT,))) == []


def test_a_wave_that_was_never_begun_has_nobody_to_hand_over() -> None:
    never = replace(GONE, before=Stage.PLANNED)
    assert complaints(plan(moves=(never, ENFORCED))) == []


def test_an_enforced_wave_of_its_own_people_takes_nobody() -> None:
    assert complaints(plan(moves=(GOOD.people.moves[0], GONE), removed=(NEXT,))) == []


def said() -> Said:
    rest = PlannedMove(wave("rest", people=EverybodyElse()), Stage.ENFORCE, Stage.ENFORCE, "rest-group")
    return (
        plan(moves=(rest,), removed=(NEXT,)),
        [
            "expanded-pilot: its people would fall to rest and be enforced with everybody else; keep "
            "the wave, or take rest back first [people-handed-over]"
        ],
        None,
        "rest before enforce, or the wave with its group",
    )
