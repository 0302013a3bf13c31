"""The kinds of values that a declaration holds, each with the sentence that refuses what is none.

Each kind is a validator for pydantic and a JSON Schema for editors, so that one place says what is right.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from enum import Enum
from math import isfinite
from pathlib import PurePosixPath
from typing import Any

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from intune_waves.campaign.people import as_upn

_WAVE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SPAN = re.compile(r"([0-9]{1,4}) (hour|day|week)s?", re.ASCII)
_HOURS = {"hour": 1, "day": 24, "week": 168}

Kind = tuple[Any, Any]
"""What an Annotated type needs to be of a kind: unpack it into Annotated[...]."""


def shown(value: object) -> str:
    """A value as it can stand in a sentence, never longer than a line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    printable = "".join(each if each.isprintable() else " " for each in str(value)[:200])
    text = printable if isinstance(value, int | float) else f"'{printable}'"
    return text if len(text) <= 60 else f"{text[:57]}…"


def refused(*, rule: str, what: str, expected: str, next_step: str = "") -> PydanticCustomError:
    """The error by which a validator refuses a value under one of our own rule ids."""
    return PydanticCustomError(rule, "{what}", {"what": what, "expected": expected, "next_step": next_step})


def kind(
    *, rule: str, noun: str, expected: str, schema: dict[str, Any], convert: Callable[[Any], Any | None]
) -> Kind:
    """A kind of value: `convert` gives the value that is meant, or None for what is none of this kind."""

    def validate(value: Any) -> Any:
        converted = convert(value)
        if converted is None:
            raise refused(rule=rule, what=f"{shown(value)} is no {noun}", expected=expected)
        return converted

    return PlainValidator(validate), WithJsonSchema(schema)


def _is_hidden(character: str) -> bool:
    """Whether nobody sees it; what joins an emoji is part of it."""
    return not character.isprintable() and character not in "\u200d\ufe0f"


def text(*, rule: str, noun: str, longest: int = 120) -> Kind:
    """One line of text that says something."""

    expected = f"one line of text, 1 to {longest} characters"

    def convert(value: Any) -> str | None:
        stripped = value.strip() if isinstance(value, str) else ""
        if (hidden := next((each for each in stripped if _is_hidden(each)), None)) is not None:
            named = unicodedata.name(hidden, "a control character").lower()
            what = f"{shown(value)} holds a character that nobody sees: {named} (U+{ord(hidden):04X})"
            raise refused(rule=rule, what=what, expected=expected)
        return stripped if stripped and len(stripped) <= longest else None

    schema = {"type": "string", "minLength": 1, "maxLength": longest}
    return kind(rule=rule, noun=noun, expected=expected, schema=schema, convert=convert)


def number(*, rule: str, noun: str, low: int, high: int, whole: bool) -> Kind:
    """A number from `low` to `high`, both included."""

    def convert(value: Any) -> int | float | None:
        right = type(value) is int or (not whole and type(value) is float and isfinite(value))
        return value if right and low <= value <= high else None

    expected = f"a {'whole ' if whole else ''}number from {low} to {high}"
    schema = {"type": "integer" if whole else "number", "minimum": low, "maximum": high}
    return kind(rule=rule, noun=noun, expected=expected, schema=schema, convert=convert)


def one_of(*, rule: str, noun: str, words: dict[str, Any], expected: str = "") -> Kind:
    """One of a few words, each of which stands for a value; `expected` is for words too many to tell."""

    def convert(value: Any) -> Any | None:
        return words.get(value) if isinstance(value, str) else None

    schema = {"type": "string", "enum": list(words)}
    expected = expected or (" or ".join(words) if len(words) == 2 else "one of " + ", ".join(words))
    return kind(rule=rule, noun=noun, expected=expected, schema=schema, convert=convert)


def member_of(enumeration: type[Enum], *, rule: str, noun: str) -> Kind:
    """A member of an enumeration, by its value."""
    return one_of(rule=rule, noun=noun, words={member.value: member for member in enumeration})


def as_wave_id(value: str) -> str | None:
    """A wave's id: lower-case words joined by hyphens, at most 60 characters, and not the campaign's own
    name.
    """
    return value if len(value) <= 60 and value != "campaign" and _WAVE_ID.fullmatch(value) else None


def as_day(value: Any) -> date | None:
    """A day written as year, month and day."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def as_hours(value: Any) -> int | None:
    """A span such as `14 days`, in hours."""
    match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(match[1]) * _HOURS[match[2]] or None if match else None


def as_days(value: Any) -> int | None:
    """A span of whole days, at most a year."""
    hours = as_hours(value)
    return hours // 24 if hours and hours % 24 == 0 and hours <= 366 * 24 else None


def _whole_days(*, rule: str, noun: str) -> Kind:
    """A span of whole days that a person writes in days or weeks, such as `14 days`."""
    return kind(
        rule=rule,
        noun=noun,
        expected="a number of days or weeks, such as 14 days",
        schema={"type": "string", "pattern": "^[0-9]{1,4} (day|week)s?$"},
        convert=as_days,
    )


def as_guard_path(value: Any) -> str | None:
    """The path of a Python file that leads into the folder alone."""
    path = _inner_path(value)
    return str(path) if path and path.suffix == ".py" else None


def as_inventory_path(value: Any) -> str | None:
    """The path of an exported file that leads into the folder alone."""
    path = _inner_path(value)
    return str(path) if path and path.suffix.lower() in (".csv", ".txt", ".zip") else None


def _inner_path(value: Any) -> PurePosixPath | None:
    if not isinstance(value, str) or "\\" in value or not value.isprintable():
        return None
    path = PurePosixPath(value)
    leads_out = path.is_absolute() or ".." in path.parts or ":" in value
    return None if leads_out else path


UPN = kind(
    rule="upn",
    noun="user principal name",
    expected="a name such as firstname.lastname@adatum.com",
    schema={"type": "string", "format": "email"},
    convert=as_upn,
)
DAY = kind(
    rule="date",
    noun="date",
    expected="a day as year-month-day, such as 2027-01-11",
    schema={"type": "string", "format": "date"},
    convert=as_day,
)
PERIOD_LENGTH = _whole_days(rule="period-length", noun="period length")
NEWCOMERS = _whole_days(rule="newcomer-days", noun="wait")
MISSING_EVERY = _whole_days(rule="missing-every", noun="time between two reminders")
AGE = kind(
    rule="reading-age",
    noun="age",
    expected="a number of hours or days, such as 24 hours",
    schema={"type": "string", "pattern": "^[0-9]{1,4} (hour|day|week)s?$"},
    convert=as_hours,
)
FLAG = kind(
    rule="true-or-false",
    noun="truth value",
    expected="true or false",
    schema={"type": "boolean"},
    convert=lambda value: value if isinstance(value, bool) else None,
)
GUARD_PATH = kind(
    rule="guard-file",
    noun="file of guards",
    expected="a .py file of the waves folder or the project's, with / in its path",
    schema={"type": "string", "pattern": r"\.py$"},
    convert=as_guard_path,
)
INVENTORY_PATH = kind(
    rule="inventory-file",
    noun="inventory",
    expected="a .csv file, or a .zip with one, of the waves folder or the project's, with / in its path",
    schema={"type": "string", "pattern": r"\.([cC][sS][vV]|[tT][xX][tT]|[zZ][iI][pP])$"},
    convert=as_inventory_path,
)
