"""`./migrate destroy`: remove from the tenant everything that the campaign made."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence

import typer

from intune_waves.campaign.wave import Wave
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.cli.options.refused_flags import refuse_loud
from intune_waves.graph.client.errors import GraphError
from intune_waves.stack.leftovers import find_leftovers
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack


def destroy(context: typer.Context, stack: StackName = "dev") -> None:
    """Remove the campaign's groups, restrictions and policies from the tenant. People and devices stay.

    What is gone already is passed over. Afterwards the tenant is asked for what bears the campaign's names
    still, such as a second object of the same name that somebody else made: it is named, and exit code 1.
    Every other flag goes to `pulumi destroy`, such as --yes.
    """
    refuse_loud(context.args, os.environ)
    waves: Sequence[Wave] = ()
    # Declarations that do not hold only leave out what no run has noted: an end depends on none.
    with contextlib.suppress(RefusedError):
        waves = declared_campaign().waves
    opened = Stack.open(stack)
    opened.mend(waves, ending=True)
    # azuread fails on a group that is gone, so the tenant is read first.
    asked = any(each.startswith("--refresh") or each == "-r" for each in context.args)
    code = opened.run("destroy", [*([] if asked else ["--refresh"]), *context.args])
    print(opened.follow(), end="", file=sys.stderr)
    if code == 0 and opened.state.period is None:
        code = _tell_what_is_left(opened)
    raise typer.Exit(code)


def _tell_what_is_left(opened: Stack) -> int:
    """Name what bears our names still; answers the exit code."""
    try:
        left = asyncio.run(find_leftovers(opened.tenant().environment, opened.mark))
    except GraphError as unread:
        print(f"whether anything of our names is left could not be read: {unread}", file=sys.stderr)
        return 0
    for each in left:
        print(f"left in the tenant, and not in the state: {each}", file=sys.stderr)
    if left:
        print("next: look at each, and delete by hand what is yours", file=sys.stderr)
    return 1 if left else 0
