"""The devices that Intune knows, from its admin centre's export or the Graph export job."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.platform import Platform
from intune_waves.people.device_words import (
    Compliance,
    compliance_of,
    managed_by_intune,
    managed_elsewhere,
    platform_of,
)
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.file_complaints import FileComplaints
from intune_waves.people.table import Column, Kind, open_table

DEVICES = Kind(
    "the devices export",
    "Intune admin centre, Devices, All devices, Export",
    (
        Column("user", ("Primary user UPN", "UPN", "userPrincipalName"), needed=True),
        Column("compliance", ("Compliance", "ComplianceState_loc", "ComplianceState"), needed=True),
        Column("system", ("OS", "Operating system", "Platform"), needed=True),
        Column("agent", ("Managed by", "ManagementAgent_loc", "ManagementAgent", "ManagementAgents")),
        Column("id", ("Device ID", "Intune Device ID")),
        Column("serial", ("Serial number", "SerialNumber")),
        Column("entra_id", ("Azure AD Device ID", "Microsoft Entra Device ID", "ReferenceId")),
    ),
)
"""Source: Microsoft Learn, "Intune reports and properties available using Graph API" (2025-03), Devices."""


NAMED = Kind(
    DEVICES.noun,
    DEVICES.source,
    (
        *DEVICES.columns,
        Column("name", ("Device name", "DeviceName")),
        Column("contact", ("Last check-in", "LastContact", "lastSyncDateTime")),
    ),
)
"""The same with what a helpdesk wants to see of one person's devices."""


class NamedDevice(NamedTuple):
    """A device with its name, and the last check-in as the export writes it; empty where it does not."""

    device: "Device"
    name: str
    last_contact: str


class Device(NamedTuple):
    """A device and whose it is: a user principal name in lower case, empty for a device without one."""

    user: str
    platform: Platform | None
    compliance: Compliance
    in_intune: bool
    elsewhere: bool = False
    """Whether another service manages it."""
    serial: str = ""
    """Its serial number, where that was asked for and Intune knows it."""
    entra_id: str = ""
    """What Entra ID knows it by, likewise."""


@dataclass(slots=True)
class Devices:
    """All devices, and what is worth saying about them."""

    shown: str
    devices: list[Device] = field(default_factory=list)
    other_agents: Counter[str] = field(default_factory=Counter)
    """Agents that are not Intune's, as they are written, and how many devices each has."""
    complaints: tuple[Complaint, ...] = ()


def read_devices(
    path: Path, shown: str, *, kept: Callable[[str], str] = str, identified: bool = False
) -> Devices:
    """Read the export, row by row; what is wrong with it is in `complaints`.

    `kept` gives back a name as it is kept already, so that nobody's is kept twice. `identified` keeps what
    other lists know the devices by.
    """
    found = Devices(shown)
    complaints = FileComplaints(shown)
    compliances, platforms, ours = cache(compliance_of), cache(platform_of), cache(managed_by_intune)
    theirs = cache(managed_elsewhere)
    seen: dict[str, int] = {}
    try:
        with open_table(path, shown, kind=DEVICES) as table:
            at, width = table.at, table.width
            user, compliance, system = at["user"], at["compliance"], at["system"]
            agent, number = at.get("agent"), at.get("id")
            serial, entra_id = (at.get(name) if identified else None for name in ("serial", "entra_id"))
            for line, row in table.rows():
                if len(row) != width and not table.fits(row):
                    complaints.no_row(line, len(row), width=table.width)
                    continue
                says = compliances(row[compliance])
                if says is None:
                    _no_compliance(complaints, line, cell=row[compliance])
                    continue
                device_id = "" if number is None else row[number].strip().lower()
                if device_id and seen.setdefault(device_id, line) != line:
                    _twice(complaints, line, first=seen[device_id])
                    continue
                manager = "" if agent is None else row[agent]
                if not ours(manager):
                    found.other_agents[manager.strip()] += 1
                found.devices.append(
                    Device(
                        kept(row[user].strip().lower()),
                        platforms(row[system]),
                        says,
                        ours(manager),
                        theirs(manager),
                        "" if serial is None else row[serial],
                        "" if entra_id is None else row[entra_id].strip().lower(),
                    )
                )
    except ExportError as error:
        complaints.add(error.complaints)
    found.complaints = complaints.all
    return found


def devices_of(path: Path, shown: str, *, user: str) -> list[NamedDevice]:
    """The devices of one person, by the name in lower case, of an export that was read without complaint.

    Raises ExportError where the file is not the one that was read any more.
    """
    found: list[NamedDevice] = []
    with open_table(path, shown, kind=NAMED) as table:
        at = table.at

        def cell(row: list[str], name: str) -> str:
            return row[at[name]].strip() if name in at else ""

        for _, row in table.rows():
            says = compliance_of(cell(row, "compliance")) if table.fits(row) else None
            if says is None or cell(row, "user").lower() != user:
                continue
            agent = cell(row, "agent")
            said = Device(
                user,
                platform_of(cell(row, "system")),
                says,
                managed_by_intune(agent),
                managed_elsewhere(agent),
            )
            found.append(NamedDevice(said, cell(row, "name"), cell(row, "contact")))
    return found


def _no_compliance(complaints: FileComplaints, line: int, *, cell: str) -> None:
    complaints.no_value(
        line,
        cell=cell,
        what="is no compliance that is known",
        expected="Compliant, Not compliant, In grace period or Not evaluated",
        next_step="export it again with the portal's language set to English",
    )


def _twice(complaints: FileComplaints, line: int, *, first: int) -> None:
    complaints.about(
        line,
        rule="device-twice",
        what=f"the device of line {first} stands here again",
        got=first,
        expected="each device once",
        next_step="remove one of the lines",
    )
