"""What one setting of a compliance policy holds, and which values Graph takes for it."""

import re
from dataclasses import dataclass
from typing import Any, Literal

LARGEST = 2_147_483_647
"""The largest whole number that Graph takes."""

_PATTERNS = {
    "version": re.compile(r"[0-9]+(\.[0-9]+){0,3}"),
    "build": re.compile(r"[0-9A-Za-z.]+"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_WORDS = {
    "boolean": "true or false",
    "version": "a version such as 10.0.19045 in quotes",
    "build": "a build such as 20E772520a",
    "date": "a date such as 2024-05-01",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What one setting holds. `absent` are the values by which Graph says that it asks for nothing; the
    first of them is written to take the setting back.
    """

    kind: Literal["boolean", "integer", "choice", "version", "build", "date"]
    lowest: int = 0
    highest: int = LARGEST
    choices: tuple[str, ...] = ()
    absent: tuple[Any, ...] = (None,)

    def accepts(self, value: Any) -> bool:
        """Whether Graph's page allows the value."""
        if self.kind == "boolean":
            return isinstance(value, bool)
        if self.kind == "integer":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and self.lowest <= value <= self.highest
        if self.kind == "choice":
            return value in self.choices
        return isinstance(value, str) and _PATTERNS[self.kind].fullmatch(value) is not None

    @property
    def expected(self) -> str:
        """What it holds, in words."""
        if self.kind == "choice":
            return f"one of {', '.join(self.choices)}"
        if self.kind == "integer":
            upper = f"from {self.lowest} to {self.highest}"
            return "a whole number " + (upper if self.highest < LARGEST else f"of {self.lowest} or more")
        return _WORDS[self.kind]
