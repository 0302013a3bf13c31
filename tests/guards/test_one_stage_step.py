from dataclasses import replace

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.guards.one_stage_step import judge
from tests.guards.plans import GOOD, Said, plan


@pytest.mark.parametrize(
    ("before", "after"),
    [(Stage.PLANNED, Stage.INSTRUCT), (Stage.ANNOUNCE, Stage.ENFORCE), (Stage.INSTRUCT, Stage.ENFORCE)],
)
def test_a_jump_is_refused_unless_it_is_named(before: Stage, after: Stage) -> None:
    jump = (replace(GOOD.people.moves[0], before=before, after=after),)
    (complaint,) = judge(plan(moves=jump))
    assert complaint.what == f"the wave would go from {before.value} to {after.value} in one step"
    assert list(judge(plan(moves=jump, confirmed=True))) == []


@pytest.mark.parametrize("after", [Stage.PLANNED, Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE])
def test_one_on_none_and_back_pass(after: Stage) -> None:
    assert list(judge(plan(moves=(replace(GOOD.people.moves[0], before=Stage.DEADLINE, after=after),)))) == []


def said() -> Said:
    pilot_move, next_move = GOOD.people.moves
    return (
        plan(moves=(replace(pilot_move, before=Stage.INSTRUCT), next_move)),
        [
            "limited-pilot: the wave would go from instruct to enforce in one step; take the periods "
            "one by one; a hold that is over stays in the wave's file [one-stage-step]"
        ],
        "enforce",
        "the next stage",
    )
