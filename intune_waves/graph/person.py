"""One person of the tenant: the account, what it is a member of, and the devices that Intune lists for it.

An application may not ask for the devices that a person has registered ("List registeredDevices", Microsoft
Learn, 2025-03: application permissions are not supported), so these are found in the list of all.
"""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote

from intune_waves.graph.client.answer import Item
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import NotFound
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.managed_device import ListedDevice, day_of, managed_by, platform_of
from intune_waves.graph.user import PEOPLE_PER_PAGE

_DEVICE = (
    "userId,deviceName,azureADDeviceId,complianceState,operatingSystem,managementAgent,lastSyncDateTime,"
    "complianceGracePeriodExpirationDateTime"
)
_ROLE = "#microsoft.graph.directoryRole"


@dataclass(frozen=True, slots=True)
class Person:
    """An account and what it is a member of, groups around its groups too."""

    id: str
    principal_name: str
    enabled: bool
    guest: bool
    groups: Mapping[str, str] = field(default_factory=dict)
    """Display name by id."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Display name of each directory role, by its template's id."""


@dataclass(frozen=True, slots=True)
class NamedDevice:
    """A device of Intune's list, with the name that people know and the day on which its grace ends."""

    listed: ListedDevice
    name: str
    entra_id: str
    """What Entra ID knows it by; empty for a device that it does not know."""
    grace_until: str = ""


async def find_person(client: GraphClient, name: str) -> Person | None:
    """The person of a user principal name or an object id; None where there is none. Raises GraphError."""
    one = f"/users/{quote(name, safe='@')}"
    about = f"the account {name}"
    selected = "?$select=id,userPrincipalName,accountEnabled,userType"
    try:
        account = await client.get(f"{one}{selected}", about=about)
    except NotFound:
        return None
    person_id = account.object_id()
    around = f"/users/{person_id}/transitiveMemberOf?$select=id,displayName,roleTemplateId"
    groups: dict[str, str] = {}
    roles: dict[str, str] = {}
    async for each in Collection(client, f"{around}&$top={PEOPLE_PER_PAGE}", about=about).rows():
        if each.text("@odata.type", "") == _ROLE:
            roles[each.text("roleTemplateId", "")] = each.text("displayName", "")
        else:
            groups[each.object_id()] = each.text("displayName", "")
    return Person(
        person_id,
        account.text("userPrincipalName", name),
        account.flag("accountEnabled", True),
        account.text("userType", "").lower() == "guest",
        groups,
        roles,
    )


async def managed_devices_of(client: GraphClient, person_id: str) -> list[NamedDevice]:
    """The devices of which the person is the primary user. Raises GraphError."""
    path = f"/users/{person_id}/managedDevices?$select={_DEVICE}"
    return [_named(each) async for each in Collection(client, path, about="the person's devices").rows()]


async def managed_as(client: GraphClient, entra_ids: Iterable[str]) -> dict[str, NamedDevice]:
    """What Intune lists of the devices of these ids of Entra ID, whoever uses them. Raises GraphError."""
    wanted = _Wanted("/deviceManagement/managedDevices", "azureADDeviceId", _DEVICE, "the managed devices")
    return {
        each.text(wanted.key).lower(): _named(each)
        async for each in _with_id(client, entra_ids, wanted=wanted)
    }


async def registered_names(client: GraphClient, entra_ids: Iterable[str]) -> dict[str, str]:
    """The names under which Entra ID shows the devices of these ids. Raises GraphError."""
    wanted = _Wanted("/devices", "deviceId", "deviceId,displayName", "the devices registered in Entra ID")
    found = _with_id(client, entra_ids, wanted=wanted)
    return {each.text(wanted.key).lower(): each.text("displayName", "") async for each in found}


class _Wanted(NamedTuple):
    """A list of devices: the property that holds Entra ID's id, what is selected, and what it is called."""

    path: str
    key: str
    select: str
    about: str

    def asked(self, entra_id: str) -> Item:
        condition = quote(f"{self.key} eq {entra_id!r}", safe="")
        return Item("GET", f"{self.path}?$filter={condition}&$select={self.select}", about=self.about)


async def _with_id(
    client: GraphClient, entra_ids: Iterable[str], *, wanted: _Wanted
) -> AsyncIterator[JsonObject]:
    items = [wanted.asked(each) for each in entra_ids]
    for item, answer in zip(items, await client.batch(items), strict=True):
        async for row in Collection.begun(client, item, answer=answer).rows():
            yield row


def _named(device: JsonObject) -> NamedDevice:
    agent, entra_id = device.text("managementAgent", ""), device.text("azureADDeviceId", "").lower()
    listed = ListedDevice(
        number_of(device.text("userId", "")),
        number_of(entra_id),
        platform_of(device.text("operatingSystem", "")),
        managed_by(agent),
        device.text("complianceState", ""),
        day_of(device.text("lastSyncDateTime", "")),
        True,
    )
    return NamedDevice(
        listed,
        device.text("deviceName", ""),
        entra_id if listed.device_id else "",
        day_of(device.text("complianceGracePeriodExpirationDateTime", "")),
    )
