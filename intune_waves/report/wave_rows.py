"""What a report says of waves: their grid, their people over time, their gates, and what people decided."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

PointKind = Literal["counted", "enrolled", "assumed"]
"""Coverage that was counted, people with an enrolled device, and coverage that a rehearsal assumes."""


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """A period of the grid; `frozen` are the reasons of the freezes that lie in it, and `closes` says that
    the campaign closes with it.
    """

    number: int
    first_day: date
    last_day: date
    frozen: tuple[str, ...] = ()
    closes: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A wave in a period. `enters` where it has just come into the stage, `held` where a hold keeps it."""

    stage: str
    enters: bool
    held: bool = False


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave of the grid: a cell for each column. `observed` is its stage in the state; None without one."""

    wave: str
    title: str
    people: int | None
    people_basis: str
    start: int
    enforced_from: int
    cells: tuple[Cell, ...]
    observed: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Waves by periods; `left_out` says which periods are not among the columns."""

    columns: tuple[PeriodColumn, ...]
    lines: tuple[WaveLine, ...]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """So many people of a wave on one day, `percent` of them all."""

    day: date
    people: int
    percent: float
    kind: PointKind
    note: str = ""


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """A wave's people over time, against what its gate asks for."""

    wave: str
    title: str
    people: int | None
    needs: float | None
    """Percent that the stage `needs_for` asks for; None where nothing is asked."""
    needs_for: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A message to a wave: people enrolled before it, and so many days after it (None: not over yet)."""

    wave: str
    title: str
    stage: str
    sent: date
    by_calendar: bool
    people: int
    before: int
    after: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate that has judged: the stage that it let the wave into, and what it rested on."""

    wave: str
    title: str
    stage: str
    period: int
    verdict: str
    findings: str
    overridden: str
    """The thresholds that an override passed, by name."""
    read_at: str | None
    figures: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GateAhead:
    """A gate that will judge: what it asks for, and what a rehearsal says of it."""

    wave: str
    title: str
    stage: str
    period: int
    first_day: date
    asks: str
    rehearsed: str


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A wave that a person has stopped for a time."""

    wave: str
    title: str
    reason: str
    by: str
    since: int
    until: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """A threshold that a person passes for a time."""

    wave: str
    title: str
    gate: str
    reason: str
    by: str
    until: int
    active: bool
