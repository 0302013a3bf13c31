"""`./migrate retire`: what must be so before the campaign closes, and what is not."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from intune_waves.cli.options.engine_options import StackName
from intune_waves.stack.refusal import RefusedError

if TYPE_CHECKING:
    from intune_waves.campaign.campaign import Campaign
    from intune_waves.observing.closing_readiness import Readiness

_IN_THE_TABLE = "[retire-checklist]"


def retire(
    stack: StackName = "dev",
    as_json: Annotated[bool, typer.Option("--json", help="Print the same as JSON.")] = False,
) -> None:
    """Show the checklist of `retire` with each verdict, and what else keeps the campaign from closing.

    Changes nothing. Whoever still has a device in the old service is listed in a private file. Exit code 0
    when closing would be allowed, 1 otherwise.
    """
    from intune_waves.campaign.errors import StopError
    from intune_waves.campaign.stop import parse_stop
    from intune_waves.cli.validate import refuse_bad_declarations
    from intune_waves.graph.client.errors import GraphError
    from intune_waves.observing.closing_readiness import read_readiness
    from intune_waves.stack.engine_run import open_stack, read_state
    from intune_waves.stack.home import Home
    from intune_waves.stack.people_preview import STOP_KEY, connection_of

    campaign = refuse_bad_declarations()
    if campaign.closing is None:
        raise RefusedError(
            "waves/campaign.yaml: retire: nothing says when the campaign closes [no-retirement]",
            "write retire with a period and a checklist; docs/retire.md shows one",
        )
    opened = open_stack(stack, Home.from_environment())
    written = opened.file.config().get(STOP_KEY)
    print("reading people and devices ...", file=sys.stderr)
    try:
        stop = parse_stop(None if written is None else str(written))
        found = read_readiness(campaign, read_state(opened).period, stop, connection_of(opened))
    except (GraphError, StopError) as unread:
        raise RefusedError(str(unread)) from None
    if as_json:
        print(json.dumps({"stack": stack, **found.plain()}, indent=2, ensure_ascii=False))
    else:
        show(found, campaign)
    raise typer.Exit(0 if found.allowed else 1)


def show(found: "Readiness", campaign: "Campaign") -> None:
    """Print it for a terminal; colours only there."""
    from rich.markup import escape
    from rich.table import Table

    from intune_waves.cli.tables.console import wide_console

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


def _findings(found: "Readiness") -> list[str]:
    lines = [each for each in found.refused if not each.endswith(_IN_THE_TABLE)]
    if found.old_service is not None and not found.old_service.devices:
        lines.insert(0, "The old service manages no device that Intune knows of.")
    if found.allowed:
        return [*lines, "Nothing keeps the campaign from closing."]
    return [*lines, "The campaign may not close yet; docs/retire.md tells the road."]
