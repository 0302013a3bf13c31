"""Which rows of inventories are one device, and which device of another list a row is."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from intune_waves.people.inventory_export import InventoriedDevice
from intune_waves.people.inventory_words import same_serial
from intune_waves.step.loss import OTHER_PLATFORM

K = TypeVar("K", bound=Hashable)


class InventoryDevice(NamedTuple):
    """A device of one or several inventories."""

    number: int
    """The number of the first inventory that has it, from 1."""
    said: InventoriedDevice


class Listed(NamedTuple, Generic[K]):
    """A device of another list, as far as it is to be known again."""

    key: K
    platform: str
    active: bool


@dataclass(slots=True)
class SerialNumbers(Generic[K]):
    """The devices of another list, by their serial numbers."""

    _listed: dict[str, list[Listed[K]]] = field(default_factory=dict)

    def add(self, written: str, device: Listed[K]) -> None:
        """Take a device in, with its serial number as the list has it."""
        if serial := same_serial(written):
            self._listed.setdefault(serial, []).append(device)

    def same_as(self, device: InventoriedDevice) -> K | None:
        """The device of the list that has an inventory's serial number; None where there is none.

        Of several with one number, such as a machine that was set up anew, the active one is meant; where
        that leaves several, none is: nothing counts as good on doubt. A number on two platforms is no number
        of one device.
        """
        found = [
            each
            for each in self._listed.get(device.serial, ())
            if OTHER_PLATFORM in (each.platform, device.platform) or each.platform == device.platform
        ]
        found = [each for each in found if each.active] or found
        keys = {each.key for each in found}
        return keys.pop() if len(keys) == 1 else None


def united(inventories: Mapping[int, Iterable[InventoriedDevice]]) -> list[InventoryDevice]:
    """The devices of all inventories, each once; `inventories` are by their numbers.

    Rows with one id of Entra ID's are one device, and rows without one that have a serial number and a
    platform in common. The latest row says whose it is; one whose day is not known is the latest.
    """
    found: dict[Hashable, InventoryDevice] = {}
    loose: list[InventoryDevice] = []
    by_serial: dict[tuple[str, str], Hashable] = {}
    rows = [InventoryDevice(number, each) for number, several in inventories.items() for each in several]
    # Whoever names an id comes first, so that a row with the serial number alone is found to be the same.
    for row in sorted(rows, key=lambda each: (not each.said.device_id, each)):
        said = row.said
        serial = (said.serial, said.platform)
        key: Hashable = said.device_id or (by_serial.get(serial) if said.serial else None)
        if key is None and said.serial:
            key = serial
        if key is None:
            loose.append(row)
            continue
        if said.serial:
            by_serial.setdefault(serial, key)
        found[key] = _joined(found[key], row) if key in found else row
    return [*found.values(), *loose]


def _joined(one: InventoryDevice, other: InventoryDevice) -> InventoryDevice:
    latest, before = sorted(
        (one, other), key=lambda each: (not each.said.last_seen, each.said.last_seen, each), reverse=True
    )
    said = latest.said
    return InventoryDevice(
        min(one.number, other.number),
        said._replace(
            user=said.user or before.said.user,
            serial=said.serial or before.said.serial,
            device_id=said.device_id or before.said.device_id,
        ),
    )
