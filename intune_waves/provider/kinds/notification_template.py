"""`intune:index:NotificationTemplate`: the mail that Intune sends, in one or more languages."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from intune_waves.provider.mark import Mark, owner_of, split
from intune_waves.provider.marked_kind import MarkedKind
from intune_waves.provider.named_properties import DESCRIPTION, DISPLAY_NAME
from intune_waves.provider.protocol.differences import Change, differences
from intune_waves.provider.protocol.kind import Checked
from intune_waves.provider.protocol.property import Property, Values
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from intune_waves.provider.template_messages import (
    MESSAGE_FIELDS,
    check_messages,
    declared_messages,
    locale_key,
    observed_messages,
)

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient
    from intune_waves.graph.notification_template import ExistingTemplate, Template


class NotificationTemplateKind(MarkedKind["ExistingTemplate"]):
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
        DISPLAY_NAME,
        DESCRIPTION,
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
            fields=MESSAGE_FIELDS,
            key="locale",
        ),
    )

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """Graph's limits, each locale once, and the default locale among them."""
        given = {name: value for name, value in inputs.items() if value != ""}
        if inputs["messages"] == UNKNOWN:
            return Checked(given, [])
        return Checked(given, check_messages(inputs["messages"], inputs["defaultLocale"]))

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ; messages one by one. Their order means nothing."""
        before = {locale_key(message): message for message in state.get("messages", [])}
        wanted = inputs.get("messages", [])
        if wanted != UNKNOWN and list(before) != [locale_key(message) for message in wanted]:
            same = [before[locale_key(message)] for message in wanted if locale_key(message) in before]
            state = {**state, "messages": same if len(same) == len(before) else state["messages"]}
        return differences(state, inputs, self.properties)

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Bring it to the inputs, whatever it was changed to in between."""
        from intune_waves.graph import notification_template as templates

        client = await self._connection.client()
        found = await templates.read(client, resource_id)
        if found is None:
            raise Refusal(
                f"{templates.about(inputs['displayName'])} was deleted by hand (id {resource_id}); "
                "run `pulumi refresh`, then `pulumi up` makes it again [template-gone]"
            )
        await self._bring(client, urn, found, inputs)
        return dict(inputs)

    async def _list(self, client: "GraphClient") -> "list[ExistingTemplate]":
        from intune_waves.graph.notification_template import list_templates

        return await list_templates(client)

    async def _find(self, client: "GraphClient", resource_id: str) -> "ExistingTemplate | None":
        from intune_waves.graph.notification_template import read

        return await read(client, resource_id)

    async def _make(self, client: "GraphClient", urn: str, inputs: Values) -> "ExistingTemplate":
        from intune_waves.graph.notification_template import create

        return await create(client, _content(urn, inputs))

    async def _bring(
        self, client: "GraphClient", urn: str, found: "ExistingTemplate", inputs: Values
    ) -> None:
        from intune_waves.graph import notification_template as templates

        content = _content(urn, inputs)
        if not _same(found.content, content):
            await templates.update(client, found.id, content)
        await templates.bring_messages_to(client, content.display_name, found, declared_messages(inputs))

    async def _remove(self, client: "GraphClient", resource_id: str, name: str) -> None:
        from intune_waves.graph.notification_template import delete

        await delete(client, resource_id, name)

    def _may_become(self, left: "ExistingTemplate", inputs: Values) -> bool:
        return True

    def _observe(self, found: "ExistingTemplate", inputs: Values) -> Values:
        observed = {
            "displayName": found.content.display_name,
            "description": split(found.content.description)[0],
            **observed_messages(found, inputs),
        }
        return {name: value for name, value in observed.items() if value != ""}


def _content(urn: str, inputs: Values) -> "Template":
    from intune_waves.graph.notification_template import Template

    return Template(
        display_name=inputs["displayName"],
        description=Mark(owner_of(urn)).on(inputs.get("description", "")),
        default_locale=inputs["defaultLocale"],
    )


def _same(found: "Template", wanted: "Template") -> bool:
    lowered = [replace(one, default_locale=one.default_locale.lower()) for one in (found, wanted)]
    return lowered[0] == lowered[1]
