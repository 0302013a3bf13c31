"""What a report says, as frozen plain rows: every renderer shows these and nothing else.

Texts are clean already (report.clean_text), counts are of people, and nobody's name is among them but that
of whoever decided a hold or an override. None stands for what is not known.
"""

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
    part_of: str | None = None
    """The part of the organisation under which it is shown."""


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
class EnforcedRow:
    """Who of an enforced wave is under its policy, and what becomes of its newcomers.

    `coming` says what the next run does, `last` what the last one that changed anything did.
    """

    wave: str
    title: str
    enforced: int
    people: int
    """Everybody in the wave's group."""
    left_out: int
    """People of the wave who wait for a day of their own, or were taken out by hand."""
    coming: tuple[str, ...]
    last: tuple[str, ...]
    last_day: str


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


@dataclass(frozen=True, slots=True)
class FreezeRow:
    """Days on which nothing advances."""

    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """When something was applied, and when it was in force everywhere at the latest; both in UTC."""

    what: str
    applied: str
    effective: str


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """Objects of the tenant against the most that it takes; `now` is None where no state was read."""

    what: str
    now: int | None
    most: int
    peak: int | None
    peak_period: int | None


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One object that is not as it was applied; severity 1, whose heading is `title`, is worst."""

    severity: int
    title: str
    kind: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class DriftCheck:
    """What differs from what was applied, worst first; not checked where nobody has said."""

    checked: bool
    source: str = ""
    rows: tuple[DriftRow, ...] = ()


@dataclass(frozen=True, slots=True)
class ChecklistRow:
    """One thing that must be so before the campaign closes; `by` is who says that it is done."""

    title: str
    check: str
    done: date | None
    by: str = ""


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """The period in which the previous service is retired, and what must be so before."""

    period: int
    first_day: date
    checklist: tuple[ChecklistRow, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the campaign stands. `period` is the one in force, 0 before the first; `basis` is who says so."""

    period: int
    basis: Literal["state", "stack file", "calendar"]
    today: date
    period_today: int
    """The period that the calendar is in; 0 before the first day."""
    sentence: str
    since: str | None = None
    """When the period in force was applied, in UTC."""
    effective: str | None = None
    """When it was in force everywhere at the latest, in UTC."""
    stop: str | None = None
    """Why every enforced wave is back at report-only."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A wave that the next period moves, and what that means to its people."""

    wave: str
    title: str
    before: str
    after: str
    people: int | None
    covered: int | None
    asked: int | None
    blocked: int | None
    """People who lose all access."""
    losing_a_device: int | None
    """People who lose a device and keep another."""
    sentence: str
    basis: str
    gate: str = ""
    """What its gate would say of the people as counted now; empty where nothing is judged or counted."""


@dataclass(frozen=True, slots=True)
class NextPeriod:
    """What happens next, the most important first."""

    period: int
    first_day: date
    headline: str
    others: tuple[str, ...]
    steps: tuple[StepRow, ...]
    refusals: tuple[str, ...]
    """Why a rehearsal says that it would be refused."""


@dataclass(frozen=True, slots=True)
class PeriodForecast:
    """One period as rehearsed. Sums leave out waves of unknown size; then `complete` is False."""

    period: int
    first_day: date
    moves: tuple[str, ...]
    asked: int
    blocked: int
    covered: int
    people: int
    policies: int
    restrictions: int
    complete: bool
    refusals: tuple[str, ...]


# Many fields: one for each part of the page; a renderer takes the parts one by one.
@dataclass(frozen=True, slots=True)
class Report:
    """A whole report."""

    campaign: str
    organisation: str
    made: str
    first_day: date
    last_day: date
    last_period: int
    people: int | None
    place: Standing
    upcoming: NextPeriod
    grid: Grid
    coverage: tuple[CoverageLine, ...]
    effects: tuple[EffectRow, ...]
    gates: tuple[GateRow, ...]
    gates_ahead: tuple[GateAhead, ...]
    enforced: tuple[EnforcedRow, ...]
    holds: tuple[HoldRow, ...]
    overrides: tuple[OverrideRow, ...]
    freezes: tuple[FreezeRow, ...]
    applied: tuple[AppliedRow, ...]
    budgets: tuple[BudgetRow, ...]
    drift: DriftCheck
    forecast: tuple[PeriodForecast, ...]
    forecast_basis: str
    closing: ClosingRow | None
    unread: tuple[str, ...]
    """What could not be had, and why."""
    unscheduled: tuple[str, ...]
    """Waves whose observed stage is not the scheduled one of the period in force."""
    remarks: tuple[str, ...]
