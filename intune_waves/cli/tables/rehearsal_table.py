"""A rehearsal for a terminal: a table of periods, then what would be refused and what is worth knowing."""

from collections.abc import Iterable, Iterator

from rich.markup import escape
from rich.table import Table

from intune_waves.campaign import tenant_budget
from intune_waves.campaign.stage import Stage
from intune_waves.cli.tables.console import wide_console
from intune_waves.rehearsal import PeriodRow, Rehearsal, RehearsedMove
from intune_waves.rehearsal.alike import told_together
from intune_waves.step.meaning import losses

_SHOWN_TITLES = 3
"""Of waves that move alike in a period so many are named."""


def print_rehearsal(rehearsal: Rehearsal, *, basis: str, notes: Iterable[str]) -> None:
    """Print a rehearsal to standard output; colours only on a terminal."""
    console = wide_console()
    console.print(escape(basis), soft_wrap=True)
    console.print()
    console.print(_table(rehearsal))
    for line in _below(rehearsal, notes):
        console.print(line, soft_wrap=True)


def _table(rehearsal: Rehearsal) -> Table:
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("period", justify="right")
    table.add_column("from", no_wrap=True)
    table.add_column("what moves")
    for title in ("asked", "blocked", "covered", "policies", "restrictions"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for row in rehearsal.rows:
        table.add_row(
            str(row.period),
            row.first_day.isoformat(),
            "\n".join(_moves(row)) or "[dim]nothing[/dim]",
            _sum(row, row.asked, stage=Stage.INSTRUCT),
            _sum(row, row.blocked, stage=Stage.ENFORCE),
            f"{row.covered:,} of {row.people:,}",
            f"{row.budget.policies}/{tenant_budget.POLICIES.most}",
            f"{row.budget.restrictions}/{tenant_budget.RESTRICTIONS.most}",
            "[bold red]refused[/bold red]" if row.refusals else "[green]passes[/green]",
        )
    return table


def _moves(row: PeriodRow) -> Iterator[str]:
    alike: dict[str, list[str]] = {}
    for move in row.moves:
        alike.setdefault(_move(move), []).append(escape(move.title))
    for what, titles in alike.items():
        more = len(titles) - _SHOWN_TITLES
        yield f"{', '.join(titles[:_SHOWN_TITLES])}{f' and {more} more' if more > 0 else ''}: {what}"
    if row.closing:
        yield "[bold]the campaign closes[/bold]: one policy for everybody"


def _move(move: RehearsedMove) -> str:
    found = move.coverage
    if move.now is Stage.ENFORCE:
        if not found.people:
            return "[bold]enforce[/bold] (nobody is in it)"
        people = f"; {losses(move.count)}" if move.counted else ""
        return f"[bold]enforce[/bold] ({found.percent:.1f} % covered{people})"
    return str(move.now.value)


def _sum(row: PeriodRow, count: int, *, stage: Stage) -> str:
    unknown = any(not move.counted and move.now is stage for move in row.moves)
    if unknown:
        return f"{count:,} + ?" if count else "?"
    return f"{count:,}" if count else "[dim]·[/dim]"


def _below(rehearsal: Rehearsal, notes: Iterable[str]) -> Iterator[str]:
    yield ""
    waves = [wave.id for wave in rehearsal.campaign.waves]
    said = ((row.period, str(each)) for row in rehearsal.rows for each in row.refusals)
    for alike in told_together(said, waves):
        yield f"[bold]{alike.when}[/bold]: {escape(alike.sentence)}"
    remarks = [*rehearsal.remarks, *notes]
    if remarks:
        yield "To know:"
        for alike in told_together(((0, each) for each in remarks), waves):
            yield f"  {escape(alike.sentence)}"
    refused = rehearsal.first_refused
    if refused:
        reasons = ", ".join(dict.fromkeys(each.rule for each in refused.refusals))
        yield f"[bold red]Period {refused.period} would be the first to be refused[/bold red] ({reasons})."
    else:
        yield f"[green]None of the {len(rehearsal.rows)} periods would be refused.[/green]"
