"""The grid's rows: which wave is in which stage in which period, and what lies across it."""

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.stage import Stage
from intune_waves.report.clean_text import clean
from intune_waves.report.rows import Cell, Grid, PeriodColumn, WaveLine
from intune_waves.report.sources import Sources

MOST_COLUMNS = 60
"""Periods that are shown at once: more than a year of weeks is no picture any more."""


def grid(sources: Sources) -> Grid:
    """A line for each wave in the order of the schedule, a column for each period up to the last."""
    last = max(sources.last_period, sources.period, 1)
    first = 1
    if last > MOST_COLUMNS:
        first = max(1, min(sources.period - MOST_COLUMNS // 3, last - MOST_COLUMNS + 1))
    shown = range(first, min(last, first + MOST_COLUMNS - 1) + 1)
    left_out = "" if len(shown) == last else f"Periods {shown[0]} to {shown[-1]} of {last} are shown."
    columns = tuple(_column(sources, period) for period in shown)
    return Grid(
        columns, tuple(_line(sources, wave, periods=shown) for wave in sources.schedule.order), left_out
    )


def _column(sources: Sources, period: int) -> PeriodColumn:
    calendar: Calendar = sources.campaign.calendar
    first, last = calendar.start_of(period), calendar.end_of(period)
    frozen = tuple(
        clean(freeze.reason)
        for freeze in sources.campaign.calendar.freezes
        if freeze.first_day <= last and first <= freeze.last_day
    )
    closing = sources.campaign.closing
    closes = closing is not None and closing.period == period
    return PeriodColumn(period, first, last, frozen, closes)


def _line(sources: Sources, wave_id: str, *, periods: range) -> WaveLine:
    wave = sources.campaign.wave(wave_id)
    people, basis = sources.headcount(wave_id)
    observed = sources.state.waves.get(wave_id) if sources.state else None
    if observed:
        seen: str | None = observed.stage.value
    else:
        seen = Stage.PLANNED.value if sources.state else None
    return WaveLine(
        wave=wave_id,
        title=clean(wave.title),
        people=people,
        people_basis=basis,
        start=sources.schedule.starts[wave_id],
        enforced_from=sources.schedule.enforced_from(wave_id),
        cells=tuple(_cell(sources, wave_id, period=period, holds=wave.holds) for period in periods),
        observed=seen,
        part_of=None if wave.part_of is None else clean(wave.part_of),
    )


def _cell(sources: Sources, wave_id: str, *, period: int, holds: tuple[Hold, ...]) -> Cell:
    before, stage = (sources.schedule.stage(wave_id, each) for each in (period - 1, period))
    held = stage is not Stage.PLANNED and any(hold.covers(period) for hold in holds)
    return Cell(stage.value, stage is not before, held)
