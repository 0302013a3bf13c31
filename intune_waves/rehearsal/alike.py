"""Sentences that differ only in their period, wave or numbers, told once for all of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = r"\d{4}-\d{2}-\d{2}|\d[\d,]*(?:\.\d+)?"
_PLACE = re.compile(r"(\S+\.\w+(?::\d+)*): ")
"""A sentence that may begin with a place, such as `waves/site-1.yaml:3:8: `."""
_SHOWN_WAVES = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """One sentence for some that are alike, and the periods that they are about."""

    periods: tuple[int, ...]
    sentence: str

    @property
    def when(self) -> str:
        """`period 4`, `periods 7 to 30`, or `periods 4, 7 to 9 and 12`."""
        spans = [*_spans(self.periods)]
        shown = " and ".join(each for each in (", ".join(spans[:-1]), spans[-1]) if each)
        return f"period{'s' * (len(self.periods) > 1)} {shown}"


def told_together(said: Iterable[tuple[int, str]], waves: Iterable[str]) -> list[Alike]:
    """Sentences, each with its period, told once where they differ only in numbers and ids of waves.

    `waves` are the ids. A number that differs becomes `32 to 400`, waves that differ become
    `site-1, site-2, site-3 and 97 more`, and of the places in files that sentences begin with the first one
    stays. The order is that of each kind's first sentence.
    """
    ids = sorted(waves, key=len, reverse=True)
    pattern = re.compile("|".join([*(rf"(?<![\w-]){re.escape(each)}(?![\w-])" for each in ids), _NUMBER]))
    kinds: dict[tuple[str, ...], list[tuple[int, str, list[str]]]] = {}
    for period, whole in said:
        place, sentence = _placed(whole)
        words = tuple(pattern.split(sentence))
        kinds.setdefault(words, []).append((period, place, pattern.findall(sentence)))
    known = frozenset(ids)
    return [
        Alike(
            tuple(sorted({period for period, _, _ in each})),
            _first([place for _, place, _ in each])
            + _joined(words, [values for _, _, values in each], waves=known),
        )
        for words, each in kinds.items()
    ]


def _placed(sentence: str) -> tuple[str, str]:
    found = _PLACE.match(sentence)
    return (found[1], sentence[found.end() :]) if found else ("", sentence)


def _first(places: Sequence[str]) -> str:
    more = len(set(places)) - 1
    if not more:
        return f"{places[0]}: " if places[0] else ""
    return f"{places[0]} and {more} more place{'s' * (more > 1)}: "


def _joined(words: Sequence[str], rows: Sequence[Sequence[str]], *, waves: frozenset[str]) -> str:
    shown = [_together([*dict.fromkeys(column)], waves) for column in zip(*rows, strict=True)]
    return "".join(part for pair in zip(words, [*shown, ""], strict=True) for part in pair)


def _together(values: list[str], waves: frozenset[str]) -> str:
    if len(values) == 1:
        return values[0]
    if not waves.isdisjoint(values):
        more = len(values) - _SHOWN_WAVES
        if more <= 0:
            return f"{', '.join(values[:-1])} and {values[-1]}"
        return f"{', '.join(values[:_SHOWN_WAVES])} and {more} more"
    ordered = sorted(values, key=_size)
    return f"{ordered[0]} to {ordered[-1]}"


def _size(number: str) -> tuple[float, str]:
    return (0.0, number) if "-" in number else (float(number.replace(",", "")), "")


def _spans(periods: Sequence[int]) -> Iterator[str]:
    first = periods[0]
    for period, following in pairwise([*periods, periods[-1] + 2]):
        if following != period + 1:
            yield str(period) if period == first else f"{first} to {period}"
            first = following
