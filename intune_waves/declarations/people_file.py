"""Files of people: the CSV exports of the admin centres, or a text file with a name per line."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place
from intune_waves.declarations.source_file import PEOPLE_LIMIT, refuse_encoding, refuse_file, unreadable
from intune_waves.declarations.values import as_upn, shown

COLUMNS = ("userPrincipalName", "UPN", "Primary user UPN")
"""The columns that may hold the names, without regard to case and spaces."""
MOST_COMPLAINTS = 20
"""Complaints about one file at most; a wrong file of a million lines is wrong once."""


@dataclass(slots=True)
class PeopleFile:
    """The names in a file, in lower case, each with the line where it stands."""

    path: Path
    shown: str
    lines: dict[str, int] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def place(self, upn: str) -> Place:
        """Where a name stands; the file is read again for the column."""
        line = self.lines[upn]
        with self.path.open(encoding="utf-8-sig", errors="replace") as file:
            text = next(islice(file, line - 1, None), "")
        return Place(self.shown, line, max(text.lower().find(upn), 0) + 1)


def read(path: Path, folder: Path, shown_name: str) -> PeopleFile:
    """Read the people of a `.csv` or `.txt` file; what is wrong with it is in its complaints."""
    people = PeopleFile(path, shown_name)
    if refused := refuse_file(path, folder, shown_name, PEOPLE_LIMIT):
        people.complaints.append(refused)
        return people
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _texts(file) if path.suffix.lower() == ".txt" else _rows(file, people)
            _collect(rows, people)
    except UnicodeDecodeError:
        people.complaints.append(_encoding(path, shown_name))
    except csv.Error as error:
        people.complaints.append(_no_csv(people, 1, error))
    except OSError as error:
        people.complaints.append(unreadable(shown_name, error))
    if not people.lines and not people.complaints:
        where = Place(shown_name, 1, 1)
        expected = "at least one user principal name"
        people.complaints.append(
            Complaint(rule="empty-list", where=where, what="nobody stands in the file", expected=expected)
        )
    return people


def _texts(file: Iterable[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file, 1):
        if name := line.partition("#")[0].strip():
            yield number, name


def _rows(file: Iterable[str], people: PeopleFile) -> Iterator[tuple[int, str | None]]:
    lines = iter(file)
    header = next(lines, "")
    # Spreadsheets in many countries write semicolons where others write commas.
    delimiter = max(",;\t", key=header.count)
    titles = next(csv.reader([header], delimiter=delimiter, strict=True), [])
    wanted = {column.replace(" ", "").lower() for column in COLUMNS}
    at = next((n for n, title in enumerate(titles) if title.replace(" ", "").strip().lower() in wanted), None)
    if at is None:
        people.complaints.append(
            Complaint(
                rule="csv-column",
                where=Place(people.shown, 1, 1),
                what=f"there is no column {COLUMNS[0]}",
                got=titles,
                expected=f"a first line that names the column {COLUMNS[0]}",
            )
        )
        return
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 2
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, (row[at].strip() if at < len(row) else "") or None
            begins = reader.line_num + 2
    except csv.Error as error:
        people.complaints.append(_no_csv(people, begins, error))


def _collect(rows: Iterable[tuple[int, str | None]], people: PeopleFile) -> None:
    wrong = line = 0
    for line, cell in rows:
        upn = as_upn(cell)
        if upn is not None and upn not in people.lines:
            people.lines[upn] = line
            continue
        wrong += 1
        if wrong <= MOST_COMPLAINTS:
            people.complaints.append(_wrong(people, line, cell, upn))
    if wrong > MOST_COMPLAINTS:
        what = f"{wrong - MOST_COMPLAINTS} more lines of this file are wrong"
        next_step = "look whether this is the right file"
        people.complaints.append(
            Complaint(rule="people-file", where=Place(people.shown, line, 1), what=what, next_step=next_step)
        )


def _wrong(people: PeopleFile, line: int, cell: str | None, upn: str | None) -> Complaint:
    where = Place(people.shown, line, 1)
    if upn is None:
        expected = "a name such as firstname.lastname@adatum.com"
        what = f"{shown(cell)} is no user principal name"
        return Complaint(rule="upn", where=where, what=what, got=cell, expected=expected)
    return Complaint(
        rule="person-twice",
        where=where,
        what=f"{upn} stands here again, first in line {people.lines[upn]}",
        got=upn,
        expected="each person once",
        next_step="remove one of the lines",
    )


def _no_csv(people: PeopleFile, line: int, error: csv.Error) -> Complaint:
    where = Place(people.shown, line, 1)
    what = f"the line that begins here is not CSV: {error}"
    return Complaint(rule="people-csv", where=where, what=what, expected="CSV with balanced quotes")


def _encoding(path: Path, shown_name: str) -> Complaint:
    # Line by line, so that the place costs no second copy of a large file.
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if refused := refuse_encoding(line, shown_name, number):
                return refused
    raise AssertionError("a file that could not be decoded decodes now")
