"""`intune:index:PlatformRestriction`: who may enroll which platform, by priority among the platform's
restrictions.
"""

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Required

from intune_waves.graph import enrollment_restriction as restrictions
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.enrollment_restriction import (
    ExistingRestriction,
    Restriction,
    observed_priority,
    settle,
)
from intune_waves.provider.marked_object import Mark, MarkedKind, MarkedOnPlatform, split
from intune_waves.provider.protocol.declaration import Output, Unordered
from intune_waves.provider.protocol.differences import in_order_of
from intune_waves.provider.protocol.kind import Checked, without_empty
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN


class PlatformRestriction(MarkedOnPlatform, total=False):
    """An enrollment restriction for one platform. It touches new enrollments only.

    It is assigned to groups, and has a priority among the platform's restrictions.

    What a killed run of this very resource left behind is taken over by the resource's own mark in the
    description, so no twin appears. A restriction without the mark is never taken over, whatever its name;
    importing is explicit. A forced replacement takes over its own original, and the engine then asks to
    delete that id: it is kept.

    Waves had one each until they shared theirs (SharedRestrictions). One that has become a shared one is not
    this resource's any more, and outlives it.
    """

    platformBlocked: Required[bool]
    """Whether the platform may not enroll at all."""
    personalDevicesBlocked: Required[bool]
    """Whether personal devices may not enroll."""
    osMinimumVersion: str
    """The oldest version that may enroll."""
    osMaximumVersion: str
    """The newest version that may enroll."""
    groupIds: Required[Unordered[list[str]]]
    """The groups that it is assigned to."""
    priority: Required[int]
    """The priority among the platform's restrictions; 1 is best, and only the best applies to a person."""
    observedPriority: Output[int]
    """The priority that Graph shows."""


class PlatformRestrictionKind(
    MarkedKind[PlatformRestriction, ExistingRestriction], declared=PlatformRestriction
):
    """Keeps restrictions, their groups and their priorities."""

    gone = "restriction-gone"

    async def check(
        self, old_inputs: PlatformRestriction | None, inputs: PlatformRestriction
    ) -> Checked[PlatformRestriction]:
        """A priority from 1. An empty assignment passes here, because an import may meet one."""
        failures = []
        if inputs["priority"] != UNKNOWN and inputs["priority"] < 1:
            failures.append(
                Failure("priority", f"got {inputs['priority']}, expected 1 or more [restriction-priority]")
            )
        return Checked(without_empty(inputs), failures)

    def foreseen(self, state: PlatformRestriction | None, inputs: PlatformRestriction) -> PlatformRestriction:
        """The priority that Graph will show is known only while the declared priority stays."""
        _refuse_unassigned(inputs)
        same = state is not None and state.get("priority") == inputs["priority"]
        known = state.get("observedPriority", UNKNOWN) if state and same else UNKNOWN
        return {**inputs, "observedPriority": known}

    async def create(self, urn: str, inputs: PlatformRestriction) -> tuple[str, PlatformRestriction]:
        """Make it, assign it and give it its priority."""
        _refuse_unassigned(inputs)
        return await super().create(urn, inputs)

    async def update(
        self, urn: str, resource_id: str, *, state: PlatformRestriction, inputs: PlatformRestriction
    ) -> PlatformRestriction:
        """Bring it to the inputs, whatever it was changed to in between."""
        _refuse_unassigned(inputs)
        return await super().update(urn, resource_id, state=state, inputs=inputs)

    async def delete(self, resource_id: str, state: PlatformRestriction) -> None:
        """Delete it, unless it has become one that waves share: those bear a mark without a priority."""
        found = await self._find(await self._connection.client(), resource_id)
        if found is not None and not _is_shared(found):
            await super().delete(resource_id, state)

    def _writing(self) -> AbstractAsyncContextManager[object]:
        return self._connection.restriction_writes

    def _may_become(self, left: ExistingRestriction, inputs: PlatformRestriction) -> bool:
        return left.content.platform == str(inputs["platform"])

    def _about(self, name: str) -> str:
        return restrictions.about(name)

    async def _list(self, client: GraphClient) -> list[ExistingRestriction]:
        return await restrictions.list_restrictions(client)

    async def _find(self, client: GraphClient, resource_id: str) -> ExistingRestriction | None:
        return await restrictions.read(client, resource_id)

    async def _make(
        self, client: GraphClient, urn: str, *, inputs: PlatformRestriction
    ) -> ExistingRestriction:
        return await restrictions.create(client, _content(urn, inputs))

    async def _bring(
        self, client: GraphClient, urn: str, *, found: ExistingRestriction, inputs: PlatformRestriction
    ) -> PlatformRestriction:
        content = _content(urn, inputs)
        name = content.display_name
        if found.content != content:
            await restrictions.update(client, found.id, content=content)
        wanted = sorted(set(inputs["groupIds"]))
        if await restrictions.assigned_groups(client, found.id, name=name) != wanted:
            await restrictions.assign(client, found.id, name=name, group_ids=wanted)
        return {
            **inputs,
            "observedPriority": await _bring_to_priority(
                client, found, content=content, priority=inputs["priority"]
            ),
        }

    async def _remove(self, client: GraphClient, resource_id: str, *, name: str) -> None:
        await restrictions.delete(client, resource_id, name=name)

    async def _observe(
        self, client: GraphClient, found: ExistingRestriction, *, inputs: PlatformRestriction
    ) -> PlatformRestriction:
        groups = await restrictions.assigned_groups(client, found.id, name=found.content.display_name)
        everything = await restrictions.list_restrictions(client)
        return _observed(replace(found, groups=tuple(groups)), inputs, everything=everything)

    def _as_listed(self, found: ExistingRestriction, inputs: PlatformRestriction) -> PlatformRestriction:
        return _observed(found, inputs, everything=self._found or [])

    def _half_made(self, made: ExistingRestriction, inputs: PlatformRestriction) -> PlatformRestriction:
        return {**inputs, "groupIds": [], "observedPriority": made.priority}


