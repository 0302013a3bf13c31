"""What Intune knows of a device's own state, by which requirements of a compliance policy can be foreseen.

Source: "managedDevice resource type", Microsoft Learn, 2025-02: osVersion, isEncrypted, jailBroken
("Unknown" where nobody has looked), complianceState.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.managed_device import bit_of, count_devices, enrolled_on

_PATH = (
    "/deviceManagement/managedDevices?$select=userId,complianceState,operatingSystem,managementAgent,"
    "osVersion,isEncrypted,jailBroken"
)
_ABOUT = "the managed devices"
COMPLIANT, IN_GRACE = "compliant", "inGracePeriod"


@dataclass(frozen=True, slots=True)
class DeviceHealth:
    """A device that Intune manages: whose it is by number, its system as a bit of `enrolled_on`, its state.

    `encrypted` and `jailbroken` are None where Intune does not know.
    """

    person: int
    system: int
    state: str
    version: str
    encrypted: bool | None
    jailbroken: bool | None

    def is_on(self, platforms: Iterable[str]) -> bool:
        """Whether its system is one of the platforms."""
        return bool(self.system & enrolled_on(platforms))

    @property
    def lets_in(self) -> bool:
        """Whether conditional access takes it for compliant: it is, or its grace has not ended."""
        return self.state in (COMPLIANT, IN_GRACE)


@dataclass(frozen=True, slots=True)
class DeviceHealthList:
    """The devices that have an owner, and why the list is not to be trusted."""

    devices: tuple[DeviceHealth, ...]
    doubts: tuple[str, ...] = ()


async def read_health(client: GraphClient) -> DeviceHealthList:
    """Read every device that Intune manages, and the overview's count before and after. Raises GraphError."""
    before = await count_devices(client)
    devices: list[DeviceHealth] = []
    listed = 0
    async for page in Collection(client, _PATH, about=_ABOUT).pages():
        for device in page.rows:
            system, counted = bit_of(device)
            listed += counted
            person = number_of(device.text("userId", ""))
            if system and person:
                devices.append(_device(person, system, device=device))
    after = await count_devices(client)
    if min(before, after) <= listed <= max(before, after):
        return DeviceHealthList(tuple(devices))
    said = f"the device list holds {listed:,} devices and the overview {after:,}"
    return DeviceHealthList(tuple(devices), (said,))


def _device(person: int, system: int, *, device: JsonObject) -> DeviceHealth:
    return DeviceHealth(
        person,
        system,
        _same(device.text("complianceState", "")),
        _same(device.text("osVersion", "")),
        device.flag("isEncrypted") if "isEncrypted" in device else None,
        {"true": True, "false": False}.get(device.text("jailBroken", "").lower()),
    )


@lru_cache(maxsize=10_000)
def _same(text: str) -> str:
    # One object for each text, so that a million devices share them.
    return text
