"""`./migrate rehearse`: walk the whole campaign on paper, without engine or tenant."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.exports import DevicesExport, GroupExports, UsersExport
from commands.home import PROJECT
from commands.refusal import RefusedError

if TYPE_CHECKING:
    from directory.organisation import Organisation
    from migration.campaign import Campaign
    from migration.rehearsal import Assumptions

_FOLDER = PROJECT / "waves"


def rehearse(
    folder: Annotated[Path, typer.Argument(help="The folder of campaign.yaml and the waves.")] = _FOLDER,
    users: UsersExport = None,
    devices: DevicesExport = None,
    group: GroupExports = None,
    assume: Annotated[
        Path | None, typer.Option("--assume", metavar="YAML", help="What to assume of people.")
    ] = None,
    assuming: Annotated[
        list[str] | None,
        typer.Option("--assuming", metavar="KEY=VALUE", help="One assumption, above the file's; repeatable."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the rehearsal as JSON.")] = False,
) -> None:
    """Rehearse every period offline: steps, people asked and blocked, budgets, and what would be refused.

    Without exports it reckons with the sizes that the waves declare. Exit code 0 when no period would be
    refused, 1 when one would.
    """
    from commands.assumed import read_assumptions
    from commands.exports import people_folder, read_exports
    from declarations import DeclarationError, load
    from migration.rehearsal import declared_figures
    from migration.rehearsal import rehearse as walk
    from migration.schedule import schedule

    assumed = read_assumptions(assume, assuming or ())
    try:
        campaign = load(folder)
    except DeclarationError as refused:
        raise RefusedError(str(refused)) from None
    planned = schedule(campaign)
    organisation = read_exports(users, devices, group)
    if organisation is None:
        figures = declared_figures(campaign)
    else:
        from directory.wave_figures import figures_of_waves
        from directory.wave_people import people_of_waves

        found = people_of_waves(campaign, planned, organisation, people_folder(folder))
        figures = figures_of_waves(campaign, found, organisation)
    rehearsed = walk(campaign, planned, figures, assumed)
    basis = _basis(campaign, organisation, devices, assumed)
    notes = organisation.notes if organisation else ()
    if as_json:
        from migration.rehearsal.plain_rows import plain_rows

        print(json.dumps(plain_rows(rehearsed, basis=basis, notes=notes), indent=2, ensure_ascii=False))
    else:
        from commands.rehearsal_table import show

        show(rehearsed, basis=basis, notes=notes)
    raise typer.Exit(1 if rehearsed.first_refused else 0)


def _basis(
    campaign: "Campaign", organisation: "Organisation | None", devices: Path | None, assumed: "Assumptions"
) -> str:
    if organisation is None:
        people = "the sizes that the waves declare (assumed)"
    else:
        people = f"{len(organisation.users.people):,} people of {organisation.users.shown}"
        people += f" and the devices of {devices}" if devices else ""
    return f"Rehearsal of {campaign.name}, on {people}; assumed: {assumed.sentence()}."
