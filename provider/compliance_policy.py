"""`intune:index:CompliancePolicy`: what a platform's devices must fulfil, and what happens when they do
not.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from provider.connection import Connection
from provider.differences import Change, differences, in_order_of, name_in
from provider.kind import Checked, Observed
from provider.left_behind import LeftBehind
from provider.mark import Mark, owner_of, split
from provider.policy_settings import check_policy_settings, comparable, observed_settings, taken_back
from provider.property import Failure, Property, Values
from provider.refusal import HalfMade
from provider.wire import UNKNOWN

if TYPE_CHECKING:
    from graph.client import GraphClient
    from graph.compliance_policy import Actions, ExistingPolicy, Policy

_PLATFORMS = ("windows", "mac", "ios", "android", "androidForWork")
_LONGEST_HOURS = 8760
_REMINDER = (
    Property("templateId", "string", "The notification template that is mailed.", required=True),
    Property(
        "hoursAfter",
        "integer",
        "Hours after a device was found not to comply; at most graceHours.",
        required=True,
    ),
)


class CompliancePolicyKind:
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
        Property("displayName", "string", "The name that the Intune admin centre shows.", required=True),
        Property(
            "description", "string", "What it is for; a mark of this provider is added to it in the tenant."
        ),
        Property(
            "platform",
            "string",
            "The platform; Graph cannot change it.",
            required=True,
            replaces=True,
            choices=_PLATFORMS,
        ),
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
            fields=_REMINDER,
        ),
        Property(
            "otherActions",
            "array",
            "What somebody else had Graph do to such devices, seen by a refresh; the next update ends it.",
            role="computed",
            unordered=True,
        ),
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left: LeftBehind[ExistingPolicy] = LeftBehind(self._list)

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """The platform's settings and their values, the grace, and reminders that come in time."""
        failures = check_policy_settings(inputs["platform"], inputs["settings"])
        grace = inputs["graceHours"]
        if grace != UNKNOWN and not 0 <= grace <= _LONGEST_HOURS:
            failures.append(
                Failure("graceHours", f"got {grace}, expected hours from 0 to 8760 [compliance-grace]")
            )
        if inputs.get("reminders", UNKNOWN) != UNKNOWN:
            failures += _check_reminders(inputs["reminders"], grace)
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

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """A policy is what its inputs say."""
        return dict(inputs)

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Make it, or take over the one that a killed run left; then assign it. Raises HalfMade when it was
        made but not brought to its inputs.
        """
        from graph import compliance_policy as policies

        client = await self._connection.client()
        content, actions = _content(urn, inputs), _actions(inputs)
        left = await self._left.take_over(urn, lambda one: one.content.platform == content.platform)
        made = left or await policies.create(client, content, actions)
        try:
            await _bring_to(client, made, content, actions, inputs["groupIds"])
        except Exception as error:
            raise HalfMade(made.id, _observed(made, inputs), error) from error
        return made.id, dict(inputs)

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """What the tenant has, as properties and as inputs; None when it is gone."""
        from graph import compliance_policy as policies

        found = await policies.read(await self._connection.client(), resource_id)
        if found is None:
            return None
        observed = _observed(found, inputs)
        return Observed(observed, observed)

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Write what differs from the state, by the fewest calls. Raises NotFound when it was deleted by
        hand.
        """
        from graph import compliance_policy as policies

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

    async def delete(self, resource_id: str, state: Values) -> None:
        """Delete it; fine when it is gone already. One that this run has taken over is kept."""
        from graph import compliance_policy as policies

        if self._left.taken_over(resource_id):
            return
        self._left.forget(resource_id)
        client = await self._connection.client()
        await policies.delete(client, resource_id, state.get("displayName", resource_id))

    async def _list(self) -> "list[ExistingPolicy]":
        from graph.compliance_policy import list_policies

        return await list_policies(await self._connection.client())


async def _bring_to(
    client: "GraphClient",
    found: "ExistingPolicy",
    content: "Policy",
    actions: "Actions",
    group_ids: list[str],
) -> None:
    from graph import compliance_policy as policies

    asked = observed_settings(content.platform, found.content.settings, None)
    whole = replace(
        content, settings={**taken_back(content.platform, asked, content.settings), **content.settings}
    )
    name = content.display_name
    if found.content != whole:
        await policies.update(client, found.id, whole)
    if found.actions != actions:
        await policies.schedule(client, found.id, name, actions)
    if list(found.groups) != sorted(set(group_ids)):
        await policies.assign(client, found.id, name, group_ids)


def _check_reminders(reminders: list[Values], grace: object) -> list[Failure]:
    failures = []
    for place, reminder in enumerate(reminders):
        hours = reminder["hoursAfter"]
        if hours == UNKNOWN:
            continue
        path = f"reminders[{place}]"
        if hours < 0:
            failures.append(
                Failure(f"{path}.hoursAfter", f"got {hours}, expected 0 or more [compliance-reminder]")
            )
        elif isinstance(grace, int) and hours > grace:
            said = f"got {hours}, expected at most the grace of {grace} hours, or it comes after the deadline"
            failures.append(Failure(f"{path}.hoursAfter", f"{said} [compliance-reminder]"))
        if reminder in reminders[:place]:
            failures.append(Failure(path, "it is there twice; leave one out [compliance-reminder]"))
    return failures


def _content(urn: str, inputs: Values, before: Values | None = None) -> "Policy":
    from graph.compliance_policy import Policy

    platform, settings = inputs["platform"], inputs["settings"]
    return Policy(
        display_name=inputs["displayName"],
        description=Mark(owner_of(urn)).on(inputs.get("description", "")),
        platform=platform,
        settings={**taken_back(platform, before or {}, settings), **settings},
    )


def _actions(inputs: Values) -> "Actions":
    from graph.compliance_policy import Actions, Reminder

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
