"""What a report says, as frozen plain rows: every renderer shows these and nothing else.

Texts are clean already (report.clean_text), counts are of people, and nobody's name is among them but that
of whoever decided a hold or an override. None stands for what is not known.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from intune_waves.report.tenant_rows import AppliedRow, BudgetRow, ClosingRow, Drift, FreezeRow
from intune_waves.report.wave_rows import (
    CoverageLine,
    EffectRow,
    GateAhead,
    GateRow,
    Grid,
    HoldRow,
    OverrideRow,
)


@dataclass(frozen=True, slots=True)
class Place:
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
    place: Place
    upcoming: NextPeriod
    grid: Grid
    coverage: tuple[CoverageLine, ...]
    effects: tuple[EffectRow, ...]
    gates: tuple[GateRow, ...]
    gates_ahead: tuple[GateAhead, ...]
    holds: tuple[HoldRow, ...]
    overrides: tuple[OverrideRow, ...]
    freezes: tuple[FreezeRow, ...]
    applied: tuple[AppliedRow, ...]
    budgets: tuple[BudgetRow, ...]
    drift: Drift
    forecast: tuple[PeriodForecast, ...]
    forecast_basis: str
    closing: ClosingRow | None
    unread: tuple[str, ...]
    """What could not be had, and why."""
    unscheduled: tuple[str, ...]
    """Waves whose observed stage is not the scheduled one of the period in force."""
    remarks: tuple[str, ...]
