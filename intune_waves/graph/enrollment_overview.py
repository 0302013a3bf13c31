"""All platform restrictions at one look: content, rank and assignment, and what the default blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.group_assignment import target_of

# The admin centre lists enrollment configurations with their assignments by this very call.
_PATH = "/deviceManagement/deviceEnrollmentConfigurations?$expand=assignments"
_ONE_PLATFORM = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
_ALL_PLATFORMS = "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration"
# The default holds all platforms in one object; macOS stands there under either name.
_IN_DEFAULT = {
    "windowsRestriction": "windows",
    "macRestriction": "mac",
    "macOSRestriction": "mac",
    "iosRestriction": "ios",
    "androidRestriction": "android",
    "androidForWorkRestriction": "androidForWork",
}


@dataclass(frozen=True, slots=True)
class RankedRestriction:
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

    restrictions: tuple[RankedRestriction, ...]
    blocked_by_default: frozenset[str]


async def read_enrollment(client: GraphClient) -> EnrollmentOverview:
    """Read all enrollment configurations, one page in most tenants. Raises GraphError."""
    restrictions: list[RankedRestriction] = []
    blocked: set[str] = set()
    found = Collection(client, _PATH, about="the enrollment restrictions", version="beta")
    async for body in found.rows():
        kind = body.text("@odata.type", "")
        if kind == _ONE_PLATFORM:
            restrictions.append(_from_wire(body))
        elif kind == _ALL_PLATFORMS:
            blocked.update(_blocked(body))
    return EnrollmentOverview(tuple(restrictions), frozenset(blocked))


def _from_wire(body: JsonObject) -> RankedRestriction:
    return RankedRestriction(
        name=body.text("displayName", ""),
        platform=body.text("platformType", ""),
        platform_blocked=body.inner("platformRestriction").flag("platformBlocked", False),
        priority=body.whole("priority", 0),
        groups=frozenset(map(target_of, body.objects("assignments"))),
    )


def _blocked(body: JsonObject) -> Iterator[str]:
    for name, platform in _IN_DEFAULT.items():
        if body.inner(name).flag("platformBlocked", False):
            yield platform
