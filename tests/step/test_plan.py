from dataclasses import replace

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.step.plan import Move
from tests.guards.plans import GOOD, PILOT, plan


def test_a_wave_without_a_group_has_nobody() -> None:
    assert plan().people_of(Move(PILOT, Stage.PLANNED, Stage.PLANNED)) == frozenset()
    assert plan().people_of(GOOD.moves[0]) == {"adele", "alex"}


def test_the_step_enforces_whoever_was_not_enforced() -> None:
    before = plan(moves=(replace(GOOD.moves[0], before=Stage.ENFORCE), GOOD.moves[1]))
    assert [move.wave.id for move in plan().newly_enforced()] == ["limited-pilot"]
    assert [move.wave.id for move in before.enforced()] == ["limited-pilot"]
    assert list(before.newly_enforced()) == []


def test_restrictions_of_a_platform_come_best_first() -> None:
    turned = plan(restrictions=GOOD.restrictions[::-1])
    assert [each.name for each in turned.restrictions_of(Platform.WINDOWS)] == [
        "pilot windows",
        "next windows",
    ]


def test_a_restriction_reaches_the_people_of_all_its_groups() -> None:
    both = replace(GOOD.restrictions[0], groups=frozenset({"pilot-group", "next-group", "unknown"}))
    assert plan().reached_by(both) == {"adele", "alex", "megan"}
