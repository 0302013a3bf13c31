"""A file of people: which user principal names it holds, and in which line.

Understood are CSV files with a column of names, such as the exports of the admin centres, text files with
one name in a line (# begins a comment), and a wave's own YAML file, whose `people.list` holds the names. The
suffix alone says which of the three a file is, so that every reader takes it for the same.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from intune_waves.campaign.errors import Complaint, ComplaintsError
from intune_waves.campaign.people import as_upn
from intune_waves.campaign.place import Place
from intune_waves.people.encoded_text import first_wrong_byte, is_utf_16, unreadable
from intune_waves.people.file_complaints import MOST_COMPLAINTS, quoted
from intune_waves.people.table import Column, NumberedRows, column_at, read_header, same_title, split_titles

PEOPLE_LIMIT = 50 * 1024 * 1024
"""Bytes of a file of people at most: room for a million user principal names."""
COLUMN = Column("userPrincipalName", ("userPrincipalName", "UPN", "Primary user UPN"), needed=True)
"""The column of the names, by its titles in the exports of users, members and devices.

Source: Microsoft Learn, "Bulk download users in Microsoft Entra ID" (2024-11), and the Intune admin centre's
export of devices.
"""


class PeopleError(ComplaintsError):
    """Who belongs to a group cannot be said: complaints about a file of people, or about whom it names."""

    def __init__(self, complaints: Sequence[Complaint], most: int = MOST_COMPLAINTS + 1) -> None:
        """`most` is how many complaints the text tells; the rest it counts."""
        super().__init__(complaints)
        self._most = most

    def __str__(self) -> str:
        """One complaint to a line."""
        told, more = self.complaints[: self._most], len(self.complaints[self._most :])
        return "\n".join([*map(str, told), *([f"and {more} more"] if more else [])])


@dataclass(slots=True)
class PeopleFile:
    """The names of a file, in lower case, with the line of each; `shown` is the path as people know it."""

    path: Path
    shown: str
    lines: dict[str, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The same for the same people, whatever their order and the file's format."""
        return sha256("\n".join(sorted(self.lines)).encode()).hexdigest()[:32]

    def place(self, upn: str) -> Place:
        """Where a name stands; the file is read again for the column."""
        line = self.lines[upn]
        with self.path.open(encoding="utf-8-sig", errors="replace") as file:
            text = next(islice(file, line - 1, None), "")
        return Place(self.shown, line, max(text.lower().find(upn), 0) + 1)


def read_people(path: Path, shown: str) -> PeopleFile:
    """Read the people of a file; what is wrong with it is in its complaints."""
    people = PeopleFile(path, shown)
    try:
        size = path.stat().st_size
        if size > PEOPLE_LIMIT:
            people.complaints.append(_too_large(shown, size))
            return people
        with path.open(encoding="utf-8-sig", newline="") as file:
            _collect(_names(file, people), people)
    except UnicodeDecodeError as error:
        people.complaints.append(_encoding(path, shown, error=error))
    except OSError as error:
        people.complaints.append(unreadable(shown, error))
    if not people.lines and not people.complaints:
        people.complaints.append(
            Complaint(
                rule="empty-list",
                where=Place(shown, 1, 1),
                what="nobody stands in the file",
                expected="at least one user principal name",
            )
        )
    return people


def whole(path: Path, shown: str) -> PeopleFile:
    """The people of a file that nothing is wrong with. Raises PeopleError with all complaints."""
    people = read_people(path, shown)
    if people.complaints:
        raise PeopleError(people.complaints)
    return people


def _names(file: TextIO, people: PeopleFile) -> Iterator[tuple[int, str | None]]:
    match people.path.suffix.lower():
        case ".txt":
            return _text_names(file)
        case ".yaml" | ".yml":
            return _yaml_names(file, people)
        case _:
            return _table_names(file, people)


# Titles by which an admin centre's export of devices, and one of a group's members, are told from a list.
_OF_DEVICES = frozenset(map(same_title, ("Device ID", "DeviceId", "Device name", "DeviceName")))
_OF_MEMBERS = frozenset(map(same_title, ("objectType", "isGroup")))
_REMARK = re.compile(r"(^|\s)#.*", re.DOTALL)


def _text_names(file: TextIO) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file, 1):
        # #EXT# is a part of a guest's name: a remark begins the line, or stands behind a space.
        if name := _REMARK.sub("", line).strip():
            yield number, name


