"""The comparisons of membership rules, as conditions on a row of the users export."""

from collections.abc import Callable, Mapping
from functools import cache

from intune_waves.people.rule_words import InconclusiveError
from intune_waves.people.table import Row
from intune_waves.people.users_export import FLAGS, USERS

Condition = Callable[[Row], bool]

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


def comparison(name: str, operator: str, values: list[str | bool | None], at: Mapping[str, int]) -> Condition:
    """The condition that one comparison makes. Text is compared without regard to case, as Entra ID does.

    Raises InconclusiveError for whatever the export cannot decide.
    """
    prefix, _, attribute = name.partition(".")
    key = attribute.lower()
    if prefix.lower() != "user" or (key not in _COLUMNS and key not in _FLAG_COLUMNS):
        raise InconclusiveError(f"{name} is in no users export")
    column = _COLUMNS.get(key) or _FLAG_COLUMNS[key]
    if column not in at:
        raise InconclusiveError(f"this users export has no column {column}")
    if key in _FLAG_COLUMNS:
        return _flag(name, operator, values, at[column])
    if values == [None]:
        return _empty(name, operator, at[column])
    texts = [value for value in values if isinstance(value, str) and value]
    if len(texts) != len(values):
        raise InconclusiveError(f"{name} is compared with what is no text")
    return _text(name, operator, [text.casefold() for text in texts], at[column])


def _flag(name: str, operator: str, values: list[str | bool | None], position: int) -> Condition:
    if operator not in ("eq", "ne") or len(values) != 1:
        raise InconclusiveError(f"{name} is compared by -{operator}")
    value = values[0]
    wanted = FLAGS.get(value.lower()) if isinstance(value, str) else value
    if wanted is None:
        raise InconclusiveError(f"{name} is compared with what is neither true nor false")
    expected = wanted if operator == "eq" else not wanted

    @cache
    def says(cell: str) -> bool:
        # An empty cell is a no: the portal leaves directorySynced empty for accounts of the cloud.
        return FLAGS.get(cell.strip().lower(), False) is expected

    return lambda row: says(row[position])


def _empty(name: str, operator: str, position: int) -> Condition:
    if operator == "eq":
        return lambda row: not row[position]
    if operator == "ne":
        return lambda row: bool(row[position])
    raise InconclusiveError(f"{name} is compared with null by -{operator}")


def _text(name: str, operator: str, values: list[str], position: int) -> Condition:
    wanted = frozenset(values)
    only = values[0] if len(values) == 1 else None
    listed = operator in ("in", "notin")
    if not listed and only is None:
        raise InconclusiveError(f"-{operator} compares with a list")
    if listed or operator in ("eq", "ne"):
        if operator in ("in", "eq"):
            return lambda row: row[position].casefold() in wanted
        return lambda row: row[position].casefold() not in wanted
    assert only is not None
    value = only
    match operator:
        case "startswith":
            return lambda row: row[position].casefold().startswith(value)
        case "notstartswith":
            return lambda row: not row[position].casefold().startswith(value)
        case "contains":
            return lambda row: value in row[position].casefold()
        case "notcontains":
            return lambda row: value not in row[position].casefold()
    raise InconclusiveError(f"{name} is compared by -{operator}, which is not evaluated offline")
