"""`./migrate plan`: propose waves and their starts, for people to review."""

import json
from pathlib import Path
from typing import Annotated

import typer

from intune_waves.campaign import tenant_budget
from intune_waves.campaign.errors import CampaignError
from intune_waves.cli.options.exports import GroupExports, UsersExport, read_exports
from intune_waves.cli.proposing import propose_anew, propose_starts, write_proposal
from intune_waves.cli.tables.proposal_table import print_proposal, proposal_as_json
from intune_waves.declarations import DeclarationError, load
from intune_waves.planning import PlanLimits
from intune_waves.stack.home import WAVES
from intune_waves.stack.refusal import RefusedError


def plan(
    users: UsersExport = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="Keep the waves of this folder and propose starts."),
    ] = None,
    group: GroupExports = None,
    factors: Annotated[
        Path | None, typer.Option("--factors", metavar="YAML", help="What is judged of departments.")
    ] = None,
    helpdesk: Annotated[
        int | None, typer.Option("--helpdesk", min=1, help="People who may be newly asked in a period.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="FOLDER", help="Write the proposal into this folder.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files in that folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the proposal as JSON.")] = False,
) -> None:
    """Propose waves and start periods by stated rules, each choice with its reasons. Applies nothing.

    With --users alone new waves are proposed for these people; with --from the waves of a folder keep their
    people and get new starts. Calendar, freezes and break-glass accounts come from campaign.yaml.
    """
    folder = source or WAVES
    try:
        campaign = load(folder)
    except DeclarationError as refused:
        raise RefusedError(str(refused)) from None
    organisation = read_exports(users, None, groups=group)
    anew = organisation is not None and source is None
    if factors and not anew:
        raise RefusedError("--factors is for new waves", "put the factors into the waves' files", exit_code=2)
    limits = PlanLimits(
        campaign.calendar,
        campaign.brake,
        helpdesk,
        tenant_budget.POLICIES.most if anew else None,
    )
    try:
        if organisation is not None and anew:
            proposal, files = propose_anew(campaign, organisation, limits=limits, factors=factors)
            basis = f"Proposed for {len(organisation.users.people):,} people of {users}."
        else:
            proposal, files = propose_starts(campaign, organisation, limits=limits, folder=folder)
            sizes = f"people counted in {users}" if users else "the sizes that they declare"
            basis = f"Proposed for the {len(campaign.waves)} waves of {folder}, on {sizes}."
    except CampaignError as impossible:
        raise RefusedError(str(impossible)) from None
    if as_json:
        print(json.dumps(proposal_as_json(proposal, campaign, basis=basis), indent=2, ensure_ascii=False))
    else:
        print_proposal(proposal, campaign, basis=basis)
    if write:
        count = write_proposal(files, proposal, source=folder, folder=write, force=force)
        typer.echo(f"{count} files written to {write}; ./migrate rehearse {write} walks them.", err=as_json)
