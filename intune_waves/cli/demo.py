"""`./migrate demo`: the campaign, walked on this machine with the real engine."""

from typing import Annotated

import typer

from intune_waves.campaign.closing import last_period
from intune_waves.campaign.schedule import schedule
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.demo_walk import DemoWalk
from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.simulated_tenant import call_tenant

FIRST_ENFORCED = 4


def demo(
    everything: Annotated[bool, typer.Option("--all", help="Walk on until the campaign closes.")] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Undo what an earlier demo did, and begin anew.")
    ] = False,
) -> None:
    """Walk Adatum's migration period by period until the first wave is enforced, preview and up each time.

    Nothing leaves this machine: the tenant is simulated, the engine and the providers are the real ones.
    Periods that are in force already are skipped.
    """
    home = RuntimeHome.from_environment()
    campaign = declared_campaign()
    if code := call_tenant(home, ["start", "--first-day", str(campaign.calendar.first_day)]):
        raise typer.Exit(code)
    planned = schedule(campaign)
    walk = DemoWalk(home, campaign, planned)
    if fresh:
        walk.undo()
    last = last_period(campaign, planned)
    walk.to(last if everything else min(FIRST_ENFORCED, last))
