"""What keeps a campaign from closing, for a terminal."""

from rich.markup import escape
from rich.table import Table

from intune_waves.campaign.campaign import Campaign
from intune_waves.cli.tables.console import wide_console
from intune_waves.observing.closing_readiness import Readiness

_IN_THE_TABLE = "[retire-checklist]"


def print_readiness(found: Readiness, campaign: Campaign) -> None:
    """Print it for a terminal; colours only there."""
    console = wide_console()
    period = found.closing.period
    day = campaign.calendar.start_of(period)
    now = "no period" if found.in_force is None else f"period {found.in_force}"
    console.print(f"The campaign closes in period {period} ({day}); {now} is in force.\n", soft_wrap=True)
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for title in ("item", "verdict"):
        table.add_column(title, no_wrap=True)
    for title in ("what must be so", "because"):
        table.add_column(title)
    for each in found.checklist:
        colour = "green" if each.passes else "bold red"
        verdict = f"[{colour}]{each.answer.value}[/]"
        table.add_row(each.item.id, verdict, escape(each.item.title), escape(each.because))
    if found.checklist:
        console.print(table)
        console.print()
    for line in _findings(found):
        console.print(escape(line), soft_wrap=True)


def _findings(found: Readiness) -> list[str]:
    lines = [each for each in found.refused if not each.endswith(_IN_THE_TABLE)]
    if found.old_service is not None and not found.old_service.devices:
        lines.insert(0, "The old service manages no device that Intune knows of.")
    if found.allowed:
        return [*lines, "Nothing keeps the campaign from closing."]
    return [*lines, "The campaign may not close yet; docs/retire.md tells the road."]
