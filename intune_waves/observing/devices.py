"""The devices of all people, from every source that knows of them; what two sources name is one device."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Forbidden, GraphError
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.managed_device import DeviceCount, ListedDevice, count_devices, listed_devices
from intune_waves.graph.registered_device import (
    PAGE_SIZE,
    PARTS,
    RIGHT,
    RegisteredDevice,
    count_registered,
    registered_devices,
)
from intune_waves.observing.inventories import NO_INVENTORIES, ReadInventories, read_inventories
from intune_waves.observing.sign_in_log import NO_SIGN_IN_LOG, SignInLog, read_sign_in_log
from intune_waves.people.inventory import Listed, SerialNumbers
from intune_waves.step.loss import (
    Device,
    Inventoried,
    Loss,
    Managed,
    Management,
    Registered,
    device_of,
    loss_of,
)

K = TypeVar("K")

UNREAD_REGISTERED = f"the devices registered in Entra ID, because the right {RIGHT} is missing"
"""How the source is named that could not be read."""

_BAD_REQUEST = 400
_Told = tuple[int, int, Inventoried]
"""What an inventory or the sign-in log says: of which device, 0 for one that no list has; whose; what."""
_Said = tuple[tuple[int, ...], Inventoried]
_NOT_TOLD: tuple[tuple[int, ...], Inventoried | None] = ((), None)
MANAGEMENT = {
    "intune": Management.INTUNE,
    "elsewhere": Management.ELSEWHERE,
    "nobody": Management.NOBODY,
}
"""Who manages a device, by the word of Graph's reader for it."""
# Every combination of what a device can be has one place, so that a person's devices are a few bytes.
_KINDS: list[Device] = []
_PLACES: dict[Device, int] = {}
_MOST_SHARED = 8
"""Devices of one person up to which equal people share one value; few have more."""


@dataclass(frozen=True, slots=True)
class KnownDevices:
    """Every person's devices, by the number of the person's id.

    `unread` names the sources that could not be read: what rests on them is not known.
    """

    held: Mapping[int, bytes] = field(default_factory=dict)
    count: DeviceCount = field(default_factory=lambda: DeviceCount(0, 0, 0))
    elsewhere: int = 0
    """Devices that another service manages, those without an owner too."""
    unowned: int = 0
    """Active devices without an owner: whoever signs in from one is not known."""
    unread: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    """Why the lists are not to be trusted, in sentences; nothing where they are."""
    inventories: Mapping[int, str] = field(default_factory=dict)
    """What each inventory of the campaign is called, by its number."""
    old_service_is_known: bool = True
    """Whether what rests on Intune's list and the inventories alone is to be trusted."""

    def of(self, person: object) -> tuple[Device, ...]:
        """The person's devices, in no order that means anything."""
        return _devices(self.held.get(person, b"")) if isinstance(person, int) else ()

    def loss(self, person: object, platforms: frozenset[str]) -> Loss:
        """What the person loses by a policy on these platforms of conditional access."""
        return loss_of(self.of(person), platforms)

    def people_elsewhere(self) -> list[int]:
        """The people who have a device that another service manages."""
        return [
            person
            for person, held in self.held.items()
            if any(each.management is Management.ELSEWHERE for each in _devices(held))
        ]


def known_devices(people: Mapping[int, Iterable[Device]], *, unread: Iterable[str] = ()) -> KnownDevices:
    """The devices of these people, as if they had been read."""
    held = {person: bytes(sorted(map(_place, devices))) for person, devices in people.items()}
    return KnownDevices(held, unread=tuple(unread))


async def read_devices(
    client: GraphClient, evidence: DeviceEvidence, *, pace: Pace | None = None
) -> KnownDevices:
    """Read all sources side by side, a page at a time, with each list's own count. Raises GraphError.

    A source whose right is missing is named in `unread`, an inventory that cannot be read in `doubts`. `pace`
    is that of the run's other readings of sign-ins. A device is active that a source has seen in the
    evidence's days by the tenant's clock, or whose last day no source knows.
    """
    before, counted = await asyncio.gather(count_devices(client), _count_registered(client))
    since = client.today() - timedelta(days=evidence.active_days)
    merging = Merging(since, serials=bool(evidence.inventories))
    managed, registered, inventories, log = await asyncio.gather(
        _take_managed(client, merging, before=before),
        _take_registered(client, merging, counted=counted),
        read_inventories(client, evidence.inventories, since=since),
        read_sign_in_log(client, evidence.sign_in_log, since=since, pace=pace),
    )
    # What reads ten thousand rows and more leaves the event loop to the other requests.
    return await asyncio.to_thread(merging.finished, managed, registered, inventories=inventories, log=log)


async def _count_registered(client: GraphClient) -> int | None:
    try:
        return await count_registered(client)
    except Forbidden:
        return None


async def _take_managed(client: GraphClient, merging: "Merging", *, before: int) -> DeviceCount:
    listed = 0
    async for device in listed_devices(client, serials=merging.serials is not None):
        merging.take_managed(device)
        listed += device.in_overview
    return DeviceCount(listed, before, await count_devices(client))


