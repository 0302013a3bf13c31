"""`./migrate preview`: what a period would change, without changing it."""

import os

import typer

from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import Period, StackName, asked_period
from intune_waves.cli.options.refused_flags import refuse_loud
from intune_waves.cli.tables.people_preview import show_people
from intune_waves.stack.stack import Stack


def preview(context: typer.Context, period: Period = None, stack: StackName = "dev") -> None:
    """Show what the configured period, or --period N, would mean to people, and change. Changes nothing.

    Every other flag goes to `pulumi preview`, such as --diff, --json or --expect-no-changes.
    """
    refuse_loud(context.args, os.environ)
    asked = asked_period(period)
    campaign = declared_campaign()
    opened = Stack.open(stack)
    show_people(opened, campaign, period=asked, arguments=context.args)
    raise typer.Exit(opened.run("preview", context.args, period=asked))
