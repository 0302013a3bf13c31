"""`./migrate up`: put a period in force."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import Period, StackName, asked_period
from intune_waves.cli.options.refused_flags import refuse_other_steps
from intune_waves.cli.tables.people_preview import show_people
from intune_waves.pull_request.reviewing import read_reviewed, refuse_moved, review_step
from intune_waves.stack.stack import Stack


def up(
    context: typer.Context,
    period: Period = None,
    stack: StackName = "dev",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Apply without asking.")] = False,
    reviewed: Annotated[
        Path | None,
        typer.Option(
            "--reviewed", metavar="FILE", help="Refuse whatever is not the step that this comment reviewed."
        ),
    ] = None,
) -> None:
    """Put the configured period, or --period N, in force, after saying what that means to people.

    With --period the stack's file follows: afterwards it says the period that is in force, which is the
    one line to commit. Every other flag goes to `pulumi up`, but for those by which it would apply something
    else than what was shown, such as --target and -c.
    """
    refuse_other_steps(context.args, os.environ)
    asked = asked_period(period)
    campaign = declared_campaign()
    opened = Stack.open(stack)
    opened.mend()
    arguments = [*(["--yes"] if yes else []), *context.args]
    if reviewed is None:
        show_people(opened, campaign, asked, arguments=context.args)
    else:
        read = read_reviewed(reviewed)
        print("holding the step against what was reviewed ...", file=sys.stderr)
        step = review_step(opened, campaign, asked, context.args)
        show_people(opened, campaign, asked, arguments=context.args, counted=step.counted)
        refuse_moved(read, step.review)
        # The review is of the tenant as it is, so the engine too looks at it before it begins.
        arguments.append("--refresh")
    code = opened.run("up", arguments, asked)
    if asked is not None:
        print(opened.follow(ended_well=code == 0), end="", file=sys.stderr)
    raise typer.Exit(code)
