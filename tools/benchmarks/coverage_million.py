"""Counting the coverage of a million people: ten times the people, ten times the time."""

from collections.abc import Iterator

from tools.benchmarks.coverage import coverage
from tools.benchmarks.row import Row

_PEOPLE = 1_000_000
_BAR_SECONDS, _BAR_MEGABYTES = 600.0, 900.0


def coverage_million() -> Iterator[Row]:
    """The figures of `coverage` for a million people; takes most of an hour."""
    yield from coverage(_PEOPLE, _BAR_SECONDS, bar_megabytes=_BAR_MEGABYTES)
