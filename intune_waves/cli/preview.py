"""`./migrate preview`: what a period would change, without changing it."""

import typer

from intune_waves.cli.options.engine_options import Period, StackName, asked_period


def preview(context: typer.Context, period: Period = None, stack: StackName = "dev") -> None:
    """Show what the configured period, or --period N, would mean to people, and change. Changes nothing.

    Every other flag goes to `pulumi preview`, such as --diff, --json or --expect-no-changes.
    """
    from intune_waves.cli.validate import refuse_bad_declarations
    from intune_waves.stack.engine_run import open_stack, run
    from intune_waves.stack.home import Home
    from intune_waves.stack.people_preview import show_people

    asked = asked_period(period)
    campaign = refuse_bad_declarations()
    opened = open_stack(stack, Home.from_environment())
    show_people(opened, campaign, asked, context.args)
    raise typer.Exit(run(opened, "preview", context.args, asked))
