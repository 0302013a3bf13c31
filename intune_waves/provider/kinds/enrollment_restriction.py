"""`intune:index:PlatformRestriction`: who may enroll which platform, ranked among the platform's
restrictions.
"""

from typing import TYPE_CHECKING, ClassVar

from intune_waves.observing.connection import Connection
from intune_waves.provider.mark import Mark, owner_of, split
from intune_waves.provider.named_properties import DESCRIPTION, DISPLAY_NAME, PLATFORM
from intune_waves.provider.protocol.differences import Change, differences, in_order_of
from intune_waves.provider.protocol.kind import Checked, Observed
from intune_waves.provider.protocol.property import Failure, Property, Values
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from intune_waves.provider.restriction_rank import bring_to_rank, rank_of

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient
    from intune_waves.graph.enrollment_restriction import ExistingRestriction, Restriction


class PlatformRestrictionKind:
    """An enrollment restriction for one platform, assigned to groups.

    Create first looks for a restriction that a killed run of this very resource left behind: same name,
    same platform, and the resource's own mark in the description. That one is taken over, so no twin
    appears. A restriction without the mark is never taken over, whatever its name; importing is explicit.
    A forced replacement takes over its own original, and the engine then asks to delete that id: it is
    kept.
    """

    token: ClassVar[str] = "intune:index:PlatformRestriction"
    doc: ClassVar[str] = "An enrollment restriction for one platform. It touches new enrollments only."
    properties: ClassVar[tuple[Property, ...]] = (
        DISPLAY_NAME,
        DESCRIPTION,
        PLATFORM,
        Property("platformBlocked", "boolean", "Whether the platform may not enroll at all.", required=True),
        Property(
            "personalDevicesBlocked", "boolean", "Whether personal devices may not enroll.", required=True
        ),
        Property("osMinimumVersion", "string", "The oldest version that may enroll."),
        Property("osMaximumVersion", "string", "The newest version that may enroll."),
        Property("groupIds", "array", "The groups that it is assigned to.", required=True, unordered=True),
        Property(
            "priority",
            "integer",
            "The rank among the platform's restrictions; 1 is best, and only the best applies to a person.",
            required=True,
        ),
        Property("observedPriority", "integer", "The priority that Graph shows.", role="output"),
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._taken_over: set[str] = set()

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
        """A rank from 1. An empty assignment passes here, because an import may meet one."""
        failures = []
        if inputs["priority"] != UNKNOWN and inputs["priority"] < 1:
            failures.append(
                Failure("priority", f"got {inputs['priority']}, expected 1 or more [restriction-priority]")
            )
        # Graph answers an empty text for what was never set.
        given = {name: value for name, value in inputs.items() if value != ""}
        return Checked(given, failures)

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ from what was written or observed last."""
        return differences(state, inputs, self.properties)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """The priority that Graph will show is known only while the rank stays."""
        _refuse_unassigned(inputs)
        same = state is not None and state.get("priority") == inputs["priority"]
        return {**inputs, "observedPriority": state.get("observedPriority") if state and same else UNKNOWN}

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Make it, or take over the one that a killed run left; then assign and rank it.

        Raises HalfMade when it was made but not assigned or ranked.
        """
        from intune_waves.graph import enrollment_restriction as restrictions

        _refuse_unassigned(inputs)
        client = await self._connection.client()
        content = _content(urn, inputs)
        async with self._connection.restriction_writes:
            left = await _left_behind(client, content)
            if left:
                self._taken_over.add(left.id)
            made = left or await restrictions.create(client, content)
            try:
                return made.id, await self._bring_to(client, made, content, inputs)
            except Exception as error:
                state = {**inputs, "groupIds": [], "observedPriority": made.priority}
                raise HalfMade(made.id, state, error) from error

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """What the tenant has, as properties and as inputs; None when it is gone."""
        from intune_waves.graph import enrollment_restriction as restrictions

        client = await self._connection.client()
        found = await restrictions.read(client, resource_id)
        if found is None:
            return None
        content = found.content
        groups = await restrictions.assigned_groups(client, resource_id, content.display_name)
        rank = await rank_of(client, found, inputs.get("priority"))
        observed = {
            "displayName": content.display_name,
            "description": split(content.description)[0],
            "platform": content.platform,
            "platformBlocked": content.platform_blocked,
            "personalDevicesBlocked": content.personal_devices_blocked,
            "osMinimumVersion": content.os_minimum_version,
            "osMaximumVersion": content.os_maximum_version,
            "groupIds": in_order_of(inputs.get("groupIds", []), groups),
            "priority": rank,
        }
        observed = {name: value for name, value in observed.items() if value != ""}
        return Observed({**observed, "observedPriority": found.priority}, observed)

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Bring it to the inputs, whatever it was changed to in between."""
        from intune_waves.graph import enrollment_restriction as restrictions

        _refuse_unassigned(inputs)
        client = await self._connection.client()
        async with self._connection.restriction_writes:
            found = await restrictions.read(client, resource_id)
            if found is None:
                raise Refusal(
                    f"{restrictions.about(inputs['displayName'])} was deleted by hand (id {resource_id}); "
                    "run `pulumi refresh`, then `pulumi up` makes it again [restriction-gone]"
                )
            return await self._bring_to(client, found, _content(urn, inputs), inputs)

    async def delete(self, resource_id: str, state: Values) -> None:
        """Delete it; fine when it is gone already. One that this run has taken over is kept."""
        if resource_id in self._taken_over:
            return
        from intune_waves.graph import enrollment_restriction as restrictions

        client = await self._connection.client()
        async with self._connection.restriction_writes:
            await restrictions.delete(client, resource_id, state.get("displayName", resource_id))

    async def _bring_to(
        self, client: "GraphClient", found: "ExistingRestriction", content: "Restriction", inputs: Values
    ) -> Values:
        from intune_waves.graph import enrollment_restriction as restrictions

        name = content.display_name
        if found.content != content:
            await restrictions.update(client, found.id, content)
        wanted = sorted(set(inputs["groupIds"]))
        if await restrictions.assigned_groups(client, found.id, name) != wanted:
            await restrictions.assign(client, found.id, name, wanted)
        priority = await bring_to_rank(client, found, content, inputs["priority"])
        return {**inputs, "observedPriority": priority}


def _refuse_unassigned(inputs: Values) -> None:
    if inputs["groupIds"] == []:
        raise Refusal(
            f"the platform restriction {inputs['displayName']!r}: groupIds: it would be assigned to nobody; "
            "name a group [restriction-assigned]"
        )


async def _left_behind(client: "GraphClient", content: "Restriction") -> "ExistingRestriction | None":
    from intune_waves.graph.enrollment_restriction import list_restrictions

    return next((found for found in await list_restrictions(client) if _ours(found, content)), None)


def _content(urn: str, inputs: Values) -> "Restriction":
    from intune_waves.graph.enrollment_restriction import Restriction

    return Restriction(
        display_name=inputs["displayName"],
        description=Mark(owner_of(urn), inputs["priority"]).on(inputs.get("description", "")),
        platform=inputs["platform"],
        platform_blocked=inputs["platformBlocked"],
        personal_devices_blocked=inputs["personalDevicesBlocked"],
        os_minimum_version=inputs.get("osMinimumVersion", ""),
        os_maximum_version=inputs.get("osMaximumVersion", ""),
    )


def _ours(found: "ExistingRestriction", content: "Restriction") -> bool:
    mark, wanted = split(found.content.description)[1], split(content.description)[1]
    same = (found.content.display_name, found.content.platform) == (content.display_name, content.platform)
    return same and mark is not None and wanted is not None and mark.owner == wanted.owner
