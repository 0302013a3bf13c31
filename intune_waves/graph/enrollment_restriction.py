"""Enrollment restrictions for one platform: what Graph keeps, the calls that read and write it, and their
order, because a person gets only the best one of those assigned to them.
The type is beta only: "deviceEnrollmentPlatformRestrictionConfiguration resource type", Microsoft Learn,
2025-01.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intune_waves.graph import group_assignment
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import Conflict, GraphError, NotFound
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.group_assignment import Target

_PATH = "/deviceManagement/deviceEnrollmentConfigurations"
_TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
_ALL_PLATFORMS = "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration"
_ASSIGNED = "enrollmentConfigurationAssignments"
# The default holds all platforms in one object; macOS stands there under either name.
_IN_DEFAULT = {
    "windowsRestriction": "windows",
    "macRestriction": "mac",
    "macOSRestriction": "mac",
    "iosRestriction": "ios",
    "androidRestriction": "android",
    "androidForWorkRestriction": "androidForWork",
}

_BAD_REQUEST = 400


@dataclass(frozen=True, slots=True)
class Restriction:
    """The content of a restriction. `platform` is windows, mac, ios, android or androidForWork."""

    display_name: str
    description: str
    platform: str
    platform_blocked: bool
    personal_devices_blocked: bool
    os_minimum_version: str = ""
    os_maximum_version: str = ""

    def to_wire(self) -> dict[str, Any]:
        """The body of a POST or PATCH."""
        return {
            "@odata.type": _TYPE,
            "displayName": self.display_name,
            "description": self.description,
            "platformType": self.platform,
            "platformRestriction": {
                "platformBlocked": self.platform_blocked,
                "personalDeviceEnrollmentBlocked": self.personal_devices_blocked,
                "osMinimumVersion": self.os_minimum_version,
                "osMaximumVersion": self.os_maximum_version,
            },
        }


@dataclass(frozen=True, slots=True)
class ExistingRestriction:
    """A restriction in the tenant: its id, and the priority that Graph shows, 1 the best.

    `groups` are sorted, and empty where a single restriction was read: Graph tells them in the list. The same
    assignments stand in `targets` as Graph shows them, by key (graph.group_assignment.key_of).
    """

    id: str
    priority: int
    content: Restriction
    groups: tuple[str, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict, hash=False)


def _from_wire(body: JsonObject) -> ExistingRestriction:
    rule = body.inner("platformRestriction")
    content = Restriction(
        display_name=body.text("displayName", ""),
        description=body.text("description", ""),
        platform=body.text("platformType", ""),
        platform_blocked=rule.flag("platformBlocked", False),
        personal_devices_blocked=rule.flag("personalDeviceEnrollmentBlocked", False),
        os_minimum_version=rule.text("osMinimumVersion", ""),
        os_maximum_version=rule.text("osMaximumVersion", ""),
    )
    assignments = body.objects("assignments")
    groups = sorted(map(group_assignment.target_of, assignments))
    targets = group_assignment.targets_of(assignments)
    return ExistingRestriction(body.text("id"), body.whole("priority", 0), content, tuple(groups), targets)


def about(name: str) -> str:
    """How an error names a restriction."""
    return f"the platform restriction {name!r}"


async def list_restrictions(client: GraphClient) -> list[ExistingRestriction]:
    """All restrictions for one platform, best priority first; defaults and other kinds left out."""
    # The admin centre lists enrollment configurations with their assignments by this very call.
    path = f"{_PATH}?$expand=assignments"
    configurations = Collection(client, path, about="the platform restrictions", version="beta")
    found = [_from_wire(body) async for body in configurations.rows() if body.text("@odata.type") == _TYPE]
    return sorted(found, key=lambda restriction: (restriction.priority, restriction.id))


async def read(client: GraphClient, restriction_id: str) -> ExistingRestriction | None:
    """One restriction; None when it is gone. Raises Conflict when the id belongs to another kind of
    configuration.
    """
    try:
        body = await client.get(f"{_PATH}/{restriction_id}", about=about(restriction_id), version="beta")
    except NotFound:
        return None
    body = body.unwrapped("id")
    kind = body.text("@odata.type", _TYPE)
    if kind != _TYPE:
        raise Conflict(
            about(restriction_id),
            f"GET /beta{_PATH}/{restriction_id}",
            message=f"it is a {kind.removeprefix('#microsoft.graph.')}",
            next_step="Give the id of a restriction for one platform; the tenant's defaults are not managed.",
        )
    return _from_wire(body)


async def create(client: GraphClient, content: Restriction) -> ExistingRestriction:
    """Make a restriction, assigned to nobody yet; Graph puts it just above the default. One call. Where its
    outcome is not known, look for the restriction before you repeat it (graph.client.create_once).
    """
    named = about(content.display_name)
    return _from_wire(await client.post(_PATH, content.to_wire(), about=named, version="beta"))


async def update(client: GraphClient, restriction_id: str, *, content: Restriction) -> None:
    """Change everything but the platform, which Graph cannot change."""
    body = {name: value for name, value in content.to_wire().items() if name != "platformType"}
    await client.patch(f"{_PATH}/{restriction_id}", body, about=about(content.display_name), version="beta")


async def delete(client: GraphClient, restriction_id: str, *, name: str) -> None:
    """Delete; fine when it is gone already."""
    try:
        await client.delete(f"{_PATH}/{restriction_id}", about=about(name), version="beta")
    except NotFound:
        return


async def assigned_groups(client: GraphClient, restriction_id: str, *, name: str) -> list[str]:
    """Ids of the groups that it is assigned to, sorted; another target is named by its type, such as
    allDevices.
    """
    return await group_assignment.assigned_groups(client, f"{_PATH}/{restriction_id}", about=about(name))


async def assign(client: GraphClient, restriction_id: str, *, name: str, group_ids: Iterable[str]) -> None:
    """Assign to exactly these groups. Raises Conflict when the list read back is another one."""
    await group_assignment.assign(
        client, f"{_PATH}/{restriction_id}", about=about(name), field=_ASSIGNED, group_ids=group_ids
    )


async def assigned_targets(client: GraphClient, restriction_id: str, *, name: str) -> dict[str, Target]:
    """What it is assigned to at this moment, by key (graph.group_assignment.key_of)."""
    return await group_assignment.assigned_targets(client, f"{_PATH}/{restriction_id}", about=about(name))


async def assign_beside(
    client: GraphClient,
    restriction_id: str,
    *,
    name: str,
    group_ids: Iterable[str],
    kept: Mapping[str, Target],
) -> None:
    """Assign to these groups and to the targets in `kept`, as Graph showed them. Raises Conflict when the
    list read back is another one.
    """
    path = f"{_PATH}/{restriction_id}"
    await group_assignment.assign(
        client, path, about=about(name), field=_ASSIGNED, group_ids=group_ids, kept=kept
    )


async def set_priority(client: GraphClient, restriction_id: str, *, name: str, priority: int) -> None:
    """Ask for a priority; Graph renumbers the others in a way that is not documented, so read the order
    back.

    Graph refuses the priority that a restriction has already; where its answer was lost it has it.
    """
    path = f"{_PATH}/{restriction_id}/setPriority"
    try:
        await client.post(path, {"priority": priority}, about=about(name), version="beta", repeatable=True)
    except GraphError as refused:
        if refused.status != _BAD_REQUEST:
            raise
        found = await read(client, restriction_id)
        if found is None or found.priority != priority:
            raise


@dataclass(frozen=True, slots=True)
class ListedRestriction:
    """A restriction for one platform. `groups` are ids; a target that is no group stands by its type, such
    as allLicensedUsers.
    """

    name: str
    platform: str
    platform_blocked: bool
    priority: int
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class EnrollmentOverview:
    """Every restriction besides the default, and the platforms that the default blocks."""

    restrictions: tuple[ListedRestriction, ...]
    blocked_by_default: frozenset[str]


async def read_enrollment(client: GraphClient) -> EnrollmentOverview:
    """Read all enrollment configurations, one page in most tenants. Raises GraphError."""
    restrictions: list[ListedRestriction] = []
    blocked: set[str] = set()
    # The admin centre lists enrollment configurations with their assignments by this very call.
    path = f"{_PATH}?$expand=assignments"
    found = Collection(client, path, about="the enrollment restrictions", version="beta")
    async for body in found.rows():
        kind = body.text("@odata.type")
        if kind == _TYPE:
            restrictions.append(_listed(body))
        elif kind == _ALL_PLATFORMS:
            blocked.update(_blocked(body))
    return EnrollmentOverview(tuple(restrictions), frozenset(blocked))


def _listed(body: JsonObject) -> ListedRestriction:
    return ListedRestriction(
        name=body.text("displayName", ""),
        platform=body.text("platformType", ""),
        platform_blocked=body.inner("platformRestriction").flag("platformBlocked", False),
        priority=body.whole("priority", 0),
        groups=frozenset(map(group_assignment.target_of, body.objects("assignments"))),
    )


def _blocked(body: JsonObject) -> Iterator[str]:
    for name, platform in _IN_DEFAULT.items():
        if body.inner(name).flag("platformBlocked", False):
            yield platform


def target_order(present: Sequence[str], declared: Mapping[str, int]) -> list[str]:
    """The ids of `present` in the order that the `declared` priorities (1 the best) ask for.

    Restrictions without a declared priority keep their order among each other and give way; one beyond the
    end is the end. Equal priorities are ordered by id.
    """
    order = [restriction for restriction in present if restriction not in declared]
    placed = sorted(
        (priority, restriction) for restriction, priority in declared.items() if restriction in present
    )
    for priority, restriction in placed:
        order.insert(min(priority - 1, len(order)), restriction)
    return order


def observed_priority(restriction_id: str, present: Sequence[str], *, declared: Mapping[str, int]) -> int:
    """The priority to report for a restriction: the declared one while it is in its place, else the place it
    holds.
    """
    place = list(present).index(restriction_id)
    in_place = target_order(present, declared).index(restriction_id) == place
    return declared[restriction_id] if in_place and restriction_id in declared else place + 1


async def settle(
    client: GraphClient,
    platform: str,
    *,
    declared: Mapping[str, int],
    name: str,
    counts: Callable[[ExistingRestriction], bool] = lambda _: True,
) -> list[ExistingRestriction]:
    """Bring those of the platform's restrictions that count into their target order, and return them in it.

    Sends nothing when the order is right. After each setPriority the order is read back. The caller makes
    sure that only one settles at a time. Raises Conflict when Graph does not keep the order, GraphError
    otherwise.
    """
    patience = client.patience()
    patience.budget = min(patience.budget, 60.0)
    moves = 0
    while True:
        listed = await list_restrictions(client)
        existing = [found for found in listed if found.content.platform == platform and counts(found)]
        present = [restriction.id for restriction in existing]
        target = target_order(present, declared)
        if present == target:
            return existing
        # The numbers that this platform's restrictions hold now: right whether Graph counts per platform or
        # over all.
        place = next(index for index, wanted in enumerate(target) if present[index] != wanted)
        if moves > 2 * len(target) and not await patience.wait(None):
            raise Conflict(
                about(name),
                "setPriority",
                message=f"the order of the {platform} restrictions read back is not the one that was set",
                next_step="Another person may be ranking them: look in the Intune admin centre, then retry.",
            )
        moves += 1
        await set_priority(client, target[place], name=name, priority=existing[place].priority)
