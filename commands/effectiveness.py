"""`./migrate effectiveness`: who enrolled before and after each message."""

import json
from typing import Annotated

import typer

from commands.engine_options import StackName
from commands.ledger_file import LedgerFile


def effectiveness(
    stack: StackName = "dev",
    ledger: LedgerFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
) -> None:
    """Show for each wave how many people enrolled, and for each message how many had before and after it.

    Reads the tenant once and writes nothing. A day that is not over yet is shown as a dash. Exit code 1 where
    the tenant's lists are not to be trusted.
    """
    from commands.campaign_day import campaign_day
    from commands.console import wide_console
    from commands.effects_table import plain_rows, show
    from commands.engine_run import exported_state, open_stack, period_of
    from commands.home import Home
    from commands.ledger_file import ledger_file
    from commands.message_effects import read_effects
    from commands.people_preview import connection_of
    from commands.state_waves import state_waves
    from commands.validate import refuse_bad_declarations
    from migration.schedule import schedule

    campaign = refuse_bad_declarations()
    home = Home.from_environment()
    opened = open_stack(stack, home)
    exported = exported_state(opened)
    today = campaign_day(opened, home)
    effects = read_effects(
        campaign,
        schedule(campaign),
        state_waves(exported),
        connection_of(opened),
        period=period_of(exported) or 0,
        today=today,
        ledger=ledger_file(home, stack, ledger),
    )
    if as_json:
        print(json.dumps(plain_rows(effects, today), indent=2))
    else:
        titles = {wave.id: wave.title for wave in campaign.waves}
        first = min(campaign.calendar.first_day, today)
        show(wide_console(), effects, titles.__getitem__, first, today)
    raise typer.Exit(1 if effects.doubts else 0)
