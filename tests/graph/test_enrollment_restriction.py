"""A restriction is read however Graph wraps it, and its whole assignment is read back."""

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Conflict
from intune_waves.graph.enrollment_restriction import Restriction, assign, assigned_groups, read
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
