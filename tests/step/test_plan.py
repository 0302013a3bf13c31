from dataclasses import replace

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.step.plan import PlannedMove
from tests.guards.plans import GOOD, PILOT, plan


def test_a_wave_without_a_group_has_nobody() -> None:
    assert plan().people.of(PlannedMove(PILOT, Stage.PLANNED, Stage.PLANNED)) == frozenset()
    assert plan().people.of(GOOD.people.moves[0]) == {"adele", "alex"}


def test_the_step_enforces_whoever_was_not_enforced() -> None:
    before = plan(moves=(replace(GOOD.people.moves[0], before=Stage.ENFORCE), GOOD.people.moves[1]))
    assert [move.wave.id for move in plan().people.newly_enforced()] == ["limited-pilot"]
    assert [move.wave.id for move in before.people.enforced()] == ["limited-pilot"]
    assert list(before.people.newly_enforced()) == []


def test_restrictions_of_a_platform_come_best_first() -> None:
    turned = plan(restrictions=GOOD.restrictions.enrollment[::-1])
    assert [each.name for each in turned.restrictions.of(Platform.WINDOWS)] == [
        "pilot windows",
        "next windows",
    ]


def test_a_restriction_reaches_the_people_of_all_its_groups() -> None:
    groups = {"pilot-group", "next-group", "unknown"}
    assert plan().people.in_groups(groups) == {"adele", "alex", "megan"}
