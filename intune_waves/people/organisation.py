"""An organisation as its exports show it: people, what their devices say, and the members of its groups; and
the same cut into cells for the planner.
"""

import gc
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from intune_waves.campaign.device_evidence import ACTIVE_DAYS, DeviceEvidence
from intune_waves.campaign.platform import Platform
from intune_waves.people.device_words import Compliance
from intune_waves.people.devices_export import Device as ExportedDevice
from intune_waves.people.devices_export import Devices, read_devices
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.inventory import Listed, SerialNumbers, united
from intune_waves.people.inventory_export import InventoryExport, read_inventory
from intune_waves.people.members_export import Members, read_members
from intune_waves.people.users_export import Users, read_users
from intune_waves.planning.cell import Cell
from intune_waves.step.loss import (
    OTHER_PLATFORM,
    Device,
    Inventoried,
    Managed,
    Management,
    device_of,
)

_STATES = {
    Compliance.COMPLIANT: "compliant",
    Compliance.GRACE: "inGracePeriod",
    Compliance.NONCOMPLIANT: "noncompliant",
    Compliance.UNKNOWN: "unknown",
}
_NOBODY: tuple[str, Inventoried | None] = ("", None)


def _sources(inventories: Sequence[str]) -> str:
    listed = " and ".join(["Intune", *inventories])
    lists = "list" if inventories else "lists"
    return f"the devices are those that {listed} {lists}: who loses a device that is in no list is not known"


class _Inventoried:
    """What inventories say of the devices of an export, and of those that it has not.

    A device counts while its service has heard of it in the days before the newest contact that the inventory
    knows: that is when the inventory was exported, at the earliest.
    """

    def __init__(
        self, machines: Devices, inventories: Sequence[tuple[str, InventoryExport]], *, active_days: int
    ) -> None:
        self._days = timedelta(days=active_days)
        self._titles = [title for title, _ in inventories]
        self._told: dict[int, tuple[str, Inventoried | None]] = {}
        self._gone = [inventory.gone for _, inventory in inventories]
        self.alone: list[tuple[str, Inventoried]] = []
        if inventories:
            self._match(machines, {n: inventory for n, (_, inventory) in enumerate(inventories, 1)})

    def of(self, place: int) -> tuple[str, Inventoried | None]:
        """What is said of the device in that place of the export, and whose it is said to be."""
        return self._told.get(place, _NOBODY)

    def notes(self) -> Iterator[str]:
        """How many devices each inventory alone knows, a sentence for each."""
        alone = Counter(said.number for _, said in self.alone)
        for number, title in enumerate(self._titles, 1):
            count = alone[number]
            named = f"{count:,} {'device is' if count == 1 else 'devices are'} known to {title} alone"
            gone = self._gone[number - 1]
            yield f"{named}; it says of {gone:,} that they have left it" if gone else named

    def _match(self, machines: Devices, inventories: Mapping[int, InventoryExport]) -> None:
        serials: SerialNumbers[int] = SerialNumbers()
        by_id: dict[str, int] = {}
        for place, device in enumerate(machines.devices):
            serials.add(device.serial, Listed(place, _platform(device), True))
            if device.entra_id:
                by_id.setdefault(device.entra_id, place)
        since = {number: self._first_day(inventory.newest) for number, inventory in inventories.items()}
        for number, row in united({number: each.devices for number, each in inventories.items()}):
            active = not row.last_seen or row.last_seen >= since[number]
            said = Inventoried(row.platform, active, number)
            place_of = by_id.get(row.device_id) if row.device_id else None
            if place_of is None:
                place_of = serials.same_as(row)
            if place_of is None:
                self.alone.append((row.user, said))
            else:
                self._told.setdefault(place_of, (row.user, said))

    def _first_day(self, newest: str) -> str:
        """The first day on which a device of an inventory still counts."""
        return (date.fromisoformat(newest) - self._days).isoformat() if newest else ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """What was read. `devices` are those of each of `users.people`; None without a devices export."""

    users: Users
    groups: Mapping[str, Members] = field(default_factory=dict)
    """By display name or object id, in lower case."""
    devices: Sequence[tuple[Device, ...]] | None = None
    platforms: Mapping[Platform | None, int] = field(default_factory=dict)
    """How many devices Intune manages for these people, by platform."""
    notes: tuple[str, ...] = ()
    """What was left out or could not be known, one sentence each, figures first."""


def read_organisation(
    users: Path,
    devices: Path | None = None,
    *,
    groups: Mapping[str, Path] | None = None,
    evidence: DeviceEvidence | None = None,
    folder: Path | None = None,
) -> Organisation:
    """Read all exports. `evidence` names the inventories of other services, whose files are below `folder`.

    Raises ExportError with the complaints about all of them together.
    """
    evidence, folder = evidence or DeviceEvidence(), folder or Path()
    with _no_garbage():
        people = read_users(users, str(users))
        machines = (
            read_devices(devices, str(devices), kept=people.kept, identified=bool(evidence.inventories))
            if devices
            else None
        )
        others = [
            (each.title, read_inventory(folder / each.file, each.file)) for each in evidence.inventories
        ]
        members = {name.lower(): read_members(path, str(path)) for name, path in (groups or {}).items()}
    complaints = [
        *people.complaints,
        *(machines.complaints if machines else ()),
        *(complaint for _, inventory in others for complaint in inventory.complaints),
        *(complaint for group in members.values() for complaint in group.complaints),
    ]
    if complaints:
        raise ExportError(complaints)
    return assemble(people, machines, groups=members, inventories=others, active_days=evidence.active_days)


