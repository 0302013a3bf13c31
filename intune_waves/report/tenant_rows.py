"""What a report says of the tenant and the calendar: freezes, times, budgets, drift, closing."""

from dataclasses import dataclass
from datetime import date


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
class Drift:
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
