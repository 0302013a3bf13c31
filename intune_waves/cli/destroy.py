"""`./migrate destroy`: remove from the tenant everything that the campaign made."""

import sys

import typer

from intune_waves.cli.options.engine_options import StackName
from intune_waves.stack.stack import Stack


def destroy(context: typer.Context, stack: StackName = "dev") -> None:
    """Remove the campaign's groups, restrictions and policies from the tenant. People and devices stay.

    Every other flag goes to `pulumi destroy`, such as --yes.
    """
    opened = Stack.open(stack)
    opened.mend()
    code = opened.run("destroy", context.args)
    print(opened.follow(), end="", file=sys.stderr)
    raise typer.Exit(code)
