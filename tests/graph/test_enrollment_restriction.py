"""A restriction is made once, whatever is answered, and its whole assignment is read back."""

from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Conflict, Unavailable
from intune_waves.graph.enrollment_restriction import Restriction, assign, assigned_groups, create, read
from tests.graph.fake_graph import FakeCarrier, Sent, answering, refused

CONTENT = Restriction("Pilot windows", "why", "windows", False, True, "10.0")


class Restrictions:
    """Graph's restrictions; the first `lost` answers to a POST are lost, with the write done or not."""

    def __init__(self, lost: int, *, written: bool) -> None:
        self.kept: list[dict[str, Any]] = []
        self.lost = lost
        self.written = written

    def respond(self, request: Sent) -> Answer:
        if request.method == "GET":
            return Answer(200, {}, {"value": self.kept})
        is_lost, self.lost = self.lost > 0, self.lost - 1
        made = {**request.json, "id": f"r{len(self.kept)}", "priority": len(self.kept) + 1}
        if not is_lost or self.written:
            self.kept.append(made)
        return refused(503) if is_lost else Answer(201, {}, made)


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("lost", [0, 1, 3])
async def test_a_lost_answer_makes_no_twin(lost: int, written: bool) -> None:
    restrictions = Restrictions(lost, written=written)
    made = await create(FakeCarrier(restrictions.respond).client(), CONTENT)
    assert made.content == CONTENT
    assert len(restrictions.kept) == 1


async def test_an_equal_one_that_was_there_before_is_not_taken_for_ours() -> None:
    restrictions = Restrictions(1, written=True)
    restrictions.kept.append({**CONTENT.to_wire(), "id": "theirs", "priority": 1})
    made = await create(FakeCarrier(restrictions.respond).client(), CONTENT)
    assert made.id == "r1"


async def test_creating_ends_with_the_budget() -> None:
    restrictions = Restrictions(10_000, written=False)
    with pytest.raises(Unavailable):
        await create(FakeCarrier(restrictions.respond).client(), CONTENT)


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
    await assign(graph.client(), "r", "Pilot", ["b", "a", "a"])
    sent = graph.sent[0].json["enrollmentConfigurationAssignments"]
    assert [assignment["target"]["groupId"] for assignment in sent] == ["a", "b"]


async def test_an_assignment_that_is_not_kept_is_a_conflict() -> None:
    def respond(request: Sent) -> Answer:
        return Answer(204) if request.method == "POST" else _assignments({"groupId": "other"})

    with pytest.raises(Conflict, match="read back"):
        await assign(FakeCarrier(respond).client(), "r", "Pilot", ["a"])


async def test_a_target_that_is_no_group_shows_by_its_type() -> None:
    everybody = {"@odata.type": "#microsoft.graph.allLicensedUsersAssignmentTarget"}
    graph = answering(_assignments(everybody, {"groupId": "a"}))
    assert await assigned_groups(graph.client(), "r", "Pilot") == ["a", "allLicensedUsers"]
