"""Every device that Intune lists, row by row, and how many its overview counts."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.object_id import number_of

PAGE_SIZE = 1000
"""Devices on a full page ("List managedDevices", Microsoft Learn, 2025-02: 1,000 by default)."""

_SELECT = "userId,azureADDeviceId,complianceState,operatingSystem,managementAgent,lastSyncDateTime"
_PATH = f"/deviceManagement/managedDevices?$select={_SELECT}"
_OVERVIEW = "/deviceManagement/managedDeviceOverview?$select=enrolledDeviceCount"
_ABOUT = "the managed devices"

_SYSTEMS = ("windows", "macOS", "iOS", "android", "other")
_NAMES = {"mac": "macOS", "ios": "iOS", "androidForWork": "android"}
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

ManagedBy = Literal["intune", "elsewhere", "nobody"]
"""Who manages a device: Intune, another service that Intune only hears of, or nobody."""


class ListedDevice(NamedTuple):
    """What the list says of one device. Ids are numbers, 0 where there is none."""

    user: int
    """Its primary user."""
    device_id: int
    """What Entra ID knows it by: `deviceId` there, `azureADDeviceId` here."""
    platform: str
    """As conditional access names it; `other` for what it has no name for."""
    managed_by: ManagedBy
    state: str
    """Its complianceState."""
    last_contact: str
    """The day, as year-month-day; empty where Intune does not know."""
    in_overview: bool
    """Whether the overview counts it."""
    serial: str = ""
    """Its serial number, where that was asked for and Intune knows it."""


@dataclass(frozen=True, slots=True)
class DeviceCount:
    """How many devices were listed, and how many the overview counted `before` the reading and `after` it."""

    listed: int
    before: int
    after: int

    @property
    def complete(self) -> bool:
        """Whether the list holds as many devices as the overview counts, but for those that came or went."""
        return min(self.before, self.after) <= self.listed <= max(self.before, self.after)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the list is not to be trusted, in a sentence; nothing where it is."""
        said = f"the device list holds {self.listed:,} devices and the overview {self.after:,}"
        return () if self.complete else (said,)


@lru_cache(maxsize=1000)
def platform_of(system: str) -> str:
    """The platform of conditional access that an operating system belongs to, as Intune or Entra ID names it;
    `other` for one that it does not know.
    """
    lowered = system.lower()
    if lowered.startswith("windows"):
        return "windows"
    if lowered.startswith("mac"):
        return "macOS"
    if lowered.startswith(("ios", "ipad", "iphone")):
        return "iOS"
    return "android" if lowered.startswith("android") else "other"


def managed_by(agent: str) -> ManagedBy:
    """Who manages a device by its managementAgent."""
    if agent in _INTUNE:
        return "intune"
    return "nobody" if agent in _NO_MANAGEMENT else "elsewhere"


def enrolled_on(platforms: Iterable[str]) -> int:
    """The bits of devices that Intune manages on one of the platforms.

    Platforms are named as enrollment restrictions name them.
    """
    return sum(1 << _SYSTEMS.index(name) for name in {_NAMES.get(each, each) for each in platforms})


def bit_of(device: JsonObject) -> tuple[int, bool]:
    """The bit of `enrolled_on` that a device gives its person, 0 where Intune does not manage it; and whether
    the overview counts the device.
    """
    agent = device.text("managementAgent", "")
    place = _SYSTEMS.index(platform_of(device.text("operatingSystem", "")))
    return 1 << place if agent in _INTUNE else 0, agent not in _NOT_IN_OVERVIEW


async def listed_devices(client: GraphClient, *, serials: bool = False) -> AsyncIterator[ListedDevice]:
    """Every device of the list, page after page, with their serial numbers on request. Raises GraphError.

    A list can end early without an error, so its length is never trusted alone: see `DeviceCount`.
    """
    path = f"{_PATH},serialNumber" if serials else _PATH
    async for page in Collection(client, path, about=_ABOUT).pages():
        for device in page.rows:
            agent = device.text("managementAgent", "")
            yield ListedDevice(
                number_of(device.text("userId", "")),
                number_of(device.text("azureADDeviceId", "")),
                platform_of(device.text("operatingSystem", "")),
                managed_by(agent),
                device.text("complianceState", ""),
                day_of(device.text("lastSyncDateTime", "")),
                agent not in _NOT_IN_OVERVIEW,
                device.text("serialNumber", "") if serials else "",
            )


def day_of(moment: str) -> str:
    """The day of a time that Graph wrote; empty for none. Intune writes year 1 where it does not know."""
    return "" if moment.startswith("0001-") else moment[:10]


async def count_devices(client: GraphClient) -> int:
    """How many devices the overview counts. Raises GraphError."""
    overview = (await client.get(_OVERVIEW, about=_ABOUT)).unwrapped("enrolledDeviceCount")
    return overview.whole("enrolledDeviceCount")
