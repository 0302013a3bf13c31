"""The inventories of other services as a campaign names them, read, and whose devices theirs are."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from intune_waves.campaign.device_evidence import Inventory
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.user import numbers_by_name
from intune_waves.people.inventory import InventoryDevice, united
from intune_waves.people.inventory_export import InventoryExport, digest_of, read_inventory


@dataclass(frozen=True, slots=True)
class ReadInventories:
    """The devices of all inventories, each once, with the number of its person's id; 0 for nobody's."""

    titles: Mapping[int, str] = field(default_factory=dict)
    """What the inventories are called, by their numbers."""
    devices: Sequence[tuple[int, InventoryDevice]] = ()
    doubts: tuple[str, ...] = ()
    """Why some of them are not to be trusted, in sentences that name nobody."""


NO_INVENTORIES = ReadInventories()
"""What a campaign has that names none."""


async def read_inventories(
    client: GraphClient, inventories: Sequence[Inventory], *, since: date
) -> ReadInventories:
    """Read the inventories, and find their people in the tenant; nothing is asked where there are none.

    A device is active that was seen on the day `since` or later. Raises GraphError.
    """
    if not inventories:
        return NO_INVENTORIES
    exports = await asyncio.gather(*(asyncio.to_thread(_read, each) for each in inventories))
    devices = united({number: each.devices for number, (each, _) in enumerate(exports, 1)})
    names = {each.said.user for each in devices if each.said.user}
    numbers = await numbers_by_name(client, names) if names else {}
    doubts = [
        reason or _doubt(inventory, export, numbers=numbers, since=since)
        for inventory, (export, reason) in zip(inventories, exports, strict=True)
    ]
    return ReadInventories(
        {number: inventory.title for number, inventory in enumerate(inventories, 1)},
        [(numbers.get(each.said.user, 0), each) for each in devices],
        tuple(filter(None, doubts)),
    )


def _read(inventory: Inventory) -> tuple[InventoryExport, str]:
    """The inventory, and why it is not to be trusted: nothing where it is."""
    export = read_inventory(Path(inventory.file), inventory.file)
    if export.complaints:
        first, count = export.complaints[0], len(export.complaints)
        # A complaint about a line may tell a name, and a doubt is kept: the place and the rule say enough.
        more = f", and {count - 1} more" if count > 1 else ""
        wrong = f"{first.where} [{first.rule}]{more}"
        said = f"{inventory.title} could not be read: {wrong}; see ./migrate validate"
        return InventoryExport(inventory.file), said
    if digest_of(Path(inventory.file)) != inventory.digest:
        said = f"{inventory.title}: {inventory.file} was changed after it was first looked at; run again"
        return InventoryExport(inventory.file), said
    return export, ""


def _doubt(inventory: Inventory, export: InventoryExport, *, numbers: Mapping[str, int], since: date) -> str:
    """Why an inventory that could be read says nothing of today's people; empty where it does."""
    recent = [each for each in export.devices if not each.last_seen or each.last_seen >= since.isoformat()]
    if export.devices and not recent:
        newest = f"it has heard of no device since {export.newest}"
        return f"{inventory.title} is out of date: {newest}; export it again"
    owned = [each for each in recent if each.user]
    strangers = sum(each.user not in numbers for each in owned)
    if strangers * 2 > len(owned):
        theirs = f"{strangers:,} of its {len(owned):,} active devices are theirs"
        return (
            f"{inventory.title} names people whom the tenant does not know: {theirs}; export the column of "
            "user principal names"
        )
    return ""
