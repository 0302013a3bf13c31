"""A table in a CSV export: columns found by their names, rows one by one with the line where each begins."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place
from intune_waves.people.encoded_text import ExportError, open_text

# Spreadsheets in many countries write semicolons where others write commas.
_SEPARATORS = (",", ";", "\t", "|")
_PREAMBLES = ("sep=", "version:")
_NAMES_SHOWN = 12

Row = list[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for: what we call it, and the titles that it has, the best one first."""

    name: str
    titles: tuple[str, ...] = ()
    needed: bool = False

    @property
    def known_as(self) -> tuple[str, ...]:
        """The titles; a column without any has its name as title."""
        return self.titles or (self.name,)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of export: what it is called, where it comes from, and its columns."""

    noun: str
    source: str
    columns: tuple[Column, ...]


class NumberedRows:
    """The rows below a header, each with the line where it begins; empty ones too.

    Iterating raises csv.Error for what is no CSV; `begins` is then the line where that row begins.
    """

    def __init__(self, text: TextIO, separator: str, *, above: int) -> None:
        """`above` is the number of lines that the header took."""
        self.begins = above + 1
        self._above = above
        self._reader = csv.reader(text, delimiter=separator, strict=True)

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        reader, above = self._reader, self._above
        for row in reader:
            yield self.begins, row
            # A quoted cell may hold line breaks, so the next row begins where this one ended.
            self.begins = above + reader.line_num + 1

    @property
    def ends(self) -> int:
        """The line that was read last."""
        return self._above + self._reader.line_num


@dataclass(slots=True)
class Table:
    """An open table. `at` holds the position of each column that was found, by our name for it."""

    shown: str
    at: Mapping[str, int]
    width: int
    _rows: NumberedRows

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Each row that says anything, with its first line; shorter and longer ones too."""
        return ((line, row) for line, row in self._rows if any(row))

    def fits(self, row: Row) -> bool:
        """Whether a row has a cell for each title, and nothing beyond."""
        return len(row) == self.width or (len(row) > self.width and not any(row[self.width :]))


@contextmanager
def open_table(path: Path, shown: str, *, kind: Kind) -> Iterator[Table]:
    """Open the table in a file.

    Raises ExportError, while it is read too: what `open_text` raises, and rules `csv-column`,
    `csv-column-twice`, `csv-syntax` and `export-empty`.
    """
    with open_text(path, shown) as text:
        above, header = read_header(text)
        if not header.strip():
            raise ExportError([_empty(shown, kind)])
        separator, titles = split_titles(header, kind.columns)
        width = max((n for n, title in enumerate(titles, 1) if title), default=0)
        at = _positions(titles, kind, where=Place(shown, above), written=written_titles(header, separator))
        rows = NumberedRows(text, separator, above=above)
        try:
            yield Table(shown, at, width, rows)
        except csv.Error as error:
            raise ExportError([_no_csv(shown, rows.ends, reason=str(error))]) from None


def same_title(title: str) -> str:
    """A title as titles are compared: without regard to case, spaces, underscores and hyphens."""
    return "".join(each for each in title.casefold() if each.isalnum())


def read_header(text: TextIO) -> tuple[int, str]:
    """The line of titles, and how many lines were read for it: it and what a portal writes above it."""
    header: list[str] = []
    number = quotes = 0
    for line in text:
        number += 1
        preamble = not line.strip() or line.strip().strip('"').lower().startswith(_PREAMBLES)
        if header or not preamble:
            header.append(line)
            quotes += line.count('"')
        # A title may hold a line break: then a quote is still open.
        if header and quotes % 2 == 0:
            break
    return number, "".join(header)


def split_titles(header: str, columns: Iterable[Column]) -> tuple[str, list[str]]:
    """The separator by which most of `columns` are found, and the titles, as titles are compared."""
    wanted = {same_title(title) for column in columns for title in column.known_as}

    def split(separator: str) -> list[str]:
        try:
            lines = header.splitlines(keepends=True)
            return [same_title(each) for each in next(csv.reader(lines, delimiter=separator), [])]
        except csv.Error:
            return []

    def score(separator: str) -> tuple[int, int]:
        titles = split(separator)
        return len(wanted.intersection(titles)), len(titles)

    best = max(_SEPARATORS, key=score)
    return best, split(best)


def column_at(titles: Sequence[str], column: Column) -> int | None:
    """The first position of a column under the best of its titles; None where it is not there."""
    known = (same_title(title) for title in column.known_as)
    return next((titles.index(title) for title in known if title in titles), None)


def written_titles(header: str, separator: str) -> list[str]:
    """The titles as they are written."""
    lines = header.splitlines(keepends=True)
    titles = next(csv.reader(lines, delimiter=separator), [])
    # Whatever a file holds, a terminal shows it: nothing that moves a cursor or turns a line around.
    return [
        "".join(letter if letter.isprintable() else "\ufffd" for letter in each.strip()) for each in titles
    ]


def _positions(titles: Sequence[str], kind: Kind, *, where: Place, written: Sequence[str]) -> dict[str, int]:
    at: dict[str, int] = {}
    complaints: list[Complaint] = []
    for column in kind.columns:
        first = column_at(titles, column)
        if first is None:
            if column.needed:
                complaints.append(_missing(column, written, kind=kind, where=where))
            continue
        places = [n for n, title in enumerate(titles) if title == titles[first]]
        if len(places) > 1:
            complaints.append(_twice(column, places, where=where))
        at[column.name] = first
    if complaints:
        raise ExportError(complaints)
    return at


def _missing(column: Column, titles: Sequence[str], *, kind: Kind, where: Place) -> Complaint:
    found = [title for title in titles if title]
    known = {same_title(title) for each in kind.columns for title in each.known_as}
    foreign = not any(same_title(title) in known for title in found)
    again = ", exported while the portal's language is English" if foreign and found else ""
    shown = ", ".join(found[:_NAMES_SHOWN]) + (", …" if len(found) > _NAMES_SHOWN else "")
    return Complaint(
        rule="csv-column",
        where=where,
        what=f"there is no column {' or '.join(column.known_as)} among {shown or 'no titles'}",
        got=found,
        expected=f"the first line of {kind.noun}",
        next_step=f"give {kind.noun} ({kind.source}){again}",
    )


def _twice(column: Column, places: Sequence[int], *, where: Place) -> Complaint:
    numbers = " and ".join(str(place + 1) for place in places)
    return Complaint(
        rule="csv-column-twice",
        where=where,
        what=f"the column {column.name} stands in the first line more than once (columns {numbers})",
        got=len(places),
        expected="each column once",
        next_step="remove all but one of them",
    )


def _empty(shown: str, kind: Kind) -> Complaint:
    return Complaint(
        rule="export-empty",
        where=Place(shown, 1),
        what="the file says nothing",
        expected=kind.noun,
        next_step=f"give {kind.noun} ({kind.source})",
    )


def _no_csv(shown: str, line: int, *, reason: str) -> Complaint:
    return Complaint(
        rule="csv-syntax",
        where=Place(shown, line),
        what=f"this is not CSV: {reason}",
        got=reason,
        expected="CSV with balanced quotes",
        next_step="look for an open quote in this line or above",
    )
