from dataclasses import replace
from typing import Any

import pytest

from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.stage import Stage
from intune_waves.guards.enforcement_brake import judge
from tests.guards.plans import GOOD, Said, plan


def group(count: int, first: int = 0) -> frozenset[str]:
    return frozenset(f"p{n}" for n in range(first, first + count))


def complaints(count: int, **changes: Any) -> list[str]:
    members = {"pilot-group": group(count), "next-group": group(10, 100_000)}
    return [each.what for each in judge(plan(members=members, **changes))]


def test_a_pilot_is_not_judged_by_percentages() -> None:
    assert complaints(250, everybody=250) == []
    assert complaints(251, everybody=250) == ["251 people of 250 would be newly enforced by one step"]


def test_a_large_step_is_judged_by_its_share() -> None:
    assert complaints(6_000, everybody=10_000) == []
    assert complaints(6_001, everybody=10_000) == [
        "6,001 people of 10,000 would be newly enforced by one step"
    ]


@pytest.mark.parametrize(
    ("brake", "refused"), [(Brake(10, 0), True), (Brake(10, 500), False), (Brake(50, 0), False)]
)
def test_the_campaign_sets_the_brake(brake: Brake, refused: bool) -> None:
    assert bool(complaints(500, everybody=1_000, brake=brake)) is refused


def test_waves_that_are_enforced_together_count_together() -> None:
    both = tuple(replace(move, after=Stage.ENFORCE) for move in GOOD.people.moves)
    assert complaints(245, everybody=0, moves=both)
    assert not complaints(240, everybody=0, moves=both)


def test_waves_that_were_enforced_before_do_not_count() -> None:
    before = (replace(GOOD.people.moves[0], before=Stage.ENFORCE), GOOD.people.moves[1])
    assert complaints(5_000, everybody=0, moves=before) == []


def said() -> Said:
    return (
        plan(brake=Brake(percent=0.01, floor=1)),
        [
            "brake: 2 people of 12,000 would be newly enforced by one step; let the waves follow one "
            "another, or raise the brake; it allows 1 now [enforcement-brake]"
        ],
        2,
        "at most 1",
    )
