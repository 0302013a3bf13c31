"""`intune:index:CompliancePolicy`: what a platform's devices must fulfil, and what happens when they do
not.
"""

from typing import TYPE_CHECKING, ClassVar

from intune_waves.provider.grace import REMINDER_FIELDS, check_grace
from intune_waves.provider.mark import Mark, owner_of, split
from intune_waves.provider.marked_kind import MarkedKind
from intune_waves.provider.named_properties import DESCRIPTION, DISPLAY_NAME, PLATFORM
from intune_waves.provider.policy_settings import (
    check_policy_settings,
    comparable,
    observed_settings,
    taken_back,
)
from intune_waves.provider.protocol.differences import Change, differences, in_order_of, name_in
from intune_waves.provider.protocol.kind import Checked
from intune_waves.provider.protocol.property import Property, Values

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient
    from intune_waves.graph.compliance_policy import Actions, ExistingPolicy, Policy


class CompliancePolicyKind(MarkedKind["ExistingPolicy"]):
    """A compliance policy for one platform, with its grace, its reminders and the groups that it is assigned
    to. An empty list of groups is allowed: the policy is there and touches nobody.

    Only the settings that the program declares are compared; what Graph fills in for the others makes no
    difference. A setting that is no longer declared is taken back to what asks for nothing.

    Calls: a preview without changes none; a create two, of which one is a list that all policies made in
    a run share, and two more for an assignment; an update one for name, description and settings
    together, one for grace and reminders together, two for the assignment, which is read back; a read
    one; a delete one.

    A policy that a killed run left is taken over by the mark in its description, as PlatformRestriction does;
    one without the mark never is. When it is made but not assigned, it is kept and the next run assigns it.
    """

    token: ClassVar[str] = "intune:index:CompliancePolicy"
    doc: ClassVar[str] = "What the devices of one platform must fulfil, and how long they may fall short."
    properties: ClassVar[tuple[Property, ...]] = (
        DISPLAY_NAME,
        DESCRIPTION,
        PLATFORM,
        Property(
            "settings",
            "object",
            "What a device must fulfil, by Graph's own names; docs/provider.md lists them by platform.",
            required=True,
            mixed=True,
        ),
        Property(
            "groupIds",
            "array",
            "The groups that it is assigned to; an empty list assigns it to nobody.",
            required=True,
            unordered=True,
        ),
        Property(
            "graceHours",
            "integer",
            "Hours from 0 to 8760 before a device that falls short counts as noncompliant.",
            required=True,
        ),
        Property(
            "reminders",
            "array",
            "Mails to the owner of a device that falls short, while the grace lasts.",
            unordered=True,
            fields=REMINDER_FIELDS,
        ),
        Property(
            "otherActions",
            "array",
            "What somebody else had Graph do to such devices, seen by a refresh; the next update ends it.",
            role="computed",
            unordered=True,
        ),
    )

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """The platform's settings and their values, the grace, and reminders that come in time."""
        failures = check_policy_settings(inputs["platform"], inputs["settings"])
        failures += check_grace(inputs["graceHours"], inputs.get("reminders"))
        # Graph answers an empty text for what was never set, and no reminder for an empty list.
        given = {name: value for name, value in inputs.items() if value != ""}
        if given.get("reminders") == []:
            del given["reminders"]
        return Checked(given, failures)

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ, settings one by one, from what was written or observed last."""
        before, wanted = state.get("settings"), inputs["settings"]
        return differences(
            {**state, "settings": comparable(state.get("platform"), before, wanted)},
            {**inputs, "settings": comparable(inputs["platform"], wanted, before)},
            self.properties,
        )

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Write what differs from the state, by the fewest calls. Raises NotFound when it was deleted by
        hand.
        """
        from intune_waves.graph import compliance_policy as policies

        client = await self._connection.client()
        name = inputs["displayName"]
        changed = {name_in(path) for path in self.changes(state, inputs)}
        if changed & {"displayName", "description", "settings"}:
            await policies.update(client, resource_id, _content(urn, inputs, state.get("settings", {})))
        if changed & {"graceHours", "reminders", "otherActions"}:
            await policies.schedule(client, resource_id, name, _actions(inputs))
        if "groupIds" in changed:
            await policies.assign(client, resource_id, name, inputs["groupIds"])
        return dict(inputs)

    async def _list(self, client: "GraphClient") -> "list[ExistingPolicy]":
        from intune_waves.graph.compliance_policy import list_policies

        return await list_policies(client)

    async def _find(self, client: "GraphClient", resource_id: str) -> "ExistingPolicy | None":
        from intune_waves.graph.compliance_policy import read

        return await read(client, resource_id)

    async def _make(self, client: "GraphClient", urn: str, inputs: Values) -> "ExistingPolicy":
        from intune_waves.graph.compliance_policy import create

        return await create(client, _content(urn, inputs), _actions(inputs))

    async def _bring(self, client: "GraphClient", urn: str, found: "ExistingPolicy", inputs: Values) -> None:
        from intune_waves.graph import compliance_policy as policies

        name, platform, actions = inputs["displayName"], inputs["platform"], _actions(inputs)
        asked = observed_settings(platform, found.content.settings, None)
        whole = _content(urn, inputs, asked)
        if found.content != whole:
            await policies.update(client, found.id, whole)
        if found.actions != actions:
            await policies.schedule(client, found.id, name, actions)
        if list(found.groups) != sorted(set(inputs["groupIds"])):
            await policies.assign(client, found.id, name, inputs["groupIds"])

    async def _remove(self, client: "GraphClient", resource_id: str, name: str) -> None:
        from intune_waves.graph.compliance_policy import delete

        await delete(client, resource_id, name)

    def _may_become(self, left: "ExistingPolicy", inputs: Values) -> bool:
        return left.content.platform == str(inputs["platform"])

    def _observe(self, found: "ExistingPolicy", inputs: Values) -> Values:
        return _observed(found, inputs)


def _content(urn: str, inputs: Values, before: Values | None = None) -> "Policy":
    from intune_waves.graph.compliance_policy import Policy

    platform, settings = inputs["platform"], inputs["settings"]
    return Policy(
        display_name=inputs["displayName"],
        description=Mark(owner_of(urn)).on(inputs.get("description", "")),
        platform=platform,
        settings={**taken_back(platform, before or {}, settings), **settings},
    )


def _actions(inputs: Values) -> "Actions":
    from intune_waves.graph.compliance_policy import Actions, Reminder

    reminders = [Reminder(one["templateId"], one["hoursAfter"]) for one in inputs.get("reminders", [])]
    return Actions(inputs["graceHours"], tuple(sorted(reminders)))


def _observed(found: "ExistingPolicy", inputs: Values) -> Values:
    content, actions = found.content, found.actions
    reminders = [
        {"templateId": reminder.template_id, "hoursAfter": reminder.hours_after}
        for reminder in actions.reminders
    ]
    observed = {
        "displayName": content.display_name,
        "description": split(content.description)[0],
        "platform": content.platform,
        "settings": observed_settings(content.platform, content.settings, inputs.get("settings")),
        "groupIds": in_order_of(inputs.get("groupIds", []), list(found.groups)),
        "graceHours": actions.grace_hours,
        "reminders": in_order_of(inputs.get("reminders", []), reminders),
        "otherActions": list(actions.others),
    }
    empty = {"description": "", "reminders": [], "otherActions": []}
    return {name: value for name, value in observed.items() if empty.get(name) != value}