def _observed(
    found: ExistingRestriction, inputs: PlatformRestriction, *, everything: Iterable[ExistingRestriction]
) -> PlatformRestriction:
    """The restriction as properties; `everything` are the restrictions that it stands among."""
    content = found.content
    observed: PlatformRestriction = {
        "displayName": content.display_name,
        "description": split(content.description)[0],
        "platform": content.platform,
        "platformBlocked": content.platform_blocked,
        "personalDevicesBlocked": content.personal_devices_blocked,
        "osMinimumVersion": content.os_minimum_version,
        "osMaximumVersion": content.os_maximum_version,
        "groupIds": in_order_of(inputs.get("groupIds", []), list(found.groups)),
        "priority": _priority_of(found, inputs.get("priority"), everything=everything),
        "observedPriority": found.priority,
    }
    return without_empty(observed)


def _refuse_unassigned(inputs: PlatformRestriction) -> None:
    if inputs["groupIds"] == []:
        raise Refusal(
            f"the platform restriction {inputs['displayName']!r}: groupIds: it would be assigned to nobody; "
            "name a group [restriction-assigned]"
        )


def _content(urn: str, inputs: PlatformRestriction) -> Restriction:
    return Restriction(
        display_name=inputs["displayName"],
        description=Mark.of(urn, inputs["priority"]).on(inputs.get("description", "")),
        platform=inputs["platform"],
        platform_blocked=inputs["platformBlocked"],
        personal_devices_blocked=inputs["personalDevicesBlocked"],
        os_minimum_version=inputs.get("osMinimumVersion", ""),
        os_maximum_version=inputs.get("osMaximumVersion", ""),
    )


def _priority_of(
    found: ExistingRestriction, declared: int | None, *, everything: Iterable[ExistingRestriction]
) -> int:
    """The priority that a restriction holds now: the declared one while it is in its place; for an import,
    which declares none, the one that its mark has.
    """
    platform = found.content.platform
    same = [one for one in everything if one.content.platform == platform and _counts(one)]
    priorities = _declared_priorities(same)
    if declared is not None:
        priorities.setdefault(found.id, declared)
    present = [one.id for one in same]
    return (
        observed_priority(found.id, present, declared=priorities) if found.id in present else found.priority
    )


async def _bring_to_priority(
    client: GraphClient, found: ExistingRestriction, *, content: Restriction, priority: int
) -> int:
    """Give it its priority among its platform's restrictions; answers the one that Graph shows then.

    Only one may be moved at a time.
    """
    priorities = _declared_priorities(await restrictions.list_restrictions(client))
    priorities[found.id] = priority
    order = await settle(
        client, content.platform, declared=priorities, name=content.display_name, counts=_counts
    )
    return next((one.priority for one in order if one.id == found.id), found.priority)


def _counts(restriction: ExistingRestriction) -> bool:
    """Whether it stands in the order of those that are declared one by one: those that waves share stand
    before it, and keep an order of their own.
    """
    return not _is_shared(restriction)


def _is_shared(restriction: ExistingRestriction) -> bool:
    mark = split(restriction.content.description)[1]
    return mark is not None and mark.priority is None


def _declared_priorities(existing: Iterable[ExistingRestriction]) -> dict[str, int]:
    """By the marks, which say in which order ours shall be."""
    marks = {one.id: split(one.content.description)[1] for one in existing}
    return {
        key: mark.priority for key, mark in marks.items() if mark is not None and mark.priority is not None
    }
