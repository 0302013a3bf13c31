"""Waves from a table: `sites.csv` has one line for each, `sites.template.yaml` what they have in common.

The template is a wave's file in which `<column>` stands for a cell of the line. It is filled value by value,
after it was read, so that no cell can say more than the value in which it stands.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from typing import Any

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.place import Place, Places
from intune_waves.declarations.marked_yaml import MarkedYaml, scalar
from intune_waves.declarations.values import as_wave_id
from intune_waves.people.table import Column, NumberedRows, column_at, read_header, same_title, split_titles

TEMPLATE = ".template.yaml"
"""What the name of a template ends with."""
_ID = Column("id", needed=True)
_TEXTS = frozenset(
    {
        "title",
        "part_of",
        "language",
        "factors.location",
        "start.after",
        "people.list",
        "people.group",
        "people.share.of",
    }
)
"""What is a text, whatever it looks like: a site may be called 1001."""
_CELL = re.compile(r"<([^<>\n]+)>")


@dataclass(slots=True)
class WaveTable:
    """The waves of a table: by id, the wave's file as it would have been written; and what is wrong."""

    waves: dict[str, MarkedYaml] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def of_template(self, template: MarkedYaml, complaints: Sequence[Complaint]) -> Iterator[Complaint]:
        """Complaints about the waves; what the template alone says is told once, at the template."""
        told: set[tuple[str, str, str]] = set()
        for each in complaints:
            if each.path in _asking(template.value):
                yield each
                continue
            known = (each.rule, each.path, each.what)
            if known not in told:
                told.add(known)
                yield replace(each, where=template.places.of(each.path))


def wave_table(text: str, shown: str, *, template: MarkedYaml) -> WaveTable:
    """Fill the template with each line of a table; `shown` is the table's path as people know it."""
    table = WaveTable()
    file = StringIO(text)
    above, header = read_header(file)
    separator, titles = split_titles(header, [_ID])
    at = column_at(titles, _ID)
    if at is None:
        table.complaints.append(_no_ids(Place(shown, max(above, 1), 1), titles))
        return table
    known = {title: position for position, title in enumerate(titles) if title}
    unknown = [*_unknown_columns(template, known)]
    if unknown:
        table.complaints += unknown
        return table
    rows = NumberedRows(file, separator, above=above)
    try:
        for line, cells in rows:
            if any(each.strip() for each in cells):
                _add(table, Place(shown, line, 1), cells=cells, at=at, known=known, template=template)
    except csv.Error as error:
        table.complaints.append(_no_csv(Place(shown, rows.begins, 1), str(error)))
    return table


# Many parameters: a line, and what the lines above it have said of all.
def _add(
    table: WaveTable,
    where: Place,
    *,
    cells: list[str],
    at: int,
    known: Mapping[str, int],
    template: MarkedYaml,
) -> None:
    cells = [each.strip() for each in cells]
    if len(cells) <= max(known.values()):
        table.complaints.append(_short(where, len(cells), columns=len(known)))
        return
    wave_id = as_wave_id(cells[at])
    if wave_id is None or wave_id in table.waves:
        table.complaints.append(_wrong_id(where, cells[at], twice=wave_id is not None))
        return
    row = {title: cells[position] for title, position in known.items()}
    document = MarkedYaml(_places(template, where))
    document.value = _filled(template.value, row, document=document, path="", where=where)
    table.waves[wave_id] = document


def _places(template: MarkedYaml, where: Place) -> Places:
    """What asks for a cell stands in the table's line; so does the wave as a whole."""
    asking = {"", *_asking(template.value)}
    written = template.places
    return Places(
        where.file,
        {path: where if path in asking else place for path, place in written.values.items()},
        written.keys,
    )


def _asking(value: Any, path: str = "") -> set[str]:
    """The paths of the values that ask for a cell."""
    if isinstance(value, str):
        return {path} if _CELL.search(value) else set()
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {found for key, part in parts for found in _asking(part, f"{path}.{key}" if path else str(key))}


_LEFT_OUT = object()


def _filled(value: Any, row: Mapping[str, str], *, document: MarkedYaml, path: str, where: Place) -> Any:
    if isinstance(value, dict):
        filled = {
            key: _filled(
                part, row, document=document, path=f"{path}.{key}" if path else str(key), where=where
            )
            for key, part in value.items()
        }
        return {key: part for key, part in filled.items() if part is not _LEFT_OUT}
    if isinstance(value, list):
        parts = [
            _filled(part, row, document=document, path=f"{path}.{index}", where=where)
            for index, part in enumerate(value)
        ]
        return [part for part in parts if part is not _LEFT_OUT]
    if not isinstance(value, str):
        return value
    if alone := _CELL.fullmatch(value):
        cell = row[same_title(alone[1])]
        read = cell if path in _TEXTS else scalar(cell)
        return read if cell else _LEFT_OUT

    def cell_of(asked: re.Match[str]) -> str:
        cell = row[same_title(asked[1])]
        quoted = value[: asked.start()].count('"') % 2 == 1
        if not cell or (quoted and ('"' in cell or "\\" in cell)):
            document.complaints.append(_wrong_cell(where, path, column=asked[1], cell=cell))
        return cell

    return _CELL.sub(cell_of, value)


def _unknown_columns(template: MarkedYaml, known: Mapping[str, int]) -> Iterator[Complaint]:
    for path in sorted(_asking(template.value)):
        text: Any = template.value
        for step in path.split("."):
            text = text[int(step)] if isinstance(text, list) else text[step]
        for asked in _CELL.findall(text):
            if same_title(asked) not in known:
                yield Complaint(
                    rule="table-column",
                    where=template.places.of(path),
                    path=path,
                    what=f"the table has no column {asked!r}",
                    got=asked,
                    expected=f"one of {', '.join(known)}",
                    next_step="correct the name, or add the column to the table",
                )


def _no_ids(where: Place, titles: Sequence[str]) -> Complaint:
    return Complaint(
        rule="csv-column",
        where=where,
        what="there is no column id",
        got=[*titles],
        expected="a first line that names the column id, and one for each <column> of the template",
        next_step="add it; a wave's id is permanent: lower-case words joined by hyphens",
    )


def _no_csv(where: Place, reason: str) -> Complaint:
    return Complaint(
        rule="csv-syntax",
        where=where,
        what=f"the line that begins here is not CSV: {reason}",
        got=reason,
        expected="CSV with balanced quotes",
    )


def _short(where: Place, cells: int, *, columns: int) -> Complaint:
    return Complaint(
        rule="table-row",
        where=where,
        what=f"the line has {cells} cells",
        got=cells,
        expected=f"a cell for each of the {columns} columns",
        next_step="add what is missing; a cell may be empty",
    )


def _wrong_id(where: Place, written: str, *, twice: bool) -> Complaint:
    return Complaint(
        rule="wave-twice" if twice else "wave-id",
        where=where,
        path="id",
        what=f"the wave {written} stands here again" if twice else f"{written!r} is no wave's id",
        got=written,
        expected="each wave once" if twice else "lower-case words joined by hyphens, such as site-berlin",
        next_step="remove one of the lines" if twice else "write the id so; it is permanent",
    )


def _wrong_cell(where: Place, path: str, *, column: str, cell: str) -> Complaint:
    what = (
        f"the cell {column} holds a quotation mark or a backslash" if cell else f"the cell {column} is empty"
    )
    return Complaint(
        rule="table-cell",
        where=where,
        path=path,
        what=what,
        got=cell,
        expected="a text that can stand within quotes"
        if cell
        else "a text: the template writes it into another",
        next_step="correct the cell, or write this wave's own file",
    )
