"""Every device that is registered in Entra ID, with its owners: what conditional access looks a device up in.

Sources: "device resource type", "List devices", "Advanced query capabilities on Microsoft Entra ID objects",
Microsoft Learn, 2025-03.
"""

from collections.abc import AsyncIterator
from typing import NamedTuple
from urllib.parse import quote

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.managed_device import day_of, platform_of

RIGHT = "Device.Read.All"
"""The right that both calls need."""
PAGE_SIZE = 999
"""The largest $top of directory objects."""

_SELECT = "id,deviceId,operatingSystem,isCompliant,accountEnabled,approximateLastSignInDateTime"
_PATH = f"/devices?$select={_SELECT}&$expand=registeredOwners($select=id)&$top={PAGE_SIZE}"
# `deviceId` may be filtered by its beginning ("device resource type"), so two halves are read side by side.
_HALVES = tuple(
    quote(" or ".join(f"startswith(deviceId,'{digit}')" for digit in digits), safe="'(),")
    for digits in ("01234567", "89abcdef")
)
# A query with $expand gives no count: it is none of the advanced ones.
_COUNT = "/devices?$select=id&$top=1&$count=true"
_ABOUT = "the devices registered in Entra ID"


class RegisteredDevice(NamedTuple):
    """What Entra ID says of one device. Ids are numbers."""

    device_id: int
    """0 for a device that has none."""
    owners: tuple[int, ...]
    """Who joined or registered it; more than one is rare, none is a shared device or one without a user."""
    platform: str
    """As conditional access names it; `other` for what it has no name for."""
    compliant: bool
    """Whether somebody has marked it as compliant; null counts as not."""
    enabled: bool
    last_sign_in: str
    """About the day of the last sign-in, as year-month-day; empty where Entra ID does not know."""


PARTS = len(_HALVES)
"""In how many parts the devices may be read."""


async def registered_devices(client: GraphClient, part: int | None = None) -> AsyncIterator[RegisteredDevice]:
    """Every device, page after page; those of one of PARTS parts where it is named.

    Raises GraphError; Forbidden without the right.
    """
    path = _PATH if part is None else f"{_PATH}&$filter={_HALVES[part]}"
    async for device in Collection(client, path, about=_ABOUT).rows():
        yield _registered(device)


async def count_registered(client: GraphClient) -> int:
    """How many devices Entra ID counts. Raises GraphError; Forbidden without the right."""
    body = await client.get(_COUNT, about=_ABOUT, headers={"ConsistencyLevel": "eventual"})
    return body.whole("@odata.count")


def _registered(device: JsonObject) -> RegisteredDevice:
    return RegisteredDevice(
        number_of(device.text("deviceId", "")),
        tuple([owner.object_number() for owner in device.objects("registeredOwners")]),
        platform_of(device.text("operatingSystem", "")),
        device.flag("isCompliant", False),
        device.flag("accountEnabled", True),
        day_of(device.text("approximateLastSignInDateTime", "")),
    )
