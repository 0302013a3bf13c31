"""`./migrate refresh`: read the tenant, and note in the state what somebody changed by hand."""

import os

import typer

from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.refused_flags import refuse_loud
from intune_waves.stack.stack import Stack


def refresh(context: typer.Context, stack: StackName = "dev") -> None:
    """Compare the state with the tenant and take over what has drifted; the next up repairs it.

    Every other flag goes to `pulumi refresh`, such as --yes, --diff or --expect-no-changes.
    """
    refuse_loud(context.args, os.environ)
    opened = Stack.open(stack)
    opened.mend()
    raise typer.Exit(opened.run("refresh", context.args))
