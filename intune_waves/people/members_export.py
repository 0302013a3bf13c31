"""The members of a group, from the Entra admin centre's "Download members" of a group."""

from dataclasses import dataclass
from pathlib import Path

from intune_waves.campaign.errors import Complaint
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.file_complaints import FileComplaints
from intune_waves.people.table import Column, Kind, open_table

MEMBERS = Kind(
    "the export of a group's members",
    "Entra admin centre, Groups, Members, Bulk operations, Download members",
    (
        Column("userPrincipalName", ("userPrincipalName", "UPN", "User name"), needed=True),
        Column("id", ("id", "Object ID", "User ID")),
        Column("objectType", ("objectType", "Type")),
        Column("isGroup"),
    ),
)
"""Source: Microsoft Learn, "Bulk download members of a group in Microsoft Entra ID" (2024-11)."""


@dataclass(frozen=True, slots=True)
class Members:
    """The people in one group, by name in lower case."""

    shown: str
    upns: frozenset[str] = frozenset()
    nested_groups: int = 0
    """Groups inside the group: the export does not say who is in them."""
    others: int = 0
    """Devices, apps and whatever else has no user principal name."""
    complaints: tuple[Complaint, ...] = ()


def read_members(path: Path, shown: str) -> Members:
    """Read the export; what is wrong with it is in `complaints`."""
    complaints = FileComplaints(shown)
    upns: set[str] = set()
    nested = others = 0
    try:
        with open_table(path, shown, kind=MEMBERS) as table:
            at = table.at
            kind, is_group = at.get("objectType"), at.get("isGroup")
            for line, row in table.rows():
                if not table.fits(row):
                    complaints.no_row(line, len(row), width=table.width)
                    continue
                upn = row[at["userPrincipalName"]].strip().lower()
                if "@" in upn:
                    upns.add(upn)
                elif (kind is not None and "group" in row[kind].lower()) or (
                    is_group is not None and row[is_group].strip().lower() == "true"
                ):
                    nested += 1
                else:
                    others += 1
    except ExportError as error:
        complaints.add(error.complaints)
    return Members(shown, frozenset(upns), nested, others, complaints.all)
