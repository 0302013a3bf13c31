"""A restriction is made once, assigned as asked and ranked as declared, and nothing is sent that is so."""

import random
from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Conflict
from intune_waves.graph.enrollment_restriction import (
    Restriction,
    assign,
    assign_beside,
    assigned_groups,
    assigned_targets,
    observed_priority,
    read,
    read_enrollment,
    settle,
    target_order,
)
from tests.graph.fake_graph import FakeCarrier, Sent, answering, refused

CONTENT = Restriction("Pilot windows", "why", "windows", False, True, "10.0")


async def test_a_value_wrapper_is_accepted_and_another_kind_is_not() -> None:
    wrapped = {"value": {**CONTENT.to_wire(), "id": "r", "priority": 2}}
    found = await read(answering(Answer(200, {}, wrapped)).client(), "r")
    assert found is not None
    assert found.content == CONTENT
    default = {"id": "d", "@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration"}
    with pytest.raises(Conflict, match="deviceEnrollmentPlatformRestrictionsConfiguration"):
        await read(answering(Answer(200, {}, default)).client(), "d")
    assert await read(answering(refused(404)).client(), "gone") is None


def _assignments(*targets: dict[str, str]) -> Answer:
    return Answer(200, {}, {"value": [{"target": target} for target in targets]})


async def test_the_assignment_is_read_back() -> None:
    graph = answering(Answer(204), _assignments(), _assignments({"groupId": "b"}, {"groupId": "a"}))
    await assign(graph.client(), "r", name="Pilot", group_ids=["b", "a", "a"])
    sent = graph.sent[0].json["enrollmentConfigurationAssignments"]
    assert [assignment["target"]["groupId"] for assignment in sent] == ["a", "b"]


async def test_an_assignment_that_is_not_kept_is_a_conflict() -> None:
    def respond(request: Sent) -> Answer:
        return Answer(204) if request.method == "POST" else _assignments({"groupId": "other"})

    with pytest.raises(Conflict, match="read back"):
        await assign(FakeCarrier(respond).client(), "r", name="Pilot", group_ids=["a"])


async def test_a_target_that_is_no_group_shows_by_its_type() -> None:
    everybody = {"@odata.type": "#microsoft.graph.allLicensedUsersAssignmentTarget"}
    graph = answering(_assignments(everybody, {"groupId": "a"}))
    assert await assigned_groups(graph.client(), "r", name="Pilot") == ["a", "allLicensedUsers"]


async def test_targets_of_others_are_sent_again_as_they_are() -> None:
    everybody = {"@odata.type": "#microsoft.graph.allLicensedUsersAssignmentTarget"}
    filtered = {
        "@odata.type": "#microsoft.graph.groupAssignmentTarget",
        "groupId": "b",
        "deviceAndAppManagementAssignmentFilterId": "f",
        "deviceAndAppManagementAssignmentFilterType": "include",
    }
    plain = {"groupId": "c", "deviceAndAppManagementAssignmentFilterType": "none"}
    found = await assigned_targets(
        answering(_assignments(everybody, filtered, plain)).client(), "r", name="Pilot"
    )
    assert sorted(found) == ["allLicensedUsers", "b filtered f", "c"]
    kept = {key: target for key, target in found.items() if key != "c"}
    graph = answering(Answer(204), _assignments({"groupId": "a"}, everybody, filtered))
    await assign_beside(graph.client(), "r", name="Pilot", group_ids=["a"], kept=kept)
    sent = [each["target"] for each in graph.sent[0].json["enrollmentConfigurationAssignments"]]
    assert sent == [
        {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "a"},
        everybody,
        filtered,
    ]


TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
ALL = "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration"


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
    assert observed_priority(restriction, present, declared={"a": 1, "b": 2, "c": 7}) == rank


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
    await settle(FakeCarrier(ranking.respond).client(), "windows", declared=declared, name="a")
    assert "".join(ranking.order[:8]) == "abcdefgh"
    assert ranking.moves < len(names)


async def test_a_right_order_is_not_written() -> None:
    ranking = Ranking(["a", "b"])
    await settle(FakeCarrier(ranking.respond).client(), "windows", declared={"a": 1, "b": 2}, name="a")
    assert ranking.moves == 0


async def test_an_order_that_graph_does_not_keep_is_a_conflict() -> None:
    ranking = Ranking(["b", "a"], works=False)
    with pytest.raises(Conflict, match="read back"):
        await settle(FakeCarrier(ranking.respond).client(), "windows", declared={"a": 1, "b": 2}, name="a")


async def test_restrictions_with_their_assignments_and_the_default_in_one_request() -> None:
    group = {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g"}}
    everybody = {"target": {"@odata.type": "#microsoft.graph.allLicensedUsersAssignmentTarget"}}
    rows = [
        {
            "@odata.type": TYPE,
            "displayName": "Theirs",
            "platformType": "ios",
            "priority": 2,
            "platformRestriction": {"platformBlocked": True},
            "assignments": [group, everybody],
        },
        {
            "@odata.type": ALL,
            "macOSRestriction": {"platformBlocked": True},
            "iosRestriction": {"platformBlocked": False},
            "windowsMobileRestriction": {"platformBlocked": True},
            "androidRestriction": None,
        },
        {"@odata.type": "#microsoft.graph.deviceEnrollmentLimitConfiguration", "limit": 5},
    ]
    carrier = answering(Answer(200, {}, {"value": rows}))
    overview = await read_enrollment(carrier.client())
    (found,) = overview.restrictions
    assert (found.name, found.platform, found.platform_blocked, found.priority) == ("Theirs", "ios", True, 2)
    assert found.groups == {"g", "allLicensedUsers"}
    assert overview.blocked_by_default == {"mac"}
    assert [sent.path for sent in carrier.sent] == [
        "/beta/deviceManagement/deviceEnrollmentConfigurations?$expand=assignments"
    ]