async def _take_registered(client: GraphClient, merging: "Merging", *, counted: int | None) -> str | None:
    """Why the list is not to be trusted, empty where it is; None where it was not read."""
    if counted is None:
        return None
    # A list is read one page after the other: of a large one two halves take half of the time.
    parts = [*range(PARTS)] if counted > PAGE_SIZE else [None]
    try:
        listed = sum(await asyncio.gather(*(_take_part(client, merging, part=part) for part in parts)))
    except GraphError as refused:
        if refused.status != _BAD_REQUEST or parts == [None]:
            raise
        # A tenant that does not filter so is read whole.
        listed = await _take_part(client, merging, part=None)
    if listed < counted:
        # Somebody may have removed devices while the list was read.
        counted = await count_registered(client)
    if listed < counted and parts != [None]:
        # A device whose id begins otherwise is in neither half.
        listed = await _take_part(client, merging, part=None)
    said = f"Entra ID lists {listed:,} registered devices and counts {counted:,}"
    return said if listed < counted else ""


async def _take_part(client: GraphClient, merging: "Merging", *, part: int | None) -> int:
    """Take a part of the registered devices, all of them without one; answers how many there were."""
    listed = 0
    async for device in registered_devices(client, part):
        merging.take_registered(device)
        listed += 1
    return listed


class Merging:
    """Takes devices from two lists in any order, and puts together what is one device.

    A device is a number while the lists are read: its owner's, and two small ones that stand for what each
    source says. So a million people's devices fit in memory.
    """

    def __init__(self, since: date, *, serials: bool = False) -> None:
        """`serials` keeps serial numbers, by which inventories name devices."""
        self.serials: SerialNumbers[int] | None = SerialNumbers() if serials else None
        self._since = since.isoformat()
        self._devices: dict[int, int] = {}
        self._several: dict[int, tuple[int, ...]] = {}
        self._loose: list[tuple[tuple[int, ...], Managed | None, Registered | None]] = []
        self._managed: list[Managed | None] = [None]
        self._registered: list[Registered | None] = [None]
        self._managed_numbers: dict[Managed, int] = {}
        self._registered_numbers: dict[Registered, int] = {}
        self._elsewhere = 0

    def take_managed(self, device: ListedDevice) -> None:
        """A device of Intune's list. One that is listed twice counts as its active record says, or as the one
        that is not compliant says.
        """
        said = Managed(
            device.platform,
            MANAGEMENT[device.managed_by],
            device.state,
            self._is_active(device.last_contact),
        )
        self._elsewhere += said.management is Management.ELSEWHERE
        if self.serials is not None:
            # A device without an id is known by its place among those.
            key = device.device_id or -len(self._loose) - 1
            self.serials.add(device.serial, Listed(key, said.platform, said.active))
        if not device.device_id:
            self._loose.append(((device.user,) if device.user else (), said, None))
            return
        owner, before, registered = self._unpacked(device.device_id)
        known = self._managed[before]
        if known is not None and _goes_before(
            known.active, known.state, other_active=said.active, other_state=said.state
        ):
            return
        # Intune's own user is the one who uses the device; without one it is shared.
        if device.user or said.management is Management.INTUNE:
            owner = device.user
            self._several.pop(device.device_id, None)
        self._pack(
            device.device_id,
            owner,
            managed=_number(said, self._managed, numbers=self._managed_numbers),
            registered=registered,
        )

    def take_registered(self, device: RegisteredDevice) -> None:
        """A device of Entra ID's list."""
        said = Registered(
            device.platform, device.compliant, device.enabled, self._is_active(device.last_sign_in)
        )
        if not device.device_id:
            self._loose.append((device.owners, None, said))
            return
        owner, managed, _ = self._unpacked(device.device_id)
        known = self._managed[managed]
        if known is None or (known.management is not Management.INTUNE and not owner):
            owner = device.owners[0] if device.owners else 0
            if len(device.owners) > 1:
                self._several[device.device_id] = device.owners
        self._pack(
            device.device_id,
            owner,
            managed=managed,
            registered=_number(said, self._registered, numbers=self._registered_numbers),
        )

    def finished(
        self,
        count: DeviceCount,
        registered: str | None,
        *,
        inventories: ReadInventories = NO_INVENTORIES,
        log: SignInLog = NO_SIGN_IN_LOG,
    ) -> KnownDevices:
        """The people's devices. `registered` is None where Entra ID's list was not read, else its doubt."""
        known = registered is not None
        number = len(inventories.titles) + 1
        held: dict[int, bytes] = {}
        shared: dict[bytes, bytes] = {}
        unowned = 0
        for owners, device in self._merged(
            known, inventories, log=[*self._signed_in(log, number, inventories=inventories)]
        ):
            place = bytes((_place(device),))
            unowned += not owners and device.active
            for owner in owners:
                devices = bytes(sorted(held.get(owner, b"") + place))
                held[owner] = shared.setdefault(devices, devices) if len(devices) <= _MOST_SHARED else devices
        for person, place in _nameless(log, number, held=held):
            devices = bytes(sorted(held.get(person, b"") + place))
            held[person] = shared.setdefault(devices, devices)
        doubts = (*count.doubts, *([registered] if registered else ()), *inventories.doubts)
        return KnownDevices(
            held,
            count,
            self._elsewhere,
            unowned,
            (*(() if known else (UNREAD_REGISTERED,)), *log.unread),
            doubts,
            {**inventories.titles, **({number: log.title} if log.title else {})},
            count.complete and not inventories.doubts,
        )

    def _merged(
        self, registered_is_known: bool, inventories: ReadInventories, *, log: Sequence[_Told]
    ) -> Iterator[tuple[tuple[int, ...], Device]]:
        told, alone = self._told_by([*self._inventoried(inventories), *log])
        for owners, said in alone:
            self._elsewhere += said.keeps
            yield owners, device_of(None, None, inventoried=said)

        def joined(
            key: int, owners: tuple[int, ...], *, managed: Managed | None, registered: Registered | None
        ) -> tuple[tuple[int, ...], Device]:
            users, said = told.get(key, _NOT_TOLD)
            if said is not None:
                by = managed.management if managed else Management.NOBODY
                self._elsewhere += said.keeps and by is Management.NOBODY
                # Intune's device without a user is a shared one, whoever had it before.
                owners = owners if owners or by is Management.INTUNE else users
            device = device_of(managed, registered, inventoried=said, registered_is_known=registered_is_known)
            return owners, device

        for place, (owners, managed, registered) in enumerate(self._loose):
            yield joined(-place - 1, owners, managed=managed, registered=registered)
        while self._devices:
            device_id, packed = self._devices.popitem()
            owner, managed_number, registered_number = _parts(packed)
            yield joined(
                device_id,
                self._several.get(device_id, (owner,) if owner else ()),
                managed=self._managed[managed_number],
                registered=self._registered[registered_number],
            )

    def _inventoried(self, inventories: ReadInventories) -> Iterator[_Told]:
        for owner, device in inventories.devices:
            said = Inventoried(device.said.platform, self._is_active(device.said.last_seen), device.number)
            key = number_of(device.said.device_id)
            if key not in self._devices:
                key = (self.serials.same_as(device.said) if self.serials else None) or 0
            yield key, owner, said

    def _signed_in(self, log: SignInLog, number: int, *, inventories: ReadInventories) -> Iterator[_Told]:
        """The devices of sign-ins that name one, but for those that an inventory has told of already."""
        told = {
            number_of(each.said.device_id)
            for _, each in inventories.devices
            if self._is_active(each.said.last_seen)
        }
        for person, device_id, platform in sorted(log.devices):
            if person and device_id and (device_id in self._devices or device_id not in told):
                said = Inventoried(platform, True, number, False)
                yield device_id if device_id in self._devices else 0, person, said

    def _told_by(self, told_of: Iterable[_Told]) -> tuple[dict[int, _Said], list[_Said]]:
        """What is said of the listed devices, by their keys, and of those that no list has."""
        told: dict[int, _Said] = {}
        alone: list[_Said] = []
        for key, owner, said in told_of:
            users = (owner,) if owner else ()
            if not key:
                alone.append((users, said))
                continue
            before, known = told.get(key, _NOT_TOLD)
            if known is not None:
                said = known._replace(active=said.active or known.active)
            told[key] = (before if owner in before else (*before, *users), said)
        return told, alone

    def _is_active(self, day: str) -> bool:
        return not day or day >= self._since

    def _unpacked(self, device_id: int) -> tuple[int, int, int]:
        return _parts(self._devices.get(device_id, 0))

    def _pack(self, device_id: int, owner: int, *, managed: int, registered: int) -> None:
        self._devices[device_id] = owner << 32 | managed << 16 | registered


