"""`./migrate plan`: propose waves and their starts, for people to review."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intune_waves.cli.options.exports import GroupExports, UsersExport
from intune_waves.stack.home import PROJECT
from intune_waves.stack.refusal import RefusedError

if TYPE_CHECKING:
    from intune_waves.campaign.campaign import Campaign
    from intune_waves.people.organisation import Organisation
    from intune_waves.planning import PlanLimits, Proposal

_FOLDER = PROJECT / "waves"


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
    from intune_waves.campaign.errors import CampaignError
    from intune_waves.cli.options.exports import read_exports
    from intune_waves.cli.tables.proposal_table import print_proposal, proposal_as_json
    from intune_waves.declarations import DeclarationError, load
    from intune_waves.planning import PlanLimits

    folder = source or _FOLDER
    try:
        campaign = load(folder)
    except DeclarationError as refused:
        raise RefusedError(str(refused)) from None
    organisation = read_exports(users, None, group)
    anew = organisation is not None and source is None
    if factors and not anew:
        raise RefusedError("--factors is for new waves", "put the factors into the waves' files", exit_code=2)
    limits = PlanLimits(
        campaign.calendar,
        campaign.freezes,
        campaign.brake,
        helpdesk,
        _most_waves(campaign) if anew else None,
    )
    try:
        if organisation is not None and anew:
            proposal, files = _new_waves(campaign, organisation, limits, factors)
            basis = f"Proposed for {len(organisation.users.people):,} people of {users}."
        else:
            proposal, files = _new_starts(campaign, organisation, limits, folder)
            sizes = f"people counted in {users}" if users else "the sizes that they declare"
            basis = f"Proposed for the {len(campaign.waves)} waves of {folder}, on {sizes}."
    except CampaignError as impossible:
        raise RefusedError(str(impossible)) from None
    if as_json:
        print(json.dumps(proposal_as_json(proposal, campaign, basis), indent=2, ensure_ascii=False))
    else:
        print_proposal(proposal, campaign, basis)
    if write:
        from intune_waves.cli.proposal_writing import write as write_files

        count = write_files(files, proposal, folder, write, force=force)
        typer.echo(f"{count} files written to {write}; ./migrate rehearse {write} walks them.", err=as_json)


def _new_waves(
    campaign: "Campaign", organisation: "Organisation", limits: "PlanLimits", factors: Path | None
) -> "tuple[Proposal, dict[str, str]]":
    from intune_waves.cli.options.department_factors import read_factors
    from intune_waves.people.organisation import cells_of
    from intune_waves.planning import propose_waves
    from intune_waves.planning.wave_file import files_of

    judged = read_factors(factors) if factors else {}
    cells = cells_of(organisation, campaign.break_glass)
    if not cells:
        raise RefusedError(f"{organisation.users.shown}: nobody stands in it", exit_code=2)
    proposal = propose_waves(cells, limits, judged, campaign.break_glass)
    return proposal, dict(files_of(proposal, limits.helpdesk))


def _new_starts(
    campaign: "Campaign", organisation: "Organisation | None", limits: "PlanLimits", folder: Path
) -> "tuple[Proposal, dict[str, str]]":
    from intune_waves.campaign.schedule import schedule
    from intune_waves.cli.options.exports import people_folder
    from intune_waves.cli.proposal_writing import rescheduled_files
    from intune_waves.planning import reschedule

    counted: dict[str, int | None] = {}
    if organisation:
        from intune_waves.people.wave_people import people_of_waves

        found = people_of_waves(campaign, schedule(campaign), organisation, people_folder(folder))
        counted = {each.wave: None if each.inconclusive else len(each.people) for each in found}
    proposal = reschedule(campaign, limits, counted)
    return proposal, rescheduled_files(proposal, campaign, folder)


def _most_waves(campaign: "Campaign") -> int:
    from intune_waves.guards import restriction_budget

    return max(restriction_budget.BUDGET // len(campaign.defaults.platforms), 1)
