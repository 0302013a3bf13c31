"""The rows of a benchmark run, for a terminal."""

from collections.abc import Iterable

from rich.table import Table

from tools.benchmarks.row import Row


def table(rows: Iterable[Row]) -> Table:
    """A line per row: name, value, unit, floor, bar, holds."""
    drawn = Table(show_edge=False, pad_edge=False, header_style="bold")
    for heading in ("name", "value", "unit", "floor", "bar", "holds"):
        drawn.add_column(heading, justify="right" if heading in {"value", "floor", "bar"} else "left")
    for row in rows:
        bar = _number(row.bar, "≥ " if row.at_least else "≤ ")
        verdict = "-" if row.bar is None else "yes" if row.holds else "[bold red]no[/bold red]"
        drawn.add_row(row.name, _number(row.value), row.unit, _number(row.floor), bar, verdict)
    return drawn


def _number(value: float | None, before: str = "") -> str:
    return "-" if value is None else f"{before}{value:.4g}" if value < 10_000 else f"{before}{value:,.0f}"
