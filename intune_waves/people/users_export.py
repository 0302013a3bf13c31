"""The people of an organisation, from the Entra admin centre's "Download users"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from intune_waves.campaign.errors import Complaint
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.file_complaints import FileComplaints, quoted
from intune_waves.people.table import Column, Kind, Row, Table, open_table

USERS = Kind(
    "the users export",
    "Entra admin centre, Users, Download users",
    (
        Column("userPrincipalName", ("userPrincipalName", "UPN", "User name"), needed=True),
        Column("id", ("id", "Object ID", "User ID")),
        Column("userType"),
        Column("accountEnabled", ("accountEnabled", "Account status")),
        Column("directorySynced", ("directorySynced", "On-premises sync enabled", "dirSyncEnabled")),
        Column("officeLocation", ("officeLocation", "physicalDeliveryOfficeName", "Office")),
        Column("mobilePhone", ("mobilePhone", "mobile")),
        *map(
            Column,
            (
                "displayName",
                "surname",
                "mail",
                "givenName",
                "jobTitle",
                "department",
                "usageLocation",
                "streetAddress",
                "state",
                "country",
                "city",
                "postalCode",
                "telephoneNumber",
                "companyName",
                "employeeId",
                "mailNickname",
                "preferredLanguage",
            ),
        ),
    ),
)
"""Source: Microsoft Learn, "Download a list of users in the Microsoft Entra admin center" (2024-11)."""

FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "1", "enabled"), True),
    **dict.fromkeys(("false", "no", "0", "disabled"), False),
}
"""The words that exports and spreadsheets write for a yes or no, in lower case."""


_TEXTS_KEPT = 10_000
"""How many different texts of cells are looked for in other cells: so many departments, cities and countries
come up first, and names of people are not worth looking for.
"""


class Person(NamedTuple):
    """An enabled member of the organisation; `row` is the export's own, with its titles in `Users.at`."""

    upn: str
    id: str
    """The object id in lower case, or nothing where the export has no such column."""
    line: int
    row: Sequence[str]


@dataclass(slots=True)
class Users:
    """The people, and who was left out of them. Names are in lower case."""

    shown: str
    at: Mapping[str, int] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    by_upn: dict[str, int] = field(default_factory=dict)
    """The position in `people` of each name."""
    guests: frozenset[str] = frozenset()
    disabled: frozenset[str] = frozenset()
    complaints: tuple[Complaint, ...] = ()

    def kept(self, upn: str) -> str:
        """A name in lower case, as it stands with its person where it is one's."""
        at = self.by_upn.get(upn)
        return upn if at is None else self.people[at].upn


def read_users(path: Path, shown: str) -> Users:
    """Read the export, row by row; what is wrong with it is in `complaints`."""
    users = Users(shown)
    complaints = FileComplaints(shown)
    try:
        with open_table(path, shown, kind=USERS) as table:
            _Reading(table, users, complaints=complaints).run()
    except ExportError as error:
        complaints.add(error.complaints)
    users.complaints = complaints.all
    return users


class _Reading:
    def __init__(self, table: Table, users: Users, *, complaints: FileComplaints) -> None:
        self.table, self.users, self.complaints = table, users, complaints
        users.at = table.at
        self.lines: dict[str, int] = {}
        """Of whoever is no person of the organisation; a person's stands with them."""
        self.texts: dict[str, str] = {}
        """Texts of cells that others may have too, each once."""
        self.guests: set[str] = set()
        self.disabled: set[str] = set()

    def run(self) -> None:
        at, width = self.table.at, self.table.width
        name, number = at["userPrincipalName"], at.get("id")
        kind, enabled = at.get("userType"), at.get("accountEnabled")
        ids: dict[str, int] = {}
        people, by_upn, lines = self.users.people, self.users.by_upn, self.lines
        for line, row in self.table.rows():
            if len(row) != width and not self.table.fits(row):
                self.complaints.no_row(line, len(row), width=width)
                continue
            upn = row[name].strip().lower()
            if upn in by_upn or upn in lines or "@" not in upn or " " in upn:
                self.wrong_name(line, upn)
                continue
            person_id = "" if number is None else row[number].strip().lower()
            if person_id and ids.setdefault(person_id, line) != line:
                self.same_person(line, ids[person_id])
                continue
            is_enabled = True if enabled is None else FLAGS.get(row[enabled].strip().lower())
            if is_enabled is None:
                lines[upn] = line
                self.no_flag(line, row[enabled or 0])
            elif not is_enabled:
                lines[upn] = line
                self.disabled.add(upn)
            elif "#ext#" in upn if kind is None or not row[kind] else row[kind].strip().lower() == "guest":
                lines[upn] = line
                self.guests.add(upn)
            else:
                own = {name: upn} if number is None else {name: upn, number: person_id}
                by_upn[upn] = len(people)
                people.append(Person(upn, person_id, line, self.cells(row, own)))
        self.users.guests, self.users.disabled = frozenset(self.guests), frozenset(self.disabled)

    def cells(self, row: Row, own: Mapping[int, str]) -> tuple[str, ...]:
        """A person's cells: a million people have few departments, and a text that many have is kept once.

        Where a cell in `own` says what is kept of the person besides, that is not kept twice either.
        """
        texts = self.texts
        held = [texts.get(each, each) for each in row]
        if len(texts) < _TEXTS_KEPT:
            texts.update(zip(held, held, strict=True))
        for position, text in own.items():
            if held[position] == text:
                held[position] = text
        return tuple(held)

    def wrong_name(self, line: int, upn: str) -> None:
        known = self.users.by_upn.get(upn)
        first = self.lines.get(upn) if known is None else self.users.people[known].line
        if first is not None:
            self.same_person(line, first)
            return
        self.complaints.about(
            line,
            rule="upn",
            what=f"{quoted(upn)} is no user principal name",
            got=upn,
            expected="a name such as firstname.lastname@adatum.com",
            next_step="correct the cell, or export the file again",
        )

    def same_person(self, line: int, first: int) -> None:
        # The name itself stays in the file: complaints end in logs.
        self.complaints.about(
            line,
            rule="person-twice",
            what=f"the person of line {first} stands here again",
            got=first,
            expected="each person once",
            next_step="remove one of the lines",
        )

    def no_flag(self, line: int, cell: str) -> None:
        self.complaints.no_value(
            line,
            cell=cell,
            what="does not say whether the account is enabled",
            expected="True or False in the column accountEnabled",
            next_step="correct the cell, or export the file again",
        )
