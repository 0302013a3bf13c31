"""All platform restrictions at one look: content, rank and assignment, and what the default blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from intune_waves.graph.client.client import GraphClient

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
    async for body in client.pages(_PATH, about="the enrollment restrictions", version="beta"):
        kind = body.get("@odata.type")
        if kind == _ONE_PLATFORM:
            restrictions.append(_from_wire(body))
        elif kind == _ALL_PLATFORMS:
            blocked.update(_blocked(body))
    return EnrollmentOverview(tuple(restrictions), frozenset(blocked))


def _from_wire(body: Mapping[str, Any]) -> RankedRestriction:
    return RankedRestriction(
        name=str(body.get("displayName") or ""),
        platform=str(body.get("platformType") or ""),
        platform_blocked=bool((body.get("platformRestriction") or {}).get("platformBlocked")),
        priority=int(body.get("priority") or 0),
        groups=frozenset(_target(each.get("target") or {}) for each in body.get("assignments") or ()),
    )


def _target(target: Mapping[str, Any]) -> str:
    kind = str(target.get("@odata.type", "")).removeprefix("#microsoft.graph.")
    return str(target.get("groupId") or kind.removesuffix("AssignmentTarget"))


def _blocked(body: Mapping[str, Any]) -> Iterator[str]:
    for name, platform in _IN_DEFAULT.items():
        if (body.get(name) or {}).get("platformBlocked"):
            yield platform