def _nameless(log: SignInLog, number: int, *, held: Mapping[int, bytes]) -> Iterator[tuple[int, bytes]]:
    """The devices of sign-ins that name none, on platforms on which no list knows an active one of theirs."""
    for person, device_id, platform in sorted(log.devices):
        known = _devices(held.get(person, b""))
        if person and not device_id and not any(each.active and each.platform == platform for each in known):
            said = Inventoried(platform, True, number, False)
            yield person, bytes((_place(device_of(None, None, inventoried=said)),))


def _number(said: K, known: list[K | None], *, numbers: dict[K, int]) -> int:
    """The number that stands for what a source says."""
    number = numbers.get(said)
    if number is None:
        number = numbers[said] = len(known)
        known.append(said)
    return number


def _parts(packed: int) -> tuple[int, int, int]:
    return packed >> 32, packed >> 16 & 0xFFFF, packed & 0xFFFF


def _goes_before(active: bool, state: str, *, other_active: bool, other_state: str) -> bool:
    """Whether the first of two records of one device is the one that counts."""
    if active is not other_active:
        return active
    return state != "compliant" or other_state == "compliant"


def _place(device: Device) -> int:
    place = _PLACES.get(device)
    if place is None:
        place = _PLACES[device] = len(_KINDS)
        _KINDS.append(device)
    return place


@lru_cache(maxsize=100_000)
def _devices(held: bytes) -> tuple[Device, ...]:
    return tuple([_KINDS[place] for place in held])
