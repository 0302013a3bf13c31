"""Where everything of the grid's picture lies, in pixels."""

from collections.abc import Iterator
from dataclasses import dataclass

from intune_waves.report.days import short_day
from intune_waves.report.grid_groups import shown_lines
from intune_waves.report.key_figures import stage_now
from intune_waves.report.rows import Cell, Grid, Report, WaveLine

ROW, HEAD, FOOT = 46, 66, 26
_WIDTH = 840
_WIDEST, _NARROWEST, _WORDS = 116, 28, 66
"""Column widths: the most, the least, and the least that has room for a stage's name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One or more cells of a wave. `look` is past, now or ahead."""

    x: float
    y: float
    width: float
    stage: str
    text: str
    look: str
    held: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A period's column; `label` is None where there is no room for each column's day."""

    x: float
    middle: float
    name: str
    label: str | None
    in_force: bool
    frozen: str
    closes: bool


@dataclass(frozen=True, slots=True)
class GridDrawing:
    """The whole picture. `today` is None where today lies outside the periods that are shown."""

    width: float
    height: float
    column_width: float
    columns: tuple[Column, ...]
    bars: tuple[Bar, ...]
    rows: tuple[float, ...]
    today: float | None
    scroll_to: float
    letters: bool
    description: str
    lines: tuple[WaveLine, ...] = ()
    """The waves that are drawn, those alike as one."""


def draw_grid(report: Report) -> GridDrawing:
    """Lay the grid out: names of stages where the columns have room for them, else their first letters."""
    grid, lines = report.grid, shown_lines(report.grid.lines)
    width = min(_WIDEST, max(_NARROWEST, _WIDTH / max(len(grid.columns), 1)))
    letters = width < _WORDS
    in_force = report.place.period
    columns = tuple(
        Column(
            n * width,
            (n + 0.5) * width,
            f"P{each.number}" if not letters else str(each.number),
            short_day(each.first_day) if not letters or n % 3 == 0 else None,
            each.number == in_force,
            "; ".join(each.frozen),
            each.closes,
        )
        for n, each in enumerate(grid.columns)
    )
    bars = tuple(
        bar
        for row, line in enumerate(lines)
        for bar in _bars(
            grid, line.cells, y=HEAD + row * ROW, width=width, in_force=in_force, letters=letters
        )
    )
    ahead = [column.x for column in columns if column.in_force]
    return GridDrawing(
        width=len(columns) * width,
        height=HEAD + len(lines) * ROW + FOOT,
        column_width=width,
        columns=columns,
        bars=bars,
        rows=tuple(HEAD + row * ROW for row in range(len(lines))),
        today=_today(report, width),
        scroll_to=max(ahead[0] - width, 0) if ahead else 0,
        letters=letters,
        description=_description(report),
        lines=lines,
    )


def _bars(
    grid: Grid, cells: tuple[Cell, ...], *, y: float, width: float, in_force: int, letters: bool
) -> Iterator[Bar]:
    at = 0
    while at < len(cells):
        cell, length = cells[at], 1
        settled = cell.stage == "enforce" and not cell.enters
        while settled and at + length < len(cells) and cells[at + length] == cell:
            length += 1
        if cell.stage != "planned":
            period = grid.columns[at].number
            look = "now" if period <= in_force < period + length else "past" if period < in_force else "ahead"
            text = cell.stage[0].upper() if letters else cell.stage
            if settled:
                text = "enforced" if length * width > _WORDS else ""
                look = "settled"
            yield Bar(at * width, y, length * width, cell.stage, text, look, cell.held)
        at += length


def _today(report: Report, width: float) -> float | None:
    for n, column in enumerate(report.grid.columns):
        if column.first_day <= report.place.today <= column.last_day:
            days = (column.last_day - column.first_day).days + 1
            return (n + ((report.place.today - column.first_day).days + 0.5) / days) * width
    return None


def _description(report: Report) -> str:
    lines = shown_lines(report.grid.lines)
    stages = "; ".join(f"{line.title}: {stage_now(report, line)}" for line in lines)
    return (
        f"{len(report.grid.lines)} waves over periods {report.grid.columns[0].number} to "
        f"{report.grid.columns[-1].number}. In period {report.place.period}: {stages}. "
        "The table below says the same."
    )
