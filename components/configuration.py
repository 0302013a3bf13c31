"""What a stack is configured to: the period, and what else a person has decided for this run."""

from dataclasses import dataclass
from pathlib import Path

import pulumi

from declarations import DeclarationError, load
from migration.campaign import Campaign
from migration.errors import PeriodError, StopError
from migration.period import parse_period
from migration.stop import parse_stop


@dataclass(frozen=True, slots=True)
class Configuration:
    """A stack's configuration, and the campaign that it configures."""

    campaign: Campaign
    period: int
    confirmed_step: str | None
    """The step of more than one period that somebody has agreed to, such as "2->5"."""
    stop: str | None
    """Why no wave is enforced, whatever the period says; None while the campaign goes on."""


def configuration(waves: Path) -> Configuration:
    """The stack's configuration with the campaign of the folder `waves`.

    Raises pulumi.RunError, with every complaint, for whatever does not hold.
    """
    config = pulumi.Config()
    try:
        return Configuration(
            campaign=load(waves),
            period=parse_period(config.require("period")),
            confirmed_step=config.get("confirmedStep"),
            stop=parse_stop(config.get("stop")),
        )
    except (PeriodError, StopError, DeclarationError) as refused:
        raise pulumi.RunError(str(refused)) from None
