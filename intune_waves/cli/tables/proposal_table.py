"""A proposal for a terminal: a table of waves, and the reasons of each."""

from typing import Any

from rich.markup import escape
from rich.table import Table

from intune_waves.campaign.campaign import Campaign
from intune_waves.cli.tables.console import wide_console
from intune_waves.planning import Proposal


def print_proposal(proposal: Proposal, campaign: Campaign, *, basis: str) -> None:
    """Print a proposal to standard output; colours only on a terminal."""
    console = wide_console()
    console.print(escape(basis), soft_wrap=True)
    console.print()
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for title in ("wave", "announced", "enforced"):
        table.add_column(title, no_wrap=True)
    table.add_column("people", justify="right", no_wrap=True)
    table.add_column("who", no_wrap=True)
    table.add_column("why")
    for wave in proposal.waves:
        days = (
            f"P{period} ({campaign.calendar.start_of(period)})" for period in (wave.start, wave.start + 3)
        )
        size = "?" if wave.size is None else f"{wave.size:,}"
        reasons = "\n".join(escape(str(each)) for each in wave.reasons)
        table.add_row(escape(wave.title), *days, size, wave.people.words, reasons)
    console.print(table)
    for remark in proposal.remarks:
        console.print(f"[bold]{escape(str(remark))}[/bold]", soft_wrap=True)


def proposal_as_json(proposal: Proposal, campaign: Campaign, *, basis: str) -> dict[str, Any]:
    """The proposal in plain values; counts only, nobody's name."""
    return {
        "basis": basis,
        "waves": [
            {
                "wave": wave.id,
                "title": wave.title,
                "start": wave.start,
                "first_day": campaign.calendar.start_of(wave.start).isoformat(),
                "people": wave.size,
                "who": wave.people.words,
                "reasons": [{"rule": each.rule, "text": each.text} for each in wave.reasons],
            }
            for wave in proposal.waves
        ],
        "remarks": [{"rule": each.rule, "text": each.text} for each in proposal.remarks],
    }
