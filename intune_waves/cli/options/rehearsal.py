"""The options by which verbs are told what to rehearse on, and the rehearsal that comes of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import schedule
from intune_waves.cli.options.assumed import read_assumptions
from intune_waves.cli.options.exports import read_exports
from intune_waves.people.organisation import Organisation
from intune_waves.people.wave_people import figures_of_waves, people_of_waves
from intune_waves.rehearsal import Rehearsed, declared_figures, rehearse
from intune_waves.stack.home import WAVES, people_folder

AssumeFile = Annotated[
    Path | None, typer.Option("--assume", metavar="YAML", help="What to assume of people.")
]
Assuming = Annotated[
    list[str] | None,
    typer.Option("--assuming", metavar="KEY=VALUE", help="One assumption, above the file's; repeatable."),
]


def rehearsal_of(
    campaign: Campaign,
    folder: Path = WAVES,
    *,
    users: Path | None = None,
    devices: Path | None = None,
    group: Sequence[str] | None = None,
    assume: Path | None = None,
    assuming: Sequence[str] | None = None,
) -> Rehearsed:
    """Rehearse every period, on the exports where they are given.

    Raises RefusedError for assumptions and exports that are wrong.
    """
    assumed = read_assumptions(assume, assuming or ())
    planned = schedule(campaign)
    at = people_folder(folder)
    evidence = campaign.device_evidence if devices else None
    organisation = read_exports(users, devices, groups=group, evidence=evidence, folder=at)
    if organisation is None:
        figures = declared_figures(campaign)
    else:
        found = people_of_waves(campaign, planned, organisation=organisation, folder=at)
        figures = figures_of_waves(campaign, found, organisation=organisation)
    people = _people(organisation, devices, inventories=[each.title for each in campaign.inventories])
    return Rehearsed(
        rehearse(campaign, planned, figures=figures, assumed=assumed),
        f"Rehearsal of {campaign.name}, on {people}; assumed: {assumed.sentence()}.",
        organisation.notes if organisation else (),
    )


def _people(organisation: Organisation | None, devices: Path | None, *, inventories: Sequence[str]) -> str:
    if organisation is None:
        return "the sizes that the waves declare (assumed)"
    people = f"{len(organisation.users.people):,} people of {organisation.users.shown}"
    return f"{people} and the devices of {' and '.join([str(devices), *inventories])}" if devices else people
