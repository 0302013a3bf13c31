"""The options that the verbs on the engine share."""

from typing import Annotated

import typer

from intune_waves.campaign.calendar import parse_period
from intune_waves.campaign.errors import PeriodError
from intune_waves.stack.refusal import RefusedError

StackName = Annotated[str, typer.Option("--stack", "-s", help="The stack to work on.")]
Period = Annotated[
    str | None,
    typer.Option("--period", metavar="N", help="The period to ask for, in place of the stack file's."),
]


def asked_period(text: str | None) -> int | None:
    """The period as a number. Raises RefusedError (exit code 2) for whatever is no period."""
    if text is None:
        return None
    try:
        return parse_period(text)
    except PeriodError as no_period:
        raise RefusedError(str(no_period), exit_code=2) from None
