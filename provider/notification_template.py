"""`intune:index:NotificationTemplate`: the mail that Intune sends, in one or more languages."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from provider.connection import Connection
from provider.differences import Change, differences
from provider.kind import Checked, Observed
from provider.left_behind import LeftBehind
from provider.mark import Mark, owner_of, split
from provider.property import Failure, Property, Values
from provider.refusal import HalfMade, Refusal
from provider.wire import UNKNOWN

if TYPE_CHECKING:
    from graph.notification_template import ExistingTemplate, Message, Template

# Intune's own list has each language with a region, such as de-de or sr-latn-rs.
_LOCALE = re.compile(r"[a-z]{2,3}(-[a-z]{4})?-[a-z]{2}", re.IGNORECASE)
_MESSAGE = (
    Property(
        "locale", "string", "The language, such as en-us; upper and lower case are the same.", required=True
    ),
    Property("subject", "string", "The subject; at most 78 characters.", required=True),
    Property("body", "string", "The text; at most 2000 characters, its markup counted.", required=True),
)


class NotificationTemplateKind:
    """A notification template and its messages, one for each locale. A compliance policy's reminder names it.

    Calls: a preview without changes none; a create two and one for each message, where one is a list that all
    templates made in a run share; an update one to read what is there, then one for each message that differs
    and one when name, description or default locale do; a read one; a delete one.

    A template that a killed run left is taken over by the mark in its description, and its messages are
    brought to those declared: v1.0 has no description, beta has. One without the mark is never
    taken over. When it is made without all its messages it is kept, and the next run adds the missing ones.
    """

    token: ClassVar[str] = "intune:index:NotificationTemplate"
    doc: ClassVar[str] = "The mail that Intune sends to people whose device falls short, by language."
    properties: ClassVar[tuple[Property, ...]] = (
        Property("displayName", "string", "The name that the Intune admin centre shows.", required=True),
        Property(
            "description", "string", "What it is for; a mark of this provider is added to it in the tenant."
        ),
        Property(
            "defaultLocale",
            "string",
            "The locale of the message for people whose language has none.",
            required=True,
        ),
        Property(
            "messages",
            "array",
            "The texts, one for each locale; the default locale's must be among them.",
            required=True,
            fields=_MESSAGE,
            key="locale",
        ),
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left: LeftBehind[ExistingTemplate] = LeftBehind(self._list)

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """Graph's limits, each locale once, and the default locale among them."""
        given = {name: value for name, value in inputs.items() if value != ""}
        if inputs["messages"] == UNKNOWN:
            return Checked(given, [])
        failures = _check_locales(inputs["messages"], inputs["defaultLocale"])
        for place, message in enumerate(inputs["messages"]):
            failures += _check_lengths(message, f"messages[{place}]")
        return Checked(given, failures)

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ; messages one by one. Their order means nothing."""
        before = {_key(message): message for message in state.get("messages", [])}
        wanted = inputs.get("messages", [])
        if wanted != UNKNOWN and list(before) != [_key(message) for message in wanted]:
            same = [before[_key(message)] for message in wanted if _key(message) in before]
            state = {**state, "messages": same if len(same) == len(before) else state["messages"]}
        return differences(state, inputs, self.properties)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """A template is what its inputs say."""
        return dict(inputs)

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Make it, or take over the one that a killed run left; then its messages. Raises HalfMade when
        not all of them could be made.
        """
        from graph import notification_template as templates

        client = await self._connection.client()
        content = _content(urn, inputs)
        left = await self._left.take_over(urn, lambda one: True)
        made = left or await templates.create(client, content)
        try:
            if not _same(made.content, content):
                await templates.update(client, made.id, content)
            await templates.bring_messages_to(client, content.display_name, made, _messages(inputs))
        except Exception as error:
            # The next run reads what there is before it writes.
            raise HalfMade(made.id, _observed(made, inputs), error) from error
        return made.id, dict(inputs)

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """What the tenant has, as properties and as inputs; None when it is gone."""
        from graph import notification_template as templates

        found = await templates.read(await self._connection.client(), resource_id)
        if found is None:
            return None
        observed = _observed(found, inputs)
        return Observed(observed, observed)

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Bring it to the inputs, whatever it was changed to in between."""
        from graph import notification_template as templates

        client = await self._connection.client()
        found = await templates.read(client, resource_id)
        if found is None:
            raise Refusal(
                f"{templates.about(inputs['displayName'])} was deleted by hand (id {resource_id}); "
                "run `pulumi refresh`, then `pulumi up` makes it again [template-gone]"
            )
        content = _content(urn, inputs)
        if not _same(found.content, content):
            await templates.update(client, resource_id, content)
        await templates.bring_messages_to(client, content.display_name, found, _messages(inputs))
        return dict(inputs)

    async def delete(self, resource_id: str, state: Values) -> None:
        """Delete it; fine when it is gone already. One that this run has taken over is kept."""
        from graph import notification_template as templates

        if self._left.taken_over(resource_id):
            return
        self._left.forget(resource_id)
        client = await self._connection.client()
        await templates.delete(client, resource_id, state.get("displayName", resource_id))

    async def _list(self) -> "list[ExistingTemplate]":
        from graph.notification_template import list_templates

        return await list_templates(await self._connection.client())


def _check_locales(messages: list[Values], default: str) -> list[Failure]:
    if not messages:
        return [Failure("messages", "got none, expected one message or more [template-message]")]
    failures = []
    keys = [_key(message) for message in messages]
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


def _check_lengths(message: Values, path: str) -> list[Failure]:
    # Imported here for the one place of the limits; the module is plain values and imports nothing heavy.
    from graph.notification_template import BODY_LIMIT, SUBJECT_LIMIT

    failures = []
    for name, limit in (("subject", SUBJECT_LIMIT), ("body", BODY_LIMIT)):
        text = message[name]
        if text != UNKNOWN and not 1 <= len(text) <= limit:
            said = f"got {len(text)} characters, expected 1 to {limit} [template-length]"
            failures.append(Failure(f"{path}.{name}", said))
    return failures


def _key(message: Values) -> str:
    locale = message.get("locale", "")
    return str(locale if locale == UNKNOWN else locale.lower())


def _content(urn: str, inputs: Values) -> "Template":
    from graph.notification_template import Template

    return Template(
        display_name=inputs["displayName"],
        description=Mark(owner_of(urn)).on(inputs.get("description", "")),
        default_locale=inputs["defaultLocale"],
    )


def _same(found: "Template", wanted: "Template") -> bool:
    lowered = [replace(one, default_locale=one.default_locale.lower()) for one in (found, wanted)]
    return lowered[0] == lowered[1]


def _messages(inputs: Values) -> "list[Message]":
    from graph.notification_template import Message

    default = inputs["defaultLocale"].lower()
    return [
        Message(one["locale"], one["subject"], one["body"], one["locale"].lower() == default)
        for one in inputs["messages"]
    ]


def _observed(found: "ExistingTemplate", inputs: Values) -> Values:
    declared = [one["locale"] for one in inputs.get("messages", [])] + [inputs.get("defaultLocale", "")]
    spelled = {locale.lower(): locale for locale in declared}
    places = {locale.lower(): place for place, locale in enumerate(declared)}
    messages = sorted(
        found.messages.values(),
        key=lambda one: (places.get(one.locale.lower(), len(places)), one.locale.lower()),
    )
    default = next((one.locale for one in messages if one.default), found.content.default_locale)
    observed = {
        "displayName": found.content.display_name,
        "description": split(found.content.description)[0],
        "defaultLocale": spelled.get(default.lower(), default),
        "messages": [
            {
                "locale": spelled.get(one.locale.lower(), one.locale),
                "subject": one.subject,
                "body": one.body,
            }
            for one in messages
        ],
    }
    return {name: value for name, value in observed.items() if value != ""}
