"""`./migrate rehearse`: walk the whole campaign on paper, without engine or tenant."""

import json
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.cli.options.exports import DevicesExport, GroupExports, UsersExport
from intune_waves.cli.options.rehearsal import AssumeFile, Assuming, rehearsal_of
from intune_waves.cli.tables.rehearsal_table import print_rehearsal
from intune_waves.declarations import DeclarationError, load
from intune_waves.rehearsal.plain_rows import plain_rows
from intune_waves.stack.home import WAVES
from intune_waves.stack.refusal import RefusedError


def rehearse(
    folder: Annotated[Path, typer.Argument(help="The folder of campaign.yaml and the waves.")] = WAVES,
    users: UsersExport = None,
    devices: DevicesExport = None,
    group: GroupExports = None,
    assume: AssumeFile = None,
    assuming: Assuming = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rehearsal as JSON.")] = False,
) -> None:
    """Rehearse every period offline: steps, people asked and blocked, budgets, and what would be refused.

    Without exports it reckons with the sizes that the waves declare. Exit code 0 when no period would be
    refused, 1 when one would.
    """
    try:
        campaign = load(folder)
    except DeclarationError as refused:
        raise RefusedError(str(refused)) from None
    rehearsed = rehearsal_of(
        campaign, folder, users=users, devices=devices, group=group, assume=assume, assuming=assuming
    )
    found, basis, notes = rehearsed.rehearsal, rehearsed.basis, rehearsed.notes
    if as_json:
        print(json.dumps(plain_rows(found, basis=basis, notes=notes), indent=2, ensure_ascii=False))
    else:
        print_rehearsal(found, basis=basis, notes=notes)
    raise typer.Exit(1 if found.first_refused else 0)
