"""`./migrate retire`: what must be so before the campaign closes, and what is not."""

import json
import sys
from typing import Annotated

import typer

from intune_waves.campaign.errors import StopError
from intune_waves.campaign.stop import parse_stop
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.tables.readiness_table import print_readiness
from intune_waves.graph.client.errors import GraphError
from intune_waves.observing.closing_readiness import read_readiness
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack


def retire(
    stack: StackName = "dev",
    as_json: Annotated[bool, typer.Option("--json", help="Print the same as JSON.")] = False,
) -> None:
    """Show the checklist of `retire` with each verdict, and what else keeps the campaign from closing.

    Changes nothing. Whoever still has a device in the old service is listed in a private file. Exit code 0
    when closing would be allowed, 1 otherwise.
    """
    campaign = declared_campaign()
    if campaign.closing is None:
        raise RefusedError(
            "waves/campaign.yaml: retire: nothing says when the campaign closes [no-retirement]",
            "write retire with a period and a checklist; docs/retire.md shows one",
        )
    opened = Stack.open(stack)
    print("reading people and devices ...", file=sys.stderr)
    try:
        stop = parse_stop(opened.file.stop)
        found = read_readiness(campaign, opened.state.period, stop=stop, connection=opened.tenant())
    except (GraphError, StopError) as unread:
        raise RefusedError(str(unread)) from None
    if as_json:
        print(json.dumps({"stack": stack, **found.plain()}, indent=2, ensure_ascii=False))
    else:
        print_readiness(found, campaign)
    raise typer.Exit(0 if found.allowed else 1)
