"""The devices that another service manages, from its own export: Workspace ONE, Jamf Pro, Ivanti, MaaS360 and
whatever else writes a table with a person, a platform, a last contact and a serial number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple

from intune_waves.campaign.device_evidence import Inventory
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.people import as_upn
from intune_waves.campaign.place import Place
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.file_complaints import FileComplaints
from intune_waves.people.inventory_words import day_first_in, day_of, platform_of, same_serial
from intune_waves.people.table import Column, Kind, Table, open_table, same_title

INVENTORY = Kind(
    "the inventory",
    "the service's list of devices, exported with user, platform, last contact and serial number",
    (
        Column(
            "user",
            (
                "User Principal Name",
                "UPN",
                "Primary user UPN",
                "User UPN",
                "User Email Address",
                "Email Address",
                "User Email",
                "Email",
                "Enrollment User Email Address",
                "Username",
                "User Name",
                "User ID",
            ),
            needed=True,
        ),
        Column(
            "platform",
            (
                "Platform",
                "Platform Name",
                "Platform Type",
                "Device Platform",
                "OS",
                "Operating System",
                "OS Name",
                "Model",
                "Device Model",
            ),
            needed=True,
        ),
        Column(
            "seen",
            (
                "Last Seen",
                "Last Seen Date",
                "Last Check-in",
                "Last Check-in Time",
                "Last Reported",
                "Last Reported Date",
                "Last Contact",
                "Last Inventory Update",
            ),
            needed=True,
        ),
        Column("serial", ("Serial Number", "Device Serial Number", "Serial", "Serial No")),
        Column(
            "device_id",
            (
                "Azure AD Device ID",
                "AAD Device ID",
                "Microsoft Entra Device ID",
                "Entra Device ID",
                "Azure Active Directory Device ID",
                "Azure Device ID",
            ),
        ),
        Column(
            "status",
            ("Enrollment Status", "Managed Status", "MDM Status", "Registration State", "Status", "Managed"),
        ),
    ),
)
"""Sources: VMware Docs, "Device List View" (Workspace ONE UEM: Last Seen, Friendly Name, Platform,
Enrollment Status, User, Email Address); Jamf Learning Hub, "Inventory Preload" (Jamf Pro 11.16: Serial
Number, Username, Email Address); Ivanti, "Object models" of Neurons for MDM's interface; IBM Documentation,
"Enrollments, devices, and users audit reports" (MaaS360: Username, Email address, Platform). The services let
people choose columns, and rename some between versions, so that every title is one that may stand. Titles are
compared as everywhere, without regard to case, spaces and hyphens.
"""

_GONE = frozenset(
    {
        "unenrolled",
        "notenrolled",
        "unmanaged",
        "notmanaged",
        "retired",
        "wiped",
        "enterprisewiped",
        "devicewiped",
        "controlremoved",
        "usercontrolremoved",
        "deleted",
        "removed",
        "no",
        "false",
    }
)
"""Words by which a service says that a device has left it."""


class InventoriedDevice(NamedTuple):
    """What a service says of one device that it manages. Names are in lower case."""

    user: str
    """User principal name or address; empty for a device without a person."""
    platform: str
    """As conditional access names it, or OTHER_PLATFORM."""
    serial: str
    """As serial numbers are compared; empty where there is none to go by."""
    device_id: str
    """What Entra ID knows it by; empty where the service does not say."""
    last_seen: str
    """The day of its last contact, as year-month-day; empty where the service does not know."""


@dataclass(slots=True)
class InventoryExport:
    """The devices of one inventory, and what is wrong with the file."""

    shown: str
    devices: list[InventoriedDevice] = field(default_factory=list)
    gone: int = 0
    """Devices that have left the service, as it says itself; they are in no other number."""
    complaints: tuple[Complaint, ...] = ()

    @property
    def newest(self) -> str:
        """The day of the last contact that it knows of, so that it is no older; empty where it knows none."""
        return max((each.last_seen for each in self.devices), default="")


def read_inventory(path: Path, shown: str) -> InventoryExport:
    """Read the export, row by row; what is wrong with it is in `complaints`."""
    found = InventoryExport(shown)
    complaints = FileComplaints(shown)
    try:
        with open_table(path, shown, kind=INVENTORY) as table:
            if not {"serial", "device_id"} & table.at.keys():
                raise ExportError([_no_identity(shown)])
            _take(table, found, complaints=complaints)
    except ExportError as error:
        complaints.add(error.complaints)
    found.complaints = complaints.all
    if not found.devices and not found.gone and not found.complaints:
        found.complaints = (_nothing(shown),)
    return found


def whole_inventories(inventories: Iterable[tuple[Inventory, Path]]) -> list[InventoryExport]:
    """Inventories that nothing is wrong with. Raises ExportError with the complaints about all of them."""
    read = [read_inventory(path, each.file) for each, path in inventories]
    if complaints := [complaint for each in read for complaint in each.complaints]:
        raise ExportError(complaints)
    return read


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _take(table: Table, found: InventoryExport, *, complaints: FileComplaints) -> None:
    rows = []
    for line, row in table.rows():
        if not table.fits(row):
            complaints.no_row(line, len(row), width=table.width)
            continue
        cells = _Cells(*(row[table.at[name]].strip() if name in table.at else "" for name in _Cells._fields))
        rows.append((line, cells))
    day_first = day_first_in(cells.seen for _, cells in rows)
    for line, cells in rows:
        if same_title(cells.status) in _GONE:
            found.gone += 1
            continue
        platform, last_seen = platform_of(cells.platform), day_of(cells.seen, day_first=day_first)
        user = as_upn(cells.user) if cells.user else ""
        if platform is None:
            _no_platform(complaints, line, cell=cells.platform)
        elif last_seen is None:
            _no_day(complaints, line, cell=cells.seen)
        elif user is None:
            _no_user(complaints, line, cell=cells.user)
        else:
            serial = same_serial(cells.serial)
            found.devices.append(
                InventoriedDevice(user, platform, serial, cells.device_id.lower(), last_seen)
            )


class _Cells(NamedTuple):
    """What a row says, by our names for the columns; empty where there is no such column."""

    user: str
    platform: str
    seen: str
    serial: str
    device_id: str
    status: str


def _no_platform(complaints: FileComplaints, line: int, *, cell: str) -> None:
    complaints.no_value(
        line,
        cell=cell,
        what="is no platform that is known",
        expected="a word such as Windows, macOS, Apple iOS, iPad or Android",
        next_step="export it again in English, or correct the word",
    )


def _no_day(complaints: FileComplaints, line: int, *, cell: str) -> None:
    complaints.no_value(
        line,
        cell=cell,
        what="is no day of a last contact",
        expected="a day such as 2027-01-11, 11.01.2027 or 11 Jan 2027, with or without a time",
        next_step="export it again with dates written so",
    )


def _no_user(complaints: FileComplaints, line: int, *, cell: str) -> None:
    complaints.no_value(
        line,
        cell=cell,
        what="is no user principal name and no address",
        expected="a name such as firstname.lastname@adatum.com, or nothing for a shared device",
        next_step="export the column of user principal names or of addresses",
    )


def _no_identity(shown: str) -> Complaint:
    return Complaint(
        rule="csv-column",
        where=Place(shown, 1),
        what="there is no column Serial Number or Azure AD Device ID, by which a device is known again",
        expected="the first line of the inventory",
        next_step="export the serial numbers too",
    )


def _nothing(shown: str) -> Complaint:
    return Complaint(
        rule="export-empty",
        where=Place(shown),
        what="there is no device in the inventory",
        expected=INVENTORY.noun,
        next_step=f"give {INVENTORY.noun} ({INVENTORY.source})",
    )
