"""A report for a terminal: what happens next, the grid, then what else is known."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from intune_waves.report.clean_text import shortened
from intune_waves.report.grid_groups import shown_lines
from intune_waves.report.key_figures import key_figures
from intune_waves.report.renderers.coverage_drawing import summary
from intune_waves.report.rows import Report

_STYLES = {
    "planned": "dim",
    "announce": "cyan",
    "instruct": "blue",
    "deadline": "yellow",
    "enforce": "bold green",
}
_NAME = 32
_CELL = len("announce") + 3


def print_report(report: Report, console: Console) -> None:
    """Print the report; colours only where the console has them."""
    console.print(Text(report.campaign, "bold"), soft_wrap=True)
    console.print(Text(report.place.sentence), soft_wrap=True)
    if report.place.stop:
        console.print(Text(f"The campaign is stopped: {report.place.stop}", "bold red"), soft_wrap=True)
    console.print()
    console.print(Text(report.upcoming.headline, "bold"), soft_wrap=True)
    for line in _next(report):
        console.print(line, soft_wrap=True)
    console.print()
    for figure in key_figures(report):
        console.print(Text(f"{figure.name}: {figure.value} {figure.note}"), soft_wrap=True)
    console.print()
    letters = _NAME + len(report.grid.columns) * _CELL > console.width
    console.print(_grid(report, letters))
    if key := _key(report, letters):
        console.print(Text(key, "dim"))
    for title, table in _tables(report):
        if table.row_count:
            console.print()
            console.print(Text(title, "bold"))
            console.print(table)
    console.print()
    for line in _last(report):
        console.print(line, soft_wrap=True)


def _next(report: Report) -> Iterator[Text]:
    for each in report.upcoming.others:
        yield Text(each)
    for step in report.upcoming.steps:
        yield Text.assemble(
            "  ",
            (step.title, "bold"),
            f": {step.before} -> ",
            (step.after, _STYLES[step.after]),
            f". {step.sentence}",
            (f" As counted now, its gate {step.gate}." if step.gate else "", "bold"),
        )
    for each in report.upcoming.refusals:
        yield Text(f"  on paper it would be refused: {each}", "red")


def _grid(report: Report, letters: bool) -> Table:
    table = _table("wave", *_headings(report, letters))
    for line in shown_lines(report.grid.lines):
        cells = [
            Text("·", "dim")
            if cell.stage == "planned"
            else Text(cell.stage[0].upper() if letters else cell.stage, _STYLES[cell.stage])
            + Text("*" if cell.held else "", "red")
            for cell in line.cells
        ]
        table.add_row(Text(shortened(line.title, _NAME)), *cells)
    return table


def _key(report: Report, letters: bool) -> str:
    held = any(cell.held for line in report.grid.lines for cell in line.cells)
    said = ["A announce, I instruct, D deadline, E enforce"] if letters else []
    return ", ".join([*said, *(["* held"] if held else [])])


def _headings(report: Report, letters: bool) -> Iterator[str]:
    for column in report.grid.columns:
        name = f"{column.number}" if letters else f"P{column.number}"
        yield f">{name}<" if column.number == report.place.period else name


def _tables(report: Report) -> Iterator[tuple[str, Table]]:
    coverage = _table("wave", "newest that is known", "its gate asks for")
    for line in report.coverage:
        needs = "-" if line.needs is None else f"{line.needs:g} % to {line.needs_for}"
        coverage.add_row(Text(shortened(line.title, _NAME)), summary(line), needs)
    yield "Coverage", coverage
    gates = _table("wave", "into", "period", "verdict", "figures", "read")
    for gate in report.gates:
        row = (gate.stage, str(gate.period), gate.verdict, Text(gate.findings), gate.read_at or "-")
        gates.add_row(Text(shortened(gate.title, _NAME)), *row)
    yield "Gates", gates
    enforced = _table("wave", "under the policy", "left out for now", "newcomers", "last run that changed it")
    for wave in report.enforced:
        enforced.add_row(
            Text(shortened(wave.title, _NAME)),
            f"{wave.enforced:,} of {wave.people:,}",
            f"{wave.left_out:,}",
            Text(" ".join(wave.coming) or "nobody came"),
            Text(" ".join([wave.last_day, *wave.last]).strip() or "-"),
        )
    yield "Who is enforced", enforced
    decided = _table("wave", "what", "why", "by")
    for hold in report.holds:
        until = "further notice" if hold.until is None else f"period {hold.until}"
        what = f"held from period {hold.since} to {until}"
        decided.add_row(Text(shortened(hold.title, _NAME)), what, Text(hold.reason), Text(hold.by))
    for each in report.overrides:
        what = f"{each.gate} passes until period {each.until}"
        decided.add_row(Text(shortened(each.title, _NAME)), what, Text(each.reason), Text(each.by))
    yield "Holds and overrides", decided
    if report.closing:
        rows = _table("what must be so", "who tells", "done")
        for item in report.closing.checklist:
            rows.add_row(Text(item.title), item.check, f"{item.done} {item.by}" if item.done else "not yet")
        yield f"The campaign closes in period {report.closing.period}, {report.closing.first_day}", rows
    drift = _table("object", "kind", "what")
    for found in report.drift.rows:
        drift.add_row(Text(found.name), found.kind, f"{found.title}: {found.what}")
    yield "Drift", drift


def _last(report: Report) -> Iterator[Text]:
    for budget in report.budgets:
        now = "not read" if budget.now is None else f"{budget.now:,}"
        most = "" if budget.peak is None else f", at most {budget.peak:,} in period {budget.peak_period}"
        yield Text(f"{budget.what}: {now} of {budget.most}{most}")
    if report.place.since:
        yield Text(f"In force since {report.place.since}, everywhere by {report.place.effective}.")
    if not report.drift.checked:
        yield Text("Drift: not checked.")
    elif not report.drift.rows:
        yield Text("Drift: none; the tenant is as applied.")
    for each in report.unscheduled:
        yield Text(f"Not as scheduled: {each}", "yellow")
    for each in report.unread:
        yield Text(f"Not read: {each}", "yellow")


def _table(*headings: str) -> Table:
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for each in headings:
        table.add_column(each)
    return table
