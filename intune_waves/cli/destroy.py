"""`./migrate destroy`: remove from the tenant everything that the campaign made."""

import contextlib
import sys
from collections.abc import Sequence

import typer

from intune_waves.campaign.wave import Wave
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack


def destroy(context: typer.Context, stack: StackName = "dev") -> None:
    """Remove the campaign's groups, restrictions and policies from the tenant. People and devices stay.

    Every other flag goes to `pulumi destroy`, such as --yes.
    """
    waves: Sequence[Wave] = ()
    # Declarations that do not hold only leave out what no run has noted: an end depends on none.
    with contextlib.suppress(RefusedError):
        waves = declared_campaign().waves
    opened = Stack.open(stack)
    opened.mend(waves, ending=True)
    code = opened.run("destroy", context.args)
    print(opened.follow(), end="", file=sys.stderr)
    raise typer.Exit(code)
