"""The one setting is written, and the others are sent back as they were read."""

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Conflict, Forbidden
from intune_waves.graph.device_management import (
    devices_without_policy_comply,
    let_devices_without_policy_comply,
)
from tests.graph.fake_graph import answering, refused

OTHERS = {"deviceComplianceCheckinThresholdDays": 30, "isScheduledActionEnabled": True}


def settings(secure: bool) -> Answer:
    return Answer(200, {}, {"settings": {**OTHERS, "secureByDefault": secure}})


async def test_the_whole_settings_object_is_sent() -> None:
    graph = answering(settings(False), settings(True))
    assert await let_devices_without_policy_comply(graph.client(), False) is True
    assert [(one.method, one.path) for one in graph.sent] == [
        ("GET", "/beta/deviceManagement?$select=settings"),
        ("PATCH", "/beta/deviceManagement"),
    ]
    kind = "microsoft.graph.deviceManagementSettings"
    assert graph.sent[1].json == {"settings": {**OTHERS, "@odata.type": kind, "secureByDefault": True}}


async def test_what_is_so_already_is_not_written() -> None:
    graph = answering(settings(True))
    assert await let_devices_without_policy_comply(graph.client(), False) is False
    assert len(graph.sent) == 1


async def test_it_is_read_also_inside_a_wrapper() -> None:
    assert await devices_without_policy_comply(answering(settings(False)).client()) is True
    wrapped = Answer(200, {}, {"value": settings(True).body})
    assert await devices_without_policy_comply(answering(wrapped).client()) is False


async def test_a_write_that_graph_does_not_keep_is_a_conflict() -> None:
    with pytest.raises(Conflict, match="secureByDefault stayed False"):
        await let_devices_without_policy_comply(answering(settings(False), settings(False)).client(), False)


async def test_a_write_without_an_answer_body_is_believed() -> None:
    assert await let_devices_without_policy_comply(answering(settings(False), Answer(204)).client(), False)


@pytest.mark.parametrize(
    ("answers", "right"), [((refused(403),), "Read"), ((settings(False), refused(403)), "ReadWrite")]
)
async def test_a_403_names_the_right(answers: tuple[Answer, ...], right: str) -> None:
    with pytest.raises(Forbidden, match=rf"the identity DeviceManagementConfiguration\.{right}\.All"):
        await let_devices_without_policy_comply(answering(*answers).client(), False)
