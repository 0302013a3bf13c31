"""`./migrate resume`: go on after a stop, by a judgement of every wave that would be enforced."""

import os
import sys
from typing import Annotated

import typer

from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.refused_flags import refuse_loud, refuse_other_steps
from intune_waves.cli.tables.people_preview import show_people
from intune_waves.stack.stack import Stack


def resume(
    context: typer.Context,
    stack: StackName = "dev",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Apply without asking.")] = False,
) -> None:
    """Judge every wave that would be enforced as if it were the first time, and take out the stop.

    Two runs: one brings state and tenant to the stop, so that nobody is admitted any more; the other goes on
    from there. Refused, the campaign stays stopped. Interrupted, the same command goes on. Every other flag
    goes to the second `pulumi up`.
    """
    refuse_other_steps(context.args, os.environ)
    refuse_loud(context.args, os.environ)
    campaign = declared_campaign()
    opened = Stack.open(stack)
    opened.mend()
    if opened.file.stop is not None:
        print("1 of 2: bringing the state to the stop: nobody is admitted any more", file=sys.stderr)
        # Nothing to ask about: it only lets people out.
        if code := opened.run("up", ["--yes", "--skip-preview"]):
            print(f"the campaign stays stopped; next: ./migrate resume --stack {stack}", file=sys.stderr)
            raise typer.Exit(code)
    print("2 of 2: judging every wave that would be enforced", file=sys.stderr)
    opened.resuming = True
    show_people(opened, campaign, arguments=context.args)
    code = opened.run("up", [*(["--yes"] if yes else []), *context.args])
    print(opened.follow_resumed(), end="", file=sys.stderr)
    if code and opened.state.stop is not None:
        print("the campaign stays stopped", file=sys.stderr)
    elif code:
        print(f"begun; next: ./migrate up --stack {stack} ends it", file=sys.stderr)
    raise typer.Exit(code)
