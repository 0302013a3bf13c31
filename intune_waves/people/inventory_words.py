"""What the words in another service's inventory mean: its platforms, serial numbers and days."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from intune_waves.people.table import same_title
from intune_waves.step.loss import OTHER_PLATFORM

_OTHER_SYSTEMS = (
    "linux",
    "chrome",
    "tvos",
    "appletv",
    "watchos",
    "visionos",
    "blackberry",
    "qnx",
    "tizen",
    "symbian",
    "windowsphone",
    "windowsmobile",
    "windowsce",
)
"""Systems that no wave can name, as they begin."""
_SYSTEMS = (
    ("windows", "windows"),
    ("win32", "windows"),
    ("winrt", "windows"),
    ("mac", "macOS"),
    ("osx", "macOS"),
    ("imac", "macOS"),
    ("appleosx", "macOS"),
    ("applemac", "macOS"),
    ("ios", "iOS"),
    ("ipad", "iOS"),
    ("iphone", "iOS"),
    ("ipod", "iOS"),
    ("appleios", "iOS"),
    ("appleipad", "iOS"),
    ("appleiphone", "iOS"),
    ("android", "android"),
)
"""How services begin the names of the systems that a wave can name; Workspace ONE calls iOS plainly Apple."""
_NO_SERIAL = frozenset(
    {
        "",
        "unknown",
        "none",
        "null",
        "na",
        "notavailable",
        "notapplicable",
        "notspecified",
        "defaultstring",
        "systemserialnumber",
        "tobefilledbyoem",
    }
)
"""What stands in place of a serial number where there is none."""
_SHORTEST_SERIAL = 5
_MOST_MONTHS = 12
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ ,-]+(\d{4})(?!\d)")
_NAMED_FIRST = re.compile(r"(?:[A-Za-z]{3,9}, )?([A-Za-z]{3})[a-z]* (\d{1,2}),? (\d{4})(?!\d)")
_NEVER = frozenset({"", "never", "na", "unknown", "none", "null"})


@cache
def platform_of(text: str) -> str | None:
    """The platform that a service's word stands for; None for a word that is not known."""
    word = same_title(text)
    if word.startswith(_OTHER_SYSTEMS):
        return OTHER_PLATFORM
    if word == "apple":
        return "iOS"
    return next((platform for begins, platform in _SYSTEMS if word.startswith(begins)), None)


def same_serial(text: str) -> str:
    """A serial number as they are compared; empty for what is none."""
    word = same_title(text)
    return "" if word in _NO_SERIAL or len(word) < _SHORTEST_SERIAL or len(set(word)) == 1 else word


def day_of(text: str, *, day_first: bool | None) -> str | None:
    """The day of a time as services write it; empty for never, None for what is no time.

    Of 4/5/2027 `day_first` says which of the two the month is. Where nobody can tell, the later day counts,
    so that no device is taken for one that is not used any more.
    """
    written = text.strip()
    if same_title(written) in _NEVER:
        return ""
    if match := _ISO.match(written):
        return _day(match[1], match[2], day=match[3])
    if match := _NAMED.match(written):
        return _day(match[3], _month(match[2]), day=match[1])
    if match := _NAMED_FIRST.match(written):
        return _day(match[3], _month(match[1]), day=match[2])
    if match := _NUMBERS.match(written):
        first = day_first or (True if match[2] == "." else day_first)
        days = [] if first is False else [_day(match[4], match[3], day=match[1])]
        days += [] if first else [_day(match[4], match[1], day=match[3])]
        return max((each for each in days if each), default=None)
    return None


def day_first_in(written: Iterable[str]) -> bool | None:
    """Whether the days of a file are written day, month, year: by the days that can be only one of the two.
    None where none can, or where they contradict each other.
    """
    firsts = {
        int(match[1]) > _MOST_MONTHS
        for match in map(_NUMBERS.match, map(str.strip, written))
        if match and match[2] != "." and max(int(match[1]), int(match[3])) > _MOST_MONTHS
    }
    return firsts.pop() if len(firsts) == 1 else None


def _month(name: str) -> str:
    word = name.casefold()
    return str(_MONTHS.index(word) + 1) if word in _MONTHS else "0"


def _day(year: str, month: str, *, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
