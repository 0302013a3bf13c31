"""What a stack is configured to: the period, and what else a person has decided for this run.

The program loads this file, with all that reads a campaign, while the providers start.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pulumi

from intune_waves.campaign.calendar import parse_period
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import kept_open_by
from intune_waves.campaign.errors import PeriodError, StopError
from intune_waves.campaign.schedule import Schedule, schedule
from intune_waves.campaign.stop import parse_stop
from intune_waves.declarations import DeclarationError, load

from .tenant_lookup import end


@dataclass(frozen=True, slots=True)
class Configuration:
    """A stack's configuration, and the campaign that it configures."""

    campaign: Campaign
    schedule: Schedule
    period: int
    confirmed_step: str | None
    """The step of more than one period that somebody has agreed to, such as "2->5"."""
    stop: str | None
    """Why no wave is enforced, whatever the period says; None while the campaign goes on."""


async def configuration(waves: Path) -> Configuration:
    """The stack's configuration with the campaign of the folder `waves`, read while the providers start.

    People are told why nobody is enforced, or why the campaign stays open. The program ends, with every
    complaint, for whatever does not hold.
    """
    try:
        stack = await asyncio.to_thread(read_configuration, waves)
    except pulumi.RunError as refused:
        end(str(refused))
    _warn(stack)
    return stack


def read_configuration(waves: Path) -> Configuration:
    """The stack's configuration with the campaign of the folder `waves`.

    Raises pulumi.RunError, with every complaint, for whatever does not hold.
    """
    config = pulumi.Config()
    try:
        campaign = load(waves)
        return Configuration(
            campaign=campaign,
            schedule=schedule(campaign),
            period=parse_period(config.require("period")),
            confirmed_step=config.get("confirmedStep"),
            stop=parse_stop(config.get("stop")),
        )
    except (PeriodError, StopError, DeclarationError) as refused:
        raise pulumi.RunError(str(refused)) from None


def _warn(stack: Configuration) -> None:
    if stack.stop:
        pulumi.warn(
            f"the campaign is stopped: no wave is enforced, every policy is report-only: {stack.stop}"
        )
    for wave_id in kept_open_by(stack.campaign, stack.schedule, period=stack.period):
        pulumi.warn(f"the campaign stays open, because {wave_id} is not enforced")
