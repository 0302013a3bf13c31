"""`./migrate effectiveness`: who enrolled before and after each message."""

import json
from typing import Annotated

import typer

from intune_waves.campaign.schedule import schedule
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.ledger import LedgerFile
from intune_waves.cli.tables.console import wide_console
from intune_waves.cli.tables.effects_table import effects_as_json, print_effects
from intune_waves.messages.sending.ledger import ledger_of
from intune_waves.messages.sending.message_effects import read_effects
from intune_waves.stack.stack import Stack


def effectiveness(
    stack: StackName = "dev",
    ledger: LedgerFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Show for each wave how many people enrolled, and for each message how many had before and after it.

    Reads the tenant once and writes nothing. A day that is not over yet is shown as a dash. Exit code 1 where
    the tenant's lists are not to be trusted.
    """
    campaign = declared_campaign()
    opened = Stack.open(stack)
    today = opened.today()
    effects = read_effects(
        campaign,
        schedule(campaign),
        waves=opened.state.waves,
        connection=opened.tenant(),
        period=opened.state.period or 0,
        today=today,
        ledger=ledger_of(opened.home, stack, named=ledger),
    )
    if as_json:
        print(json.dumps(effects_as_json(effects, today), indent=2))
    else:
        titles = {wave.id: wave.title for wave in campaign.waves}
        first = min(campaign.calendar.first_day, today)
        print_effects(wide_console(), effects, title=titles.__getitem__, first=first, today=today)
    raise typer.Exit(1 if effects.doubts else 0)
