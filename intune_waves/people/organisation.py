"""An organisation as its exports show it: people, what their devices say, and the members of its groups; and
the same cut into cells for the planner.
"""

import gc
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from intune_waves.campaign.platform import Platform
from intune_waves.people.device_words import Compliance
from intune_waves.people.devices_export import Device as ExportedDevice
from intune_waves.people.devices_export import Devices, read_devices
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.members_export import Members, read_members
from intune_waves.people.users_export import Users, read_users
from intune_waves.planning.cell import Cell
from intune_waves.step.loss import OTHER_PLATFORM, Device, Managed, Management, device_of

_STATES = {
    Compliance.COMPLIANT: "compliant",
    Compliance.GRACE: "inGracePeriod",
    Compliance.NONCOMPLIANT: "noncompliant",
    Compliance.UNKNOWN: "unknown",
}
_ONE_SOURCE = "the devices are those that Intune lists: who loses a device that is in no list is not known"


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
    users: Path, devices: Path | None = None, *, groups: Mapping[str, Path] | None = None
) -> Organisation:
    """Read all exports. Raises ExportError with the complaints about all of them together."""
    with _no_garbage():
        people = read_users(users, str(users))
        machines = read_devices(devices, str(devices), kept=people.kept) if devices else None
        members = {name.lower(): read_members(path, str(path)) for name, path in (groups or {}).items()}
    complaints = [
        *people.complaints,
        *(machines.complaints if machines else ()),
        *(complaint for group in members.values() for complaint in group.complaints),
    ]
    if complaints:
        raise ExportError(complaints)
    return assemble(people, machines, groups=members)


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


def assemble(people: Users, machines: Devices | None, *, groups: Mapping[str, Members]) -> Organisation:
    """Join people, devices and groups; nobody is lost without a note that counts them."""
    notes = [*_about_people(people), *_about_groups(people, groups)]
    if machines is None:
        return Organisation(people, groups, notes=(*notes, "no devices export: nobody counts as enrolled"))
    held: list[tuple[Device, ...]] = [()] * len(people.people)
    shared: dict[tuple[Device, ...], tuple[Device, ...]] = {}
    platforms: Counter[Platform | None] = Counter()
    unknown = unowned = left_out = 0
    for device in machines.devices:
        at = people.by_upn.get(device.user)
        if at is None:
            if not device.user:
                unowned += 1
            elif device.user in people.guests or device.user in people.disabled:
                left_out += 1
            else:
                unknown += 1
            continue
        platforms[device.platform] += device.in_intune
        own = (*held[at], _device(device))
        held[at] = shared.setdefault(own, own)
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
    notes.append(_ONE_SOURCE)
    return Organisation(people, groups, held, platforms, tuple(notes))


def _device(said: ExportedDevice) -> Device:
    """The device as Intune's own word has it, because no export tells what Entra ID has marked."""
    platform = said.platform.in_conditional_access if said.platform else OTHER_PLATFORM
    others = Management.ELSEWHERE if said.elsewhere else Management.NOBODY
    management = Management.INTUNE if said.in_intune else others
    managed = Managed(platform, management, _STATES[said.compliance], True)
    return device_of(managed, None, registered_is_known=False)


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
