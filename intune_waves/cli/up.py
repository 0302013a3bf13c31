"""`./migrate up`: put a period in force."""

import os
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.campaign import Campaign
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import Period, StackName, asked_period
from intune_waves.cli.options.refused_flags import refuse_loud, refuse_other_steps
from intune_waves.cli.tables.people_preview import show_people
from intune_waves.pull_request.reviewing import read_reviewed, refuse_moved, review_step
from intune_waves.stack.examination import examine_stack
from intune_waves.stack.refusal import RefusedError
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
    refuse_loud(context.args, os.environ)
    asked = asked_period(period)
    opened, campaign = _opened(stack, asked)
    arguments = [*(["--yes"] if yes else []), *context.args]
    if reviewed is None:
        show_people(opened, campaign, period=asked, arguments=context.args)
    else:
        read = read_reviewed(reviewed)
        print("holding the step against what was reviewed ...", file=sys.stderr)
        step = review_step(opened, campaign, period=asked, arguments=context.args)
        show_people(opened, campaign, period=asked, arguments=context.args, counted=step.counted)
        refuse_moved(read, step.review)
        # The review is of the tenant as it is, so the engine too looks at it before it begins.
        arguments.append("--refresh")
    agreed = bool({"--yes", "-y"} & {*arguments})
    run = partial(opened.run_through, waves=campaign.waves) if agreed else opened.run
    before = opened.state
    code = run("up", arguments, period=asked)
    if asked is not None:
        print(opened.follow(ended_well=code == 0), end="", file=sys.stderr)
    if code == 0 and campaign.webhook is not None:
        # Loaded here: no run without a webhook waits for an HTTP client.
        import_module("intune_waves.cli.webhook").tell_of_run(campaign, before, stack=stack)
    raise typer.Exit(code)


def _opened(stack: str, asked: int | None) -> tuple[Stack, Campaign]:
    """The stack, ready to run, and the campaign. For going back neither wrong templates nor what a killed run
    has left stand in the way: both are said. Raises RefusedError.
    """
    try:
        campaign = declared_campaign()
    except RefusedError as refused:
        try:
            opened = Stack.open(stack)
            back = opened.goes_back(asked)
        except RefusedError:
            back = False
        if not back:
            raise
        campaign = declared_campaign(messages=False)
        print(f"{refused}\ngoing back all the same", file=sys.stderr)
    else:
        opened = Stack.open(stack)
    try:
        opened.mend_patiently(campaign.waves, period=asked)
    except RefusedError as left:
        if not opened.goes_back(asked):
            raise
        print(f"{left}\ngoing back all the same", file=sys.stderr)
    if opened.state.period is not None and not opened.goes_back(asked):
        # What ./migrate doctor looks at, without a repair; what cannot be read holds up nothing.
        environment = opened.tenant().environment
        for each in examine_stack(environment, stack, state=opened.state, waves=campaign.waves).findings:
            print(f"out of order: {each}", file=sys.stderr)
    return opened, campaign
