"""`./migrate preview`: what a period would change, without changing it."""

import typer

from commands.engine_options import Period, StackName, asked_period


def preview(context: typer.Context, period: Period = None, stack: StackName = "dev") -> None:
    """Show what the configured period, or --period N, would mean to people, and change. Changes nothing.

    Every other flag goes to `pulumi preview`, such as --diff, --json or --expect-no-changes.
    """
    from commands.engine_run import open_stack, run
    from commands.home import Home
    from commands.people_preview import show_people
    from commands.validate import refuse_bad_declarations

    asked = asked_period(period)
    campaign = refuse_bad_declarations()
    opened = open_stack(stack, Home.from_environment())
    show_people(opened, campaign, asked, context.args)
    raise typer.Exit(run(opened, "preview", context.args, asked))
