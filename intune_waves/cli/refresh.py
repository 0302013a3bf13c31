"""`./migrate refresh`: read the tenant, and note in the state what somebody changed by hand."""

import typer

from intune_waves.cli.options.engine_options import StackName


def refresh(context: typer.Context, stack: StackName = "dev") -> None:
    """Compare the state with the tenant and take over what has drifted; the next up repairs it.

    Every other flag goes to `pulumi refresh`, such as --yes, --diff or --expect-no-changes.
    """
    from intune_waves.stack.engine_run import open_stack, run
    from intune_waves.stack.home import Home
    from intune_waves.stack.killed_run import mend

    home = Home.from_environment()
    opened = open_stack(stack, home)
    mend(opened, home)
    raise typer.Exit(run(opened, "refresh", context.args))
