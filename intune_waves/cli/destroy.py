"""`./migrate destroy`: remove from the tenant everything that the campaign made."""

import sys

import typer

from intune_waves.cli.options.engine_options import StackName


def destroy(context: typer.Context, stack: StackName = "dev") -> None:
    """Remove the campaign's groups, restrictions and policies from the tenant. People and devices stay.

    Every other flag goes to `pulumi destroy`, such as --yes.
    """
    from intune_waves.stack.engine_run import open_stack, run
    from intune_waves.stack.home import Home
    from intune_waves.stack.killed_run import mend
    from intune_waves.stack.period_follows import follow

    home = Home.from_environment()
    opened = open_stack(stack, home)
    mend(opened, home)
    code = run(opened, "destroy", context.args)
    print(follow(opened), end="", file=sys.stderr)
    raise typer.Exit(code)
