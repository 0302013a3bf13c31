"""`./migrate up`: put a period in force."""

import sys
from typing import Annotated

import typer

from commands.engine_options import Period, StackName, asked_period


def up(
    context: typer.Context,
    period: Period = None,
    stack: StackName = "dev",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Apply without asking.")] = False,
) -> None:
    """Put the configured period, or --period N, in force, after saying what that means to people.

    With --period the stack's file follows: afterwards it says the period that is in force, which is the
    one line to commit. Every other flag goes to `pulumi up`.
    """
    from commands.engine_run import open_stack, run
    from commands.home import Home
    from commands.killed_run import mend
    from commands.people_preview import show_people
    from commands.validate import refuse_bad_declarations

    asked = asked_period(period)
    campaign = refuse_bad_declarations()
    home = Home.from_environment()
    opened = open_stack(stack, home)
    mend(opened, home)
    show_people(opened, campaign, asked, context.args)
    code = run(opened, "up", [*(["--yes"] if yes else []), *context.args], asked)
    if asked is not None:
        from commands.period_follows import follow

        print(follow(opened, code == 0), end="", file=sys.stderr)
    raise typer.Exit(code)
