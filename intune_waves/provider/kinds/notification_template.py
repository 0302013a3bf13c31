"""`intune:index:NotificationTemplate`: the mail that Intune sends, in one or more languages."""

import re
from dataclasses import replace
from typing import Annotated, Required, TypedDict

from intune_waves.graph import notification_template as templates
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.notification_template import BODY_LIMIT, SUBJECT_LIMIT, ExistingTemplate, Template
from intune_waves.graph.notification_template import Message as Written
from intune_waves.provider.marked_object import Mark, Marked, MarkedKind, split
from intune_waves.provider.protocol.declaration import Keyed
from intune_waves.provider.protocol.differences import Change, differences
from intune_waves.provider.protocol.kind import Checked, without_empty
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.wire import UNKNOWN

# Intune's own list has each language with a region, such as de-de or sr-latn-rs.
_LOCALE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?-[a-z]{2}", re.IGNORECASE)


class Message(TypedDict):
    """The text for one locale."""

    locale: str
    """The language, such as en-us; upper and lower case are the same."""
    subject: str
    """The subject; at most 78 characters."""
    body: str
    """The text; at most 2000 characters, its markup counted."""


class NotificationTemplate(Marked, total=False):
    """The mail that Intune sends to people whose device falls short, by language.

    A notification template and its messages, one for each locale. A compliance policy's reminder names it.

    Calls: a preview the one list that all templates of a run share; a create one and one for each message; an
    update one to read what is there, then one for each message that differs
    and one when name, description or default locale do; a read one; a delete one.

    A template that a killed run left is taken over by the mark in its description, and its messages are
    brought to those declared: v1.0 has no description, beta has. One without the mark is never
    taken over. When it is made without all its messages it is kept, and the next run adds the missing ones.
    """

    defaultLocale: Required[str]
    """The locale of the message for people whose language has none."""
    messages: Required[Annotated[list[Message], Keyed("locale")]]
    """The texts, one for each locale; the default locale's must be among them."""


class NotificationTemplateKind(
    MarkedKind[NotificationTemplate, ExistingTemplate], declared=NotificationTemplate
):
    """Keeps templates and their messages."""

    gone = "template-gone"

    async def check(
        self, old_inputs: NotificationTemplate | None, inputs: NotificationTemplate
    ) -> Checked[NotificationTemplate]:
        """Graph's limits, each locale once, and the default locale among them."""
        given = without_empty(inputs)
        if inputs["messages"] == UNKNOWN:
            return Checked(given, [])
        return Checked(given, _check_messages(inputs["messages"], inputs["defaultLocale"]))

    def changes(self, state: NotificationTemplate, inputs: NotificationTemplate) -> dict[str, Change]:
        """The inputs that differ; messages one by one. Their order means nothing."""
        before = {_locale_key(message): message for message in state.get("messages", [])}
        wanted = inputs.get("messages", [])
        if wanted != UNKNOWN and list(before) != [_locale_key(message) for message in wanted]:
            same = [before[_locale_key(message)] for message in wanted if _locale_key(message) in before]
            state = {**state, "messages": same if len(same) == len(before) else state["messages"]}
        return differences(state, inputs, properties=self.properties)

    def _about(self, name: str) -> str:
        return templates.about(name)

    async def _list(self, client: GraphClient) -> list[ExistingTemplate]:
        return await templates.list_templates(client)

    async def _find(self, client: GraphClient, resource_id: str) -> ExistingTemplate | None:
        return await templates.read(client, resource_id)

    async def _make(self, client: GraphClient, urn: str, *, inputs: NotificationTemplate) -> ExistingTemplate:
        return await templates.create(client, _content(urn, inputs))

    async def _bring(
        self, client: GraphClient, urn: str, *, found: ExistingTemplate, inputs: NotificationTemplate
    ) -> NotificationTemplate:
        content = _content(urn, inputs)
        if not _same(found.content, content):
            await templates.update(client, found.id, content=content)
        await templates.bring_messages_to(
            client, content.display_name, template=found, wanted=_declared_messages(inputs)
        )
        return inputs

    async def _remove(self, client: GraphClient, resource_id: str, *, name: str) -> None:
        await templates.delete(client, resource_id, name=name)

    async def _observe(
        self, client: GraphClient, found: ExistingTemplate, *, inputs: NotificationTemplate
    ) -> NotificationTemplate:
        return self._half_made(found, inputs)

    def _half_made(self, made: ExistingTemplate, inputs: NotificationTemplate) -> NotificationTemplate:
        default, messages = _observed_messages(made, inputs)
        observed: NotificationTemplate = {
            "displayName": made.content.display_name,
            "description": split(made.content.description)[0],
            "defaultLocale": default,
            "messages": messages,
        }
        return without_empty(observed)


