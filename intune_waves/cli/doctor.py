"""`./migrate doctor`: what killed runs, lost answers and hands have left out of order, and mending it."""

import json
import os
import sys
from typing import Annotated

import typer

from intune_waves.campaign.wave import Wave
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.options.engine_options import StackName
from intune_waves.stack.diagnosis import Disorder
from intune_waves.stack.examination import (
    Examination,
    delete_found,
    examine_machine,
    examine_stack,
    repair_machine,
)
from intune_waves.stack.file_backend import backend_folder
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile

DISORDERED = 4
"""The exit code where something is out of order still."""


def doctor(
    stack: StackName = "dev",
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended, asking first.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Repair without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """List what is out of order: locks, pending operations, half-made objects, twins, orphans, names that a
    renaming left, temporary files. Without --repair nothing is written anywhere.

    Exit code 0 where everything is in order, 4 where something is not.
    """
    found = _examined(stack)
    if repair and found.mendable:
        _show(found)
        _agree(found, yes=yes)
        _repair(stack, found)
        found = _examined(stack)
    if as_json:
        rows = [each.as_json() for each in found.findings]
        print(json.dumps({"stack": stack, "findings": rows, "unread": list(found.unread)}, indent=2))
    elif not found.findings:
        print("Nothing is out of order." if not found.unread else "What could be read is in order.")
    else:
        _show(found, out=True)
    for each in found.unread:
        print(f"not looked at: {each}", file=sys.stderr)
    raise typer.Exit(DISORDERED if found.findings else 0)


def _examined(stack: str) -> Examination:
    """Machine first: a state that is cut off, or that a run writes at this moment, says nothing."""
    home = RuntimeHome.from_environment()
    simulated = StackFile.read(PROJECT, stack).simulated
    backend = home.backend if simulated else backend_folder(os.environ)
    machine = examine_machine(backend, stack)
    disorders = {each.disorder for each in machine.findings}
    if Disorder.RUNNING in disorders:
        return Examination(machine.findings, ("state and tenant, because a run is under way",))
    if Disorder.CUT_OFF in disorders:
        return Examination(machine.findings, ("state and tenant, because the state is cut off",))
    try:
        opened, unreached = Stack.open_to_read(stack, home)
        state = opened.state
    except RefusedError as none:
        return Examination(machine.findings, (none.message,))
    if unreached:
        return Examination(machine.findings, (f"the tenant: {unreached}",))
    rest = examine_stack(opened.tenant().environment, stack, state=state, waves=_waves())
    return Examination((*machine.findings, *rest.findings), rest.unread)


def _waves() -> tuple[Wave, ...]:
    """The declared waves; without them what no run has noted is not looked up."""
    try:
        return tuple(declared_campaign(messages=False).waves)
    except RefusedError as refused:
        print(f"{refused}\nlooking on without the declarations", file=sys.stderr)
        return ()


def _show(found: Examination, *, out: bool = False) -> None:
    for each in found.findings:
        print(each, file=sys.stdout if out else sys.stderr)


def _agree(found: Examination, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise RefusedError("a repair asks first, and nobody can be asked", "add --yes", exit_code=2)
    deleted = sum(each.deleted is not None for each in found.mendable)
    if not typer.confirm(f"Mend {len(found.mendable)} of these, {deleted} by deleting?", err=True):
        raise typer.Exit(DISORDERED)


def _repair(stack: str, found: Examination) -> None:
    home = RuntimeHome.from_environment()
    simulated = StackFile.read(PROJECT, stack).simulated
    repair_machine(home.backend if simulated else backend_folder(os.environ), stack, findings=found.mendable)
    disorders = {each.disorder for each in found.mendable}
    if disorders <= {Disorder.LOCKED, Disorder.CUT_OFF, Disorder.TEMPORARY}:
        return
    opened = Stack.open(stack)
    if disorders & {Disorder.PENDING, Disorder.LOST, Disorder.UNNAMED}:
        opened.mend(_waves(), twins="told")
    for line in delete_found(opened.tenant().environment, found.mendable):
        print(line, file=sys.stderr)