@contextmanager
def _no_garbage() -> Iterator[None]:
    # Rows make no cycles, and looking for some again and again is a third of the time that reading takes.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def assemble(
    people: Users,
    machines: Devices | None,
    *,
    groups: Mapping[str, Members],
    inventories: Sequence[tuple[str, InventoryExport]] = (),
    active_days: int = ACTIVE_DAYS,
) -> Organisation:
    """Join people, devices and groups; nobody is lost without a note that counts them."""
    notes = [*_about_people(people), *_about_groups(people, groups)]
    if machines is None:
        return Organisation(people, groups, notes=(*notes, "no devices export: nobody counts as enrolled"))
    held: list[tuple[Device, ...]] = [()] * len(people.people)
    shared: dict[tuple[Device, ...], tuple[Device, ...]] = {}
    platforms: Counter[Platform | None] = Counter()
    unknown = unowned = left_out = 0
    also = _Inventoried(machines, inventories, active_days=active_days)

    def take(user: str, device: Device) -> bool:
        nonlocal unknown, unowned, left_out
        at = people.by_upn.get(user)
        if at is not None:
            own = (*held[at], device)
            held[at] = shared.setdefault(own, own)
        elif not user:
            unowned += 1
        elif user in people.guests or user in people.disabled:
            left_out += 1
        else:
            unknown += 1
        return at is not None

    for place, device in enumerate(machines.devices):
        user, said = also.of(place)
        owner = device.user or ("" if device.in_intune else user)
        if take(owner, _device(device, said)):
            platforms[device.platform] += device.in_intune
    for user, said in also.alone:
        take(user, device_of(None, None, inventoried=said))
    notes += [
        *_counted(unowned, "device has no primary user", many="devices have no primary user"),
        *_counted(
            unknown,
            "device's primary user is",
            many="devices' primary users are",
            rest="not in the users export",
        ),
        *_counted(left_out, "device belongs", many="devices belong", rest="to guests and disabled accounts"),
        *(
            f"{count} {'device is' if count == 1 else 'devices are'} managed by {agent}, not by Intune"
            for agent, count in sorted(machines.other_agents.items())
        ),
    ]
    without = sum(1 for each in held if not any(one.management is Management.INTUNE for one in each))
    notes += _counted(without, "person has no device in Intune", many="people have no device in Intune")
    notes += also.notes()
    notes.append(_sources([title for title, _ in inventories]))
    return Organisation(people, groups, held, platforms, tuple(notes))


def _platform(said: ExportedDevice) -> str:
    return said.platform.in_conditional_access if said.platform else OTHER_PLATFORM


def _device(said: ExportedDevice, inventoried: Inventoried | None) -> Device:
    """The device as Intune's own word has it, because no export tells what Entra ID has marked."""
    return device_of(managed_of(said), None, inventoried=inventoried, registered_is_known=False)


def managed_of(said: ExportedDevice) -> Managed:
    """What Intune's export says of a device; it counts as active, whenever it was seen last."""
    others = Management.ELSEWHERE if said.elsewhere else Management.NOBODY
    management = Management.INTUNE if said.in_intune else others
    return Managed(_platform(said), management, _STATES[said.compliance], True)


def cells_of(organisation: Organisation, leave_out: Collection[str]) -> list[Cell]:
    """The cells of an organisation in the order of their names; `leave_out` are in none of them.

    Names are compared without regard to case, as membership rules do; the first way to write one is kept.
    """
    users = organisation.users
    left_out = {upn.lower() for upn in leave_out}
    department, country = users.at.get("department"), users.at.get("country")
    written: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    names: dict[tuple[str, str], list[str]] = {}
    for person in users.people:
        if person.upn in left_out:
            continue
        where = (
            None if department is None else person.row[department],
            None if country is None else person.row[country],
        )
        key = ((where[0] or "").casefold(), (where[1] or "").casefold())
        written.setdefault(key, where)
        names.setdefault(key, []).append(person.upn)
    return [Cell(*written[key], tuple(sorted(names[key]))) for key in sorted(names)]


def _about_people(people: Users) -> list[str]:
    notes = [
        *_counted(len(people.guests), "guest is left out", many="guests are left out"),
        *_counted(
            len(people.disabled), "disabled account is left out", many="disabled accounts are left out"
        ),
    ]
    if "accountEnabled" not in people.at:
        notes.append("the users export has no column accountEnabled: every account counts as enabled")
    if "id" not in people.at:
        notes.append(
            "the users export has no column id: shares are drawn by name, the same size but other people "
            "than in the tenant"
        )
    return notes


def _about_groups(people: Users, groups: Mapping[str, Members]) -> list[str]:
    notes: list[str] = []
    for members in groups.values():
        unknown = members.upns - people.by_upn.keys() - people.guests - people.disabled
        nested, others = members.nested_groups, members.others
        said = [
            *_counted(len(unknown), "member is", many="members are", rest="not in the users export"),
            *_counted(nested, "group inside it is", many="groups inside it are", rest="not looked into"),
            *_counted(others, "member is no person", many="members are no people"),
        ]
        notes += [f"{members.shown}: {sentence}" for sentence in said]
    return notes


def _counted(count: int, one: str, *, many: str, rest: str = "") -> list[str]:
    return [f"{count:,} {one if count == 1 else many} {rest}".rstrip()] if count else []