def _content(urn: str, inputs: NotificationTemplate) -> Template:
    return Template(
        display_name=inputs["displayName"],
        description=Mark.of(urn).on(inputs.get("description", "")),
        default_locale=inputs["defaultLocale"],
    )


def _same(found: Template, wanted: Template) -> bool:
    lowered = [replace(one, default_locale=one.default_locale.lower()) for one in (found, wanted)]
    return lowered[0] == lowered[1]


def _locale_key(message: Message) -> str:
    """What tells a template's messages apart: the locale without regard to case."""
    locale = message["locale"]
    return locale if locale == UNKNOWN else locale.lower()


def _declared_messages(inputs: NotificationTemplate) -> list[Written]:
    """The messages that Graph shall have."""
    default = inputs["defaultLocale"].lower()
    return [
        Written(one["locale"], one["subject"], one["body"], one["locale"].lower() == default)
        for one in inputs["messages"]
    ]


def _observed_messages(found: ExistingTemplate, inputs: NotificationTemplate) -> tuple[str, list[Message]]:
    """Default locale and messages as the tenant has them, spelled and ordered as declared."""
    declared = [one["locale"] for one in inputs.get("messages", [])] + [inputs.get("defaultLocale", "")]
    spelled = {locale.lower(): locale for locale in declared}
    places = {locale.lower(): place for place, locale in enumerate(declared)}
    messages = sorted(
        found.messages.values(),
        key=lambda one: (places.get(one.locale.lower(), len(places)), one.locale.lower()),
    )
    default = next((one.locale for one in messages if one.default), found.content.default_locale)
    return spelled.get(default.lower(), default), [
        {
            "locale": spelled.get(one.locale.lower(), one.locale),
            "subject": one.subject,
            "body": one.body,
        }
        for one in messages
    ]


def _check_messages(messages: list[Message], default: str) -> list[Failure]:
    """Graph's limits, each locale once, and the default locale among them."""
    failures = _check_locales(messages, default)
    for place, message in enumerate(messages):
        for name, text, limit in (
            ("subject", message["subject"], SUBJECT_LIMIT),
            ("body", message["body"], BODY_LIMIT),
        ):
            if text != UNKNOWN and not 1 <= len(text) <= limit:
                said = f"got {len(text)} characters, expected 1 to {limit} [template-length]"
                failures.append(Failure(f"messages[{place}].{name}", said))
    return failures


def _check_locales(messages: list[Message], default: str) -> list[Failure]:
    if not messages:
        return [Failure("messages", "got none, expected one message or more [template-message]")]
    failures = []
    keys = [_locale_key(message) for message in messages]
    for place, key in enumerate(keys):
        if key != UNKNOWN and not _LOCALE.fullmatch(key):
            said = f"got {messages[place]['locale']!r}, expected a language and a region such as de-de"
            failures.append(Failure(f"messages[{place}].locale", f"{said} [template-locale]"))
        if key != UNKNOWN and key in keys[:place]:
            said = f"{messages[place]['locale']} has a message already; leave one out [template-locale]"
            failures.append(Failure(f"messages[{place}].locale", said))
    if UNKNOWN not in (*keys, default) and default.lower() not in keys:
        there = ", ".join(message["locale"] for message in messages)
        said = f"got {default!r}, expected the locale of a message: {there} [template-locale]"
        failures.append(Failure("defaultLocale", said))
    return failures
