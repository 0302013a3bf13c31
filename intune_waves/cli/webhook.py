"""`./migrate webhook`: tell another system what is in force."""

import json
import os
import sys
from typing import Annotated

import typer

from intune_waves.campaign.campaign import Campaign
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_state import StackState
from intune_waves.webhook.delivery import NotDeliveredError, tell_of
from intune_waves.webhook.period_event import period_event, stands_elsewhere


def webhook(
    stack: StackName = "dev",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the event, and send nothing.")] = False,
) -> None:
    """Send the event of the period that is in force to the webhook that campaign.yaml names.

    ./migrate up does so by itself; this is for plain `pulumi up`, and for an event that was not taken. Exit
    code 1 where it is not taken.
    """
    campaign = declared_campaign(messages=False)
    state = Stack.open(stack).state
    if state.period is None:
        raise RefusedError(
            f"no period is in force on the stack {stack}", f"./migrate up --period 1 --stack {stack}"
        )
    if dry_run:
        print(json.dumps(period_event(campaign, state, stack=stack), indent=2, ensure_ascii=False))
        return
    try:
        print(f"{tell_of(campaign, state, stack=stack, environment=os.environ)} has taken the event")
    except NotDeliveredError as failed:
        raise RefusedError(
            f"the webhook was not told: {failed}", "put that right and run the same command again"
        ) from None


def tell_of_run(campaign: Campaign, before: StackState, *, stack: str) -> None:
    """Tell the webhook what is in force now, where that is something else. Whatever fails is only said."""
    try:
        after = Stack.open(stack).state
        if stands_elsewhere(before, after):
            print("telling the webhook ...", file=sys.stderr)
            tell_of(campaign, after, stack=stack, environment=os.environ)
    except (NotDeliveredError, RefusedError) as failed:
        print(
            f"the webhook was not told: {failed}\n  the period is in force all the same\n"
            f"  next: ./migrate webhook --stack {stack}",
            file=sys.stderr,
        )