def _table_names(file: TextIO, people: PeopleFile) -> Iterator[tuple[int, str | None]]:
    above, header = read_header(file)
    separator, titles = split_titles(header, [COLUMN])
    at = column_at(titles, COLUMN)
    if at is None and as_upn(header.strip().strip('"')):
        # A column of names without a title.
        at = 0
        yield above, header.strip().strip('"')
    if at is None:
        people.complaints.append(
            Complaint(
                rule="csv-column",
                where=Place(people.shown, max(above, 1), 1),
                what=f"there is no column {COLUMN.name}",
                got=titles,
                expected=f"a first line that names the column {COLUMN.name}",
            )
        )
        return
    rows = NumberedRows(file, separator, above=above)
    of_devices, of_members = (bool(each & {*titles}) for each in (_OF_DEVICES, _OF_MEMBERS))
    seen: set[str] = set()
    try:
        for line, row in rows:
            name = (row[at].strip() if at < len(row) else "") or None
            if not any(cell.strip() for cell in row):
                continue
            # A device without a person, a group in a group; and somebody with two devices is one person.
            if (name is None and (of_devices or of_members)) or (of_devices and name in seen):
                continue
            seen.add(name or "")
            yield line, name
    except csv.Error as error:
        what = f"the line that begins here is not CSV: {error}"
        people.complaints.append(
            Complaint(
                rule="people-csv",
                where=Place(people.shown, rows.begins, 1),
                what=what,
                expected="CSV with balanced quotes",
            )
        )


def _yaml_names(file: TextIO, people: PeopleFile) -> Iterator[tuple[int, str]]:
    # Imported here: the provider reads most people from CSV files, and starts with every preview.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node: Any = yaml.compose(file, Loader=loader)
    except yaml.YAMLError as error:
        what = f"the file is not YAML: {str(error).splitlines()[0]}"
        people.complaints.append(
            Complaint(rule="people-file", where=Place(people.shown), what=what, expected="a wave's file")
        )
        return
    for wanted in ("people", "list"):
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for key, value in pairs if key.value == wanted), None)
    if not isinstance(node, yaml.SequenceNode):
        people.complaints.append(
            Complaint(
                rule="people-file",
                where=Place(people.shown),
                what="people.list holds no names",
                expected="a list of names",
            )
        )
        return
    for item in node.value:
        yield item.start_mark.line + 1, str(item.value)


def _collect(names: Iterable[tuple[int, str | None]], people: PeopleFile) -> None:
    wrong = line = 0
    for line, written in names:
        upn = as_upn(written)
        if upn is not None and upn not in people.lines:
            people.lines[upn] = line
            continue
        wrong += 1
        if wrong <= MOST_COMPLAINTS:
            people.complaints.append(_wrong(people, line, written=written, upn=upn))
    if wrong > MOST_COMPLAINTS:
        what = f"{wrong - MOST_COMPLAINTS} more lines of this file are wrong"
        next_step = "look whether this is the right file"
        people.complaints.append(
            Complaint(rule="people-file", where=Place(people.shown, line, 1), what=what, next_step=next_step)
        )


def _wrong(people: PeopleFile, line: int, *, written: str | None, upn: str | None) -> Complaint:
    where = Place(people.shown, line, 1)
    if upn is None:
        return Complaint(
            rule="upn",
            where=where,
            what=f"{quoted(written or '')} is no user principal name",
            got=written,
            expected="a name such as firstname.lastname@adatum.com",
        )
    return Complaint(
        rule="person-twice",
        where=where,
        what=f"{upn} stands here again, first in line {people.lines[upn]}",
        got=upn,
        expected="each person once",
        next_step="remove one of the lines",
    )


def _too_large(shown: str, size: int) -> Complaint:
    return Complaint(
        rule="file-too-large",
        where=Place(shown),
        what=f"the file has {size / 2**20:.1f} MiB",
        got=size,
        expected=f"at most {PEOPLE_LIMIT / 2**20:g} MiB",
        next_step=f"keep it to {PEOPLE_LIMIT / 2**20:g} MiB",
    )


def _encoding(path: Path, shown: str, *, error: UnicodeDecodeError) -> Complaint:
    where, byte = first_wrong_byte(path, shown) or (Place(shown), error.object[error.start])
    return Complaint(
        rule="not-utf-8",
        where=where,
        what="the file is UTF-16" if is_utf_16(path) else f"the byte 0x{byte:02x} is not UTF-8",
        got=byte,
        expected="UTF-8",
        next_step="save the file as UTF-8",
    )
