"""`intune:index:CompliancePolicy`: what a platform's devices must fulfil, and what happens when they do
not.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Required, TypedDict

from intune_waves.graph import compliance_policy as policies
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.compliance_policy import Actions, ExistingPolicy, Policy
from intune_waves.graph.compliance_policy import Reminder as Mail
from intune_waves.observing.connection import Connection
from intune_waves.observing.falling_short import ComplianceAsked, asks_more_than
from intune_waves.provider.gate_inputs import holds_unknown
from intune_waves.provider.marked_object import Mark, MarkedKind, MarkedOnPlatform, split
from intune_waves.provider.policy_settings import (
    check_policy_settings,
    comparable,
    observed_settings,
    taken_back,
)
from intune_waves.provider.protocol.declaration import Computed, Condition, Unordered
from intune_waves.provider.protocol.differences import Change, differences, in_order_of, name_in
from intune_waves.provider.protocol.kind import Checked, without_empty
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.wire import UNKNOWN
from intune_waves.provider.tightening import Tightening

_LONGEST_HOURS = 8760


class Reminder(TypedDict):
    """A mail to the owner of a device that falls short."""

    templateId: str
    """The notification template that is mailed."""
    hoursAfter: int
    """Hours after a device was found not to comply; at most graceHours."""


class CompliancePolicy(MarkedOnPlatform, total=False):
    """What the devices of one platform must fulfil, and how long they may fall short.

    A compliance policy for one platform, with its grace, its reminders and the groups that it is assigned
    to. An empty list of groups is allowed: the policy is there and touches nobody.

    Only the settings that the program declares are compared; what Graph fills in for the others makes no
    difference. A setting that is no longer declared is taken back to what asks for nothing.

    Calls: a preview the one list that all policies of a run share; a create one, and two more for an
    assignment; an update one for name, description and settings
    together, one for grace and reminders together, two for the assignment, which is read back; a read
    one; a delete one.

    A policy that a killed run left is taken over by the mark in its description, as PlatformRestriction does;
    one without the mark never is. When it is made but not assigned, it is kept and the next run assigns it.
    """

    settings: Required[dict[str, Any]]
    """What a device must fulfil, by Graph's own names; docs/provider.md lists them by platform."""
    groupIds: Required[Unordered[list[str]]]
    """The groups that it is assigned to; an empty list assigns it to nobody."""
    graceHours: Required[int]
    """Hours from 0 to 8760 before a device that falls short counts as noncompliant."""
    reminders: Unordered[list[Reminder]]
    """Mails to the owner of a device that falls short, while the grace lasts."""
    wave: Condition[str]
    """The id of the wave whose policy it is, by whose gate a stricter one is judged."""
    enforcedGroupId: Condition[str]
    """The group of the people whom a device that falls short locks out. Without it nobody is."""
    otherActions: Computed[Unordered[list[str]]]
    """What somebody else had Graph do to such devices, seen by a refresh; the next update ends it."""


