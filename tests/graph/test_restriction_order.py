"""Restrictions come into the declared order, and nothing is sent when they are in it."""

import random
from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Conflict
from intune_waves.graph.restriction_order import observed_rank, settle, target_order
from tests.graph.fake_graph import FakeCarrier, Sent

TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"


@pytest.mark.parametrize(
    ("present", "declared", "target"),
    [
        ("ab", {"a": 1, "b": 2}, "ab"),
        ("cba", {"a": 1, "b": 2, "c": 3}, "abc"),
        ("xa", {"a": 1}, "ax"),
        ("axb", {"a": 1, "b": 2}, "abx"),
        ("xa", {"a": 10}, "xa"),
        ("ba", {"a": 1, "b": 1}, "ba"),
        ("xy", {}, "xy"),
        ("a", {"a": 1, "gone": 2}, "a"),
    ],
)
def test_the_target_order(present: str, declared: dict[str, int], target: str) -> None:
    assert "".join(target_order(present, declared)) == target


@pytest.mark.parametrize(
    ("restriction", "present", "rank"),
    [("a", "abc", 1), ("a", "bac", 2), ("a", "xab", 2), ("b", "ab", 2), ("c", "abc", 7)],
)
def test_a_rank_in_its_place_is_the_declared_one(restriction: str, present: str, rank: int) -> None:
    assert observed_rank(restriction, present, {"a": 1, "b": 2, "c": 7}) == rank


class Ranking:
    """Graph's list of restrictions, where setPriority moves one and pushes the others down."""

    def __init__(self, order: list[str], *, works: bool = True) -> None:
        self.order = order
        self.works = works
        self.moves = 0

    def respond(self, request: Sent) -> Answer:
        if request.method == "POST":
            self.moves += 1
            if self.works:
                moved = request.path.split("/")[-2]
                self.order.remove(moved)
                self.order.insert(request.json["priority"] - 1, moved)
            return Answer(204)
        listed: list[dict[str, Any]] = [
            {"@odata.type": TYPE, "id": name, "priority": place, "platformType": "windows"}
            for place, name in enumerate(self.order, 1)
        ]
        return Answer(200, {}, {"value": [{"@odata.type": "#default", "id": "default"}, *listed]})


@pytest.mark.parametrize("seed", range(20))
async def test_any_order_is_settled_with_fewer_moves_than_restrictions(seed: int) -> None:
    names = list("abcdefghxyz")
    random.Random(seed).shuffle(names)
    ranking = Ranking(names)
    declared = {name: place for place, name in enumerate("abcdefgh", 1)}
    await settle(FakeCarrier(ranking.respond).client(), "windows", declared, "a")
    assert "".join(ranking.order[:8]) == "abcdefgh"
    assert ranking.moves < len(names)


async def test_a_right_order_is_not_written() -> None:
    ranking = Ranking(["a", "b"])
    await settle(FakeCarrier(ranking.respond).client(), "windows", {"a": 1, "b": 2}, "a")
    assert ranking.moves == 0


async def test_an_order_that_graph_does_not_keep_is_a_conflict() -> None:
    ranking = Ranking(["b", "a"], works=False)
    with pytest.raises(Conflict, match="read back"):
        await settle(FakeCarrier(ranking.respond).client(), "windows", {"a": 1, "b": 2}, "a")
