"""Notification templates: the mails that Intune itself sends to people whose device does not comply.

Sources: "notificationMessageTemplate resource type", "localizedNotificationMessage resource type" and "Create
localizedNotificationMessage", Microsoft Learn, 2024-08. Beta, because v1.0's metadata has no description.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.create_once import create_once
from intune_waves.graph.client.errors import NotFound
from intune_waves.graph.client.json_object import JsonObject

SUBJECT_LIMIT = 78
"""Characters in a subject."""
BODY_LIMIT = 2000
"""Characters in a body, its markup counted."""

_PATH = "/deviceManagement/notificationMessageTemplates"
_WHOLE = "$expand=localizedNotificationMessages"


@dataclass(frozen=True, slots=True)
class Template:
    """What a template says of itself, its messages apart."""

    display_name: str
    description: str
    default_locale: str

    def to_wire(self) -> dict[str, Any]:
        """The body of a POST or PATCH."""
        return {
            "displayName": self.display_name,
            "description": self.description,
            "defaultLocale": self.default_locale,
        }


@dataclass(frozen=True, slots=True)
class Message:
    """The text for one locale; Graph writes locales in its own case."""

    locale: str
    subject: str
    body: str
    default: bool

    def to_wire(self) -> dict[str, Any]:
        """The body of a POST."""
        return {
            "locale": self.locale,
            "subject": self.subject,
            "messageTemplate": self.body,
            "isDefault": self.default,
        }


@dataclass(frozen=True, slots=True)
class ExistingTemplate:
    """A template in the tenant, its messages by their ids."""

    id: str
    content: Template
    messages: Mapping[str, Message]


def about(name: str) -> str:
    """How an error names a template."""
    return f"the notification template {name!r}"


def _from_wire(body: JsonObject) -> ExistingTemplate:
    content = Template(
        display_name=body.text("displayName", ""),
        description=body.text("description", ""),
        default_locale=body.text("defaultLocale", ""),
    )
    messages = {
        one.text("id"): Message(
            locale=one.text("locale", ""),
            subject=one.text("subject", ""),
            body=one.text("messageTemplate", ""),
            default=one.flag("isDefault", False),
        )
        for one in body.objects("localizedNotificationMessages")
    }
    return ExistingTemplate(body.text("id"), content, messages)


async def list_templates(client: GraphClient) -> list[ExistingTemplate]:
    """All templates with their messages. One call a page."""
    templates = Collection(client, f"{_PATH}?{_WHOLE}", about="the notification templates", version="beta")
    return [_from_wire(body) async for body in templates.rows()]


async def read(client: GraphClient, template_id: str) -> ExistingTemplate | None:
    """One template with its messages; None when it is gone. One call."""
    path = f"{_PATH}/{template_id}?{_WHOLE}"
    try:
        body = await client.get(path, about=about(template_id), version="beta")
    except NotFound:
        return None
    return _from_wire(body.unwrapped("id"))


async def create(client: GraphClient, content: Template) -> ExistingTemplate:
    """Make a template without messages. One call. Where its outcome is not known, look for the template
    before you repeat it (graph.client.create_once).
    """
    named = about(content.display_name)
    return _from_wire(await client.post(_PATH, content.to_wire(), about=named, version="beta"))


async def update(client: GraphClient, template_id: str, *, content: Template) -> None:
    """Change what the template says of itself. One call."""
    path = f"{_PATH}/{template_id}"
    await client.patch(path, content.to_wire(), about=about(content.display_name), version="beta")


async def bring_messages_to(
    client: GraphClient, name: str, *, template: ExistingTemplate, wanted: Iterable[Message]
) -> None:
    """Bring the template's messages to `wanted`, which has each locale once and one default. One call for
    each message that differs, none for the others.

    The default comes first: making a message the default is how Graph takes that from the one before, and
    the default cannot be taken away.
    """
    path = f"{_PATH}/{template.id}/localizedNotificationMessages"
    found = {message.locale.lower(): (key, message) for key, message in template.messages.items()}
    for message in sorted(wanted, key=lambda one: not one.default):
        named = f"{about(name)}, {message.locale}"
        if message.locale.lower() not in found:
            await _add(client, path, message=message, template_id=template.id, named=named)
            continue
        key, existing = found.pop(message.locale.lower())
        if change := _change(existing, message):
            await client.patch(f"{path}/{key}", change, about=named, version="beta")
    for key, message in found.values():
        with suppress(NotFound):
            await client.delete(f"{path}/{key}", about=f"{about(name)}, {message.locale}", version="beta")


def _change(existing: Message, wanted: Message) -> dict[str, Any]:
    before = existing.to_wire()
    change = {key: value for key, value in wanted.to_wire().items() if value != before[key]}
    change.pop("locale", None)
    if not wanted.default:
        change.pop("isDefault", None)
    return change


async def _add(client: GraphClient, path: str, *, message: Message, template_id: str, named: str) -> None:
    async def post() -> bool:
        await client.post(path, message.to_wire(), about=named, version="beta")
        return True

    async def find() -> bool | None:
        template = await read(client, template_id)
        locales = {one.locale.lower() for one in template.messages.values()} if template else set()
        return True if message.locale.lower() in locales else None

    await create_once(client, post, find=find)


async def delete(client: GraphClient, template_id: str, *, name: str) -> None:
    """Delete it with its messages; fine when it is gone already."""
    with suppress(NotFound):
        await client.delete(f"{_PATH}/{template_id}", about=about(name), version="beta")
