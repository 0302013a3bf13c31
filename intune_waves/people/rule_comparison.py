"""The comparisons of membership rules, as the people of the users export whom each one selects."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from intune_waves.people.rule_words import InconclusiveError
from intune_waves.people.users_export import FLAGS, USERS

Selected = frozenset[int]
"""People, as positions in the rows of an export."""
Says = Callable[[str], bool]
"""What a comparison says of a cell."""

_COLUMNS: Mapping[str, str] = {
    "objectid": "id",
    "physicaldeliveryofficename": "officeLocation",
    "mobile": "mobilePhone",
    **{
        name.lower(): name
        for column in USERS.columns
        if (name := column.name) not in ("accountEnabled", "directorySynced", "officeLocation", "mobilePhone")
    },
}
"""The column of each property of text that a rule may name, in lower case."""
_FLAG_COLUMNS: Mapping[str, str] = {"accountenabled": "accountEnabled", "dirsyncenabled": "directorySynced"}


class Cells:
    """The cells of an export by column, each different text once.

    Departments and countries repeat: a rule asks each text once, not each person, so that many rules over
    many people cost little more than one.
    """

    def __init__(self, rows: Iterable[Sequence[str]], at: Mapping[str, int]) -> None:
        """`at` has the position of each column in a row."""
        self._rows: Sequence[Sequence[str]] = tuple(rows)
        self.at = at
        self._people: dict[int, dict[str, list[int]]] = {}

    @cached_property
    def everybody(self) -> Selected:
        """All people of the export."""
        return frozenset(range(len(self._rows)))

    def where(self, position: int, says: Says) -> Selected:
        """The people of whose cell in the column at `position` this is true."""
        people = self._people.get(position)
        if people is None:
            people = self._people[position] = {}
            for person, row in enumerate(self._rows):
                people.setdefault(row[position], []).append(person)
        return frozenset().union(*(found for cell, found in people.items() if says(cell)))


def comparison(name: str, operator: str, *, values: list[str | bool | None], cells: Cells) -> Selected:
    """The people whom one comparison selects. Text is compared without regard to case, as Entra ID does.

    Raises InconclusiveError for whatever the export cannot decide.
    """
    prefix, _, attribute = name.partition(".")
    key = attribute.lower()
    if prefix.lower() != "user" or (key not in _COLUMNS and key not in _FLAG_COLUMNS):
        raise InconclusiveError(f"{name} is in no users export")
    column = _COLUMNS.get(key) or _FLAG_COLUMNS[key]
    if column not in cells.at:
        raise InconclusiveError(f"this users export has no column {column}")
    if key in _FLAG_COLUMNS:
        says = _flag(name, operator, values=values)
    elif values == [None]:
        says = _empty(name, operator)
    else:
        texts = [value for value in values if isinstance(value, str) and value]
        if len(texts) != len(values):
            raise InconclusiveError(f"{name} is compared with what is no text")
        says = _text(name, operator, values=[text.casefold() for text in texts])
    return cells.where(cells.at[column], says)


def _flag(name: str, operator: str, *, values: list[str | bool | None]) -> Says:
    if operator not in ("eq", "ne") or len(values) != 1:
        raise InconclusiveError(f"{name} is compared by -{operator}")
    value = values[0]
    wanted = FLAGS.get(value.lower()) if isinstance(value, str) else value
    if wanted is None:
        raise InconclusiveError(f"{name} is compared with what is neither true nor false")
    expected = wanted if operator == "eq" else not wanted
    # An empty cell is a no: the portal leaves directorySynced empty for accounts of the cloud.
    return lambda cell: FLAGS.get(cell.strip().lower(), False) is expected


def _empty(name: str, operator: str) -> Says:
    if operator == "eq":
        return lambda cell: not cell
    if operator == "ne":
        return bool
    raise InconclusiveError(f"{name} is compared with null by -{operator}")


def _text(name: str, operator: str, *, values: list[str]) -> Says:
    wanted = frozenset(values)
    only = values[0] if len(values) == 1 else None
    listed = operator in ("in", "notin")
    if not listed and only is None:
        raise InconclusiveError(f"-{operator} compares with a list")
    if listed or operator in ("eq", "ne"):
        if operator in ("in", "eq"):
            return lambda cell: cell.casefold() in wanted
        return lambda cell: cell.casefold() not in wanted
    assert only is not None
    value = only
    match operator:
        case "startswith":
            return lambda cell: cell.casefold().startswith(value)
        case "notstartswith":
            return lambda cell: not cell.casefold().startswith(value)
        case "contains":
            return lambda cell: value in cell.casefold()
        case "notcontains":
            return lambda cell: value not in cell.casefold()
    raise InconclusiveError(f"{name} is compared by -{operator}, which is not evaluated offline")
