"""Texts that people wrote, made fit to stand among others."""

import re
import unicodedata

_MOST_MARKS = 3
"""Combining marks on one letter: more than any writing needs, and too few to paint over other lines."""

# Unicode Standard Annex #9 (2024): embeddings, overrides, isolates and marks turn the text around them.
_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES = re.compile(r"\s+")


def clean(text: object) -> str:
    """One line without control characters, without what turns the direction of writing, without towers of
    combining marks. Letters of every script, emoji among them, stay.
    """
    spaced = _SPACES.sub(" ", str(text).translate(_TURNING)).strip()
    return "".join(_kept(spaced))


def shortened(text: str, most: int) -> str:
    """At most `most` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _kept(text: str) -> list[str]:
    kept: list[str] = []
    marks = 0
    for each in text:
        category = unicodedata.category(each)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if category not in {"Cc", "Cs", "Co"} and marks <= _MOST_MARKS:
            kept.append(each)
    return kept
