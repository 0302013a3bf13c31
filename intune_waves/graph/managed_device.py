"""Every device that Intune lists, reduced to a few bits for each person who has one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.object_id import number_of

PAGE_SIZE = 1000
"""Devices on a full page ("List managedDevices", Microsoft Learn, 2025-02: 1,000 by default)."""

_PATH = "/deviceManagement/managedDevices?$select=userId,complianceState,operatingSystem,managementAgent"
_OVERVIEW = "/deviceManagement/managedDeviceOverview?$select=enrolledDeviceCount"
_ABOUT = "the managed devices"

_SYSTEMS = ("windows", "mac", "ios", "android", "other")
_SYSTEM_NAMES = {"windows": 0, "macos": 1, "mac os x": 1, "ios": 2, "ipados": 2}
# What manages a device, where that is Intune ("managementAgentType", Microsoft Learn, 2025-02). Any other
# agent, such as jamf or configurationManagerClient, is a service that Intune only hears of.
_INTUNE = frozenset(
    {
        "mdm",
        "easMdm",
        "intuneClient",
        "easIntuneClient",
        "configurationManagerClientMdm",
        "configurationManagerClientMdmEas",
        "googleCloudDevicePolicyController",
        "microsoft365ManagedMdm",
        "intuneAosp",
    }
)
# Mail alone or protection alone is no management: such a device keeps nobody in another service
# ("managementAgentType enum type", Microsoft Graph, 2025-02). What is unknown counts as another service.
_NO_MANAGEMENT = frozenset({"eas", "msSense"})
# The overview leaves these out: "Does not include PC devices managed via Intune PC Agent".
_NOT_IN_OVERVIEW = frozenset({"intuneClient", "easIntuneClient"})

ELSEWHERE = 1 << 2 * len(_SYSTEMS)
"""The bit of a person with a device that another service manages."""
# One object for each value, so that a million people share them.
_BITS = tuple(range(2 * ELSEWHERE))


@dataclass(frozen=True, slots=True)
class DeviceList:
    """What the device list said of each person, as bits by the number of their id.

    `listed` devices were read; the overview counted `before` when the reading began and `after` when it
    ended. A device in its grace period is not compliant.
    """

    bits: Mapping[int, int]
    listed: int
    before: int
    after: int
    elsewhere: int = 0
    """Devices that another service manages, those without an owner too."""

    @property
    def complete(self) -> bool:
        """Whether the list holds as many devices as the overview counts, but for those that came or went."""
        return min(self.before, self.after) <= self.listed <= max(self.before, self.after)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the list is not to be trusted, in a sentence; nothing where it is."""
        said = f"the device list holds {self.listed:,} devices and the overview {self.after:,}"
        return () if self.complete else (said,)


def enrolled_on(platforms: Iterable[str]) -> int:
    """The bits of which a person has one whose device on one of the platforms Intune manages.

    Platforms are named as enrollment restrictions name them.
    """
    names = {"android" if name == "androidForWork" else name for name in platforms}
    return sum(1 << place for place, name in enumerate(_SYSTEMS) if name in names)


def compliant_on(platforms: Iterable[str]) -> int:
    """The bits of which a person has one who has such a device that is compliant."""
    return enrolled_on(platforms) << len(_SYSTEMS)


def bit_of(device: JsonObject) -> tuple[int, bool]:
    """The bit of `enrolled_on` that a device gives its person, 0 where Intune does not manage it; and whether
    the overview counts the device.
    """
    agent, system = device.text("managementAgent", ""), device.text("operatingSystem", "")
    return _enrolled(agent, system), agent not in _NOT_IN_OVERVIEW


async def read_devices(client: GraphClient) -> DeviceList:
    """Read the whole list, a page at a time, and the overview's count before and after. Raises GraphError.

    A list can end early without an error, so its length is never trusted alone.
    """
    before = await count_devices(client)
    bits: dict[int, int] = {}
    listed = elsewhere = 0
    async for page in Collection(client, _PATH, about=_ABOUT).pages():
        for device in page.rows:
            given = _given_by(
                device.text("managementAgent", ""),
                device.text("operatingSystem", ""),
                device.text("complianceState", ""),
            )
            listed += given.in_overview
            elsewhere += given.elsewhere
            person = number_of(device.text("userId", ""))
            if person:
                bits[person] = _BITS[bits.get(person, 0) | given.bits]
    return DeviceList(bits, listed, before, await count_devices(client), elsewhere)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a device says of its person, and of the lists that it is in."""

    bits: int
    in_overview: bool
    elsewhere: bool


# There are few kinds of devices, and a million of each.
@lru_cache(maxsize=1000)
def _given_by(agent: str, system: str, state: str) -> _Given:
    elsewhere = agent not in _INTUNE and agent not in _NO_MANAGEMENT
    bits = ELSEWHERE if elsewhere else _enrolled(agent, system)
    if state == "compliant" and not elsewhere:
        bits |= bits << len(_SYSTEMS)
    return _Given(bits, agent not in _NOT_IN_OVERVIEW, elsewhere)


@lru_cache(maxsize=1000)
def _enrolled(agent: str, system: str) -> int:
    if agent not in _INTUNE:
        return 0
    lowered = system.lower()
    if lowered.startswith("android"):
        return 1 << _SYSTEMS.index("android")
    return 1 << _SYSTEM_NAMES.get(lowered, 0 if lowered.startswith("windows") else 4)


async def count_devices(client: GraphClient) -> int:
    """How many devices the overview counts. Raises GraphError."""
    overview = (await client.get(_OVERVIEW, about=_ABOUT)).unwrapped("enrolledDeviceCount")
    return overview.whole("enrolledDeviceCount")
