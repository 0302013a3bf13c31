"""One person of the tenant: the account, what it is a member of, and the devices that Intune lists for it.

An application may not ask for the devices that a person has registered ("List registeredDevices", Microsoft
Learn, 2025-03: application permissions are not supported), so these are found in the list of all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
    items = [
        Item(
            "GET",
            f"/deviceManagement/managedDevices?$filter={quote(f'azureADDeviceId eq {each!r}', safe='')}"
            f"&$select={_DEVICE}",
            about="the managed devices",
        )
        for each in entra_ids
    ]
    found: dict[str, NamedDevice] = {}
    for item, answer in zip(items, await client.batch(items), strict=True):
        async for each in Collection.begun(client, item, answer=answer).rows():
            found[each.text("azureADDeviceId").lower()] = _named(each)
    return found


async def registered_names(client: GraphClient, entra_ids: Iterable[str]) -> dict[str, str]:
    """The names under which Entra ID shows the devices of these ids. Raises GraphError."""
    items = [
        Item(
            "GET",
            f"/devices?$filter={quote(f'deviceId eq {each!r}', safe='')}&$select=deviceId,displayName",
            about="the devices registered in Entra ID",
        )
        for each in entra_ids
    ]
    found: dict[str, str] = {}
    for item, answer in zip(items, await client.batch(items), strict=True):
        async for each in Collection.begun(client, item, answer=answer).rows():
            found[each.text("deviceId").lower()] = each.text("displayName", "")
    return found


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