class CompliancePolicyKind(MarkedKind[CompliancePolicy, ExistingPolicy], declared=CompliancePolicy):
    """Keeps policies, their actions and their groups."""

    gone = "policy-gone"

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._tightening = Tightening(connection)

    async def check(
        self, old_inputs: CompliancePolicy | None, inputs: CompliancePolicy
    ) -> Checked[CompliancePolicy]:
        """The platform's settings and their values, the grace, and reminders that come in time."""
        failures = check_policy_settings(inputs["platform"], inputs["settings"])
        failures += _check_grace(inputs["graceHours"], inputs.get("reminders"))
        given = without_empty(inputs)
        # Graph answers no reminder for an empty list.
        if given.get("reminders") == []:
            del given["reminders"]
        return Checked(given, failures)

    def changes(self, state: CompliancePolicy, inputs: CompliancePolicy) -> dict[str, Change]:
        """The inputs that differ, settings one by one, from what was written or observed last."""
        before, wanted = state.get("settings"), inputs["settings"]
        return differences(
            {**state, "settings": comparable(state.get("platform"), before, others=wanted)},
            {**inputs, "settings": comparable(inputs["platform"], wanted, others=before)},
            properties=self.properties,
        )

    async def judge_change(
        self, resource_id: str, state: CompliancePolicy, *, inputs: CompliancePolicy
    ) -> None:
        """Judge whom a policy that asks more than the tenant's does, or gives less time, would lock out.

        Of a wave in enforce that has admitted nobody yet, whose devices the tenant has not compared with the
        policy, everybody is looked at; its grace ends by the stage itself.
        """
        if "enforcedGroupId" not in inputs or "wave" not in inputs or holds_unknown(inputs):
            return
        found = await self._found_now(resource_id)
        if found is None or not inputs["groupIds"]:
            return
        # What was assigned to nobody asked nothing.
        assigned = bool(set(found.groups) & set(inputs["groupIds"]))
        before = ComplianceAsked(
            inputs["platform"],
            found.content.settings if assigned else {},
            found.actions.grace_hours if assigned else _LONGEST_HOURS,
        )
        after = _asked(inputs)
        if not asks_more_than(before, after):
            return
        people = await self._tightening.people_in(inputs["enforcedGroupId"])
        if not people:
            people = await self._tightening.entering(inputs["wave"], inputs["groupIds"])
            before = replace(before, grace_hours=after.grace_hours)
        if asks_more_than(before, after):
            await self._tightening.judge_compliance(inputs["wave"], people, before=before, after=after)

    async def update(
        self, urn: str, resource_id: str, *, state: CompliancePolicy, inputs: CompliancePolicy
    ) -> CompliancePolicy:
        """Write what differs from the state, and from what the run found in the tenant, by the fewest calls.

        A step back looks at the state alone, and leaves a policy that asks more for the next step forward,
        which judges it. Raises NotFound when it was deleted by hand.
        """
        if self._connection.goes_back and asks_more_than(_asked(state), _asked(inputs)):
            said = f"{inputs['displayName']}: it would ask more; a step back leaves it, the next up judges it"
            await asyncio.to_thread(self._connection.tell, said)
            return inputs
        client = await self._connection.client()
        name = inputs["displayName"]
        changes = self.changes(state, inputs)
        if not self._connection.goes_back:
            changes = {**changes, **await self.found_otherwise(resource_id, state, inputs=inputs)}
            if changes:
                await self.judge_change(resource_id, state, inputs=inputs)
        self._written.add(resource_id)
        changed = {name_in(path) for path in changes}
        if changed & {"displayName", "description", "settings"}:
            await policies.update(
                client, resource_id, content=_content(urn, inputs, before=state.get("settings", {}))
            )
        if changed & {"graceHours", "reminders", "otherActions"}:
            await policies.schedule(client, resource_id, name=name, actions=_actions(inputs))
        if "groupIds" in changed:
            await policies.assign(client, resource_id, name=name, group_ids=inputs["groupIds"])
        return inputs

    def _may_become(self, left: ExistingPolicy, inputs: CompliancePolicy) -> bool:
        return left.content.platform == str(inputs["platform"])

    def _about(self, name: str) -> str:
        return policies.about(name)

    async def _list(self, client: GraphClient) -> list[ExistingPolicy]:
        return await policies.list_policies(client)

    async def _find(self, client: GraphClient, resource_id: str) -> ExistingPolicy | None:
        return await policies.read(client, resource_id)

    async def _make(self, client: GraphClient, urn: str, *, inputs: CompliancePolicy) -> ExistingPolicy:
        return await policies.create(client, _content(urn, inputs), actions=_actions(inputs))

    async def _bring(
        self, client: GraphClient, urn: str, *, found: ExistingPolicy, inputs: CompliancePolicy
    ) -> CompliancePolicy:
        name, platform, actions = inputs["displayName"], inputs["platform"], _actions(inputs)
        asked = observed_settings(platform, found.content.settings, declared=None)
        whole = _content(urn, inputs, before=asked)
        if found.content != whole:
            await policies.update(client, found.id, content=whole)
        if found.actions != actions:
            await policies.schedule(client, found.id, name=name, actions=actions)
        if list(found.groups) != sorted(set(inputs["groupIds"])):
            await policies.assign(client, found.id, name=name, group_ids=inputs["groupIds"])
        return inputs

    async def _remove(self, client: GraphClient, resource_id: str, *, name: str) -> None:
        await policies.delete(client, resource_id, name=name)

    async def _observe(
        self, client: GraphClient, found: ExistingPolicy, *, inputs: CompliancePolicy
    ) -> CompliancePolicy:
        return self._half_made(found, inputs)

    def _half_made(self, made: ExistingPolicy, inputs: CompliancePolicy) -> CompliancePolicy:
        content, actions = made.content, made.actions
        reminders: list[Reminder] = [
            {"templateId": mail.template_id, "hoursAfter": mail.hours_after} for mail in actions.reminders
        ]
        observed: CompliancePolicy = {
            "displayName": content.display_name,
            "description": split(content.description)[0],
            "platform": content.platform,
            "settings": observed_settings(
                content.platform, content.settings, declared=inputs.get("settings")
            ),
            "groupIds": in_order_of(inputs.get("groupIds", []), list(made.groups)),
            "graceHours": actions.grace_hours,
            "reminders": in_order_of(inputs.get("reminders", []), reminders),
            "otherActions": list(actions.others),
        }
        if not reminders:
            del observed["reminders"]
        if not actions.others:
            del observed["otherActions"]
        return without_empty(observed)


def _asked(inputs: CompliancePolicy) -> ComplianceAsked:
    """What these inputs ask of devices; one for nobody asks nothing."""
    if not inputs["groupIds"]:
        return ComplianceAsked(inputs["platform"], {}, _LONGEST_HOURS)
    return ComplianceAsked(inputs["platform"], inputs["settings"], inputs["graceHours"])


def _content(urn: str, inputs: CompliancePolicy, *, before: Mapping[str, Any] | None = None) -> Policy:
    platform, settings = inputs["platform"], inputs["settings"]
    return Policy(
        display_name=inputs["displayName"],
        description=Mark.of(urn).on(inputs.get("description", "")),
        platform=platform,
        settings={**taken_back(platform, before or {}, declared=settings), **settings},
    )


def _actions(inputs: CompliancePolicy) -> Actions:
    mails = [Mail(one["templateId"], one["hoursAfter"]) for one in inputs.get("reminders", [])]
    return Actions(inputs["graceHours"], tuple(sorted(mails)))


def _check_grace(grace: object, reminders: object) -> list[Failure]:
    """A grace that Graph takes, and reminders that come in time and once each. What a preview cannot know
    passes, and so does a list that is not there.
    """
    failures = []
    if isinstance(grace, int) and not 0 <= grace <= _LONGEST_HOURS:
        failures.append(
            Failure("graceHours", f"got {grace}, expected hours from 0 to 8760 [compliance-grace]")
        )
    return failures + (_check_reminders(reminders, grace) if isinstance(reminders, list) else [])


def _check_reminders(reminders: list[Reminder], grace: object) -> list[Failure]:
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
