"""A template's messages are written one by one, and only those that differ."""

from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.notification_template import (
    ExistingTemplate,
    Message,
    Template,
    bring_messages_to,
    create,
    delete,
    read,
)
from tests.graph.fake_graph import FakeCarrier, Sent, answering, refused

CONTENT = Template("Reminder", "why\n[mark]", "en-us")
ENGLISH = Message("en-us", "Enroll", "<p>Please.</p>", True)
GERMAN = Message("de-de", "Anmelden", "<p>Bitte.</p>", False)
ROOT = "/beta/deviceManagement/notificationMessageTemplates"


def there(**messages: Message) -> ExistingTemplate:
    return ExistingTemplate("t1", CONTENT, messages)


async def sent_for(template: ExistingTemplate, *wanted: Message) -> list[tuple[str, str, Any]]:
    graph = FakeCarrier(lambda request: Answer(204))
    await bring_messages_to(graph.client(), "Reminder", template=template, wanted=wanted)
    path = f"{ROOT}/t1/localizedNotificationMessages"
    return [(one.method, one.path.removeprefix(path), one.json) for one in graph.sent]


async def test_a_template_is_made_without_messages_and_read_with_them() -> None:
    graph = answering(Answer(201, {}, {**CONTENT.to_wire(), "id": "t1"}))
    made = await create(graph.client(), CONTENT)
    assert made == there()
    assert graph.sent[0].json == {
        "displayName": "Reminder",
        "description": "why\n[mark]",
        "defaultLocale": "en-us",
    }
    whole = {
        **CONTENT.to_wire(),
        "id": "t1",
        "localizedNotificationMessages": [{"id": "m", **ENGLISH.to_wire()}],
    }
    graph = answering(Answer(200, {}, whole), refused(404))
    client = graph.client()
    assert await read(client, "t1") == there(m=ENGLISH)
    assert graph.sent[0].path == f"{ROOT}/t1?$expand=localizedNotificationMessages"
    assert await read(client, "gone") is None


async def test_only_what_differs_is_written_and_the_default_comes_first() -> None:
    french = Message("fr-fr", "Inscription", "<p>Merci.</p>", True)
    english = Message("en-us", "Enroll today", "<p>Please.</p>", False)
    before = there(a=ENGLISH, b=GERMAN, c=Message("it-it", "Via", "<p>Via.</p>", False))
    assert await sent_for(before, english, GERMAN, french) == [
        ("POST", "", french.to_wire()),
        ("PATCH", "/a", {"subject": "Enroll today"}),
        ("DELETE", "/c", None),
    ]


async def test_messages_that_are_right_cost_nothing_however_their_locale_is_spelled() -> None:
    spelled = Message("en-US", ENGLISH.subject, ENGLISH.body, True)
    assert await sent_for(there(a=ENGLISH, b=GERMAN), GERMAN, spelled) == []


async def test_another_default_is_set_and_never_unset() -> None:
    german = Message("de-de", GERMAN.subject, GERMAN.body, True)
    english = Message("en-us", ENGLISH.subject, ENGLISH.body, False)
    assert await sent_for(there(a=ENGLISH, b=GERMAN), english, german) == [
        ("PATCH", "/b", {"isDefault": True})
    ]


@pytest.mark.parametrize("written", [True, False])
async def test_a_message_whose_answer_is_lost_is_not_sent_twice(written: bool) -> None:
    kept: list[dict[str, Any]] = []
    lost = [True]

    def respond(request: Sent) -> Answer:
        if request.method == "GET":
            return Answer(200, {}, {**CONTENT.to_wire(), "id": "t1", "localizedNotificationMessages": kept})
        is_lost = lost.pop() if lost else False
        if not is_lost or written:
            kept.append({"id": "m", **request.json})
        return refused(503) if is_lost else Answer(201, {}, None)

    await bring_messages_to(FakeCarrier(respond).client(), "Reminder", template=there(), wanted=[ENGLISH])
    assert [one["locale"] for one in kept] == ["en-us"]


async def test_one_that_is_gone_is_deleted_already() -> None:
    await delete(answering(refused(404)).client(), "t1", name="Reminder")


async def test_a_403_names_the_right_of_its_own_page() -> None:
    with pytest.raises(
        Forbidden, match=r"Grant the identity DeviceManagementServiceConfig\.ReadWrite\.All with"
    ):
        await create(answering(refused(403)).client(), CONTENT)
