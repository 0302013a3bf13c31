"""The few figures that a reader looks for first."""

from collections.abc import Iterator
from dataclasses import dataclass

from intune_waves.report.days import long_day
from intune_waves.report.rows import Report, WaveLine
from intune_waves.step.headcount import people

_UNASKED = frozenset({"planned", "announce"})
_ASKED = frozenset({"instruct", "deadline", "enforce"})


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with its name, and what it rests on."""

    name: str
    value: str
    note: str


def key_figures(report: Report) -> Iterator[KeyFigure]:
    """Enforced people, people on their way, what the next period asks of people, and the end."""
    whole = "" if report.people is None else f"of {people(report.people)}"
    for name, among in (
        ("Enforced", lambda stage: stage == "enforce"),
        ("On their way", lambda stage: stage in {"instruct", "deadline"}),
    ):
        lines = [line for line in report.grid.lines if among(stage_now(report, line))]
        count = f"{sum(line.people or 0 for line in lines):,}"
        if any(line.people is None for line in lines):
            count += " + ?"
        waves = f"{len(lines)} of {len(report.grid.lines)} waves"
        yield KeyFigure(name, count, f"{whole}, {waves}".removeprefix(", "))
    upcoming = report.upcoming
    yield KeyFigure(
        "Would lose access",
        _sum([step.blocked for step in upcoming.steps if step.after == "enforce"]),
        f"in period {upcoming.period}",
    )
    newly = [step.asked for step in upcoming.steps if step.before in _UNASKED and step.after in _ASKED]
    yield KeyFigure("Newly asked", _sum(newly), f"in period {upcoming.period}")
    yield KeyFigure("Every wave enforced", f"Period {report.last_period}", _from(report))


def stage_now(report: Report, line: WaveLine) -> str:
    """The wave's stage in the period in force: as observed, else as scheduled."""
    if line.observed is not None:
        return line.observed
    cells = dict(zip((column.number for column in report.grid.columns), line.cells, strict=True))
    found = cells.get(report.place.period)
    return found.stage if found else "planned"


def _sum(counts: list[int | None]) -> str:
    known = [each for each in counts if each is not None]
    return f"{sum(known):,}" if known or not counts else "?"


def _from(report: Report) -> str:
    last = [column for column in report.grid.columns if column.number == report.last_period]
    return f"from {long_day(last[0].first_day)}" if last else f"until {long_day(report.last_day)}"
