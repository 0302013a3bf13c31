"""What `./migrate plan` proposes: new waves for an organisation, or new starts for waves that exist."""

from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import schedule
from intune_waves.cli.options.department_factors import read_factors
from intune_waves.cli.proposal_writing import rescheduled_files
from intune_waves.people.organisation import Organisation, cells_of
from intune_waves.people.wave_people import people_of_waves
from intune_waves.planning import PlanLimits, Proposal, propose_waves, reschedule
from intune_waves.planning.wave_file import files_of
from intune_waves.stack.home import people_folder
from intune_waves.stack.refusal import RefusedError


def propose_anew(
    campaign: Campaign, organisation: Organisation, *, limits: PlanLimits, factors: Path | None
) -> tuple[Proposal, dict[str, str]]:
    """New waves for the people of exports, and their files. Raises RefusedError for exports without people
    and for factors that are wrong.
    """
    judged = read_factors(factors) if factors else {}
    cells = cells_of(organisation, campaign.break_glass)
    if not cells:
        raise RefusedError(f"{organisation.users.shown}: nobody stands in it", exit_code=2)
    proposal = propose_waves(cells, limits, judged, campaign.break_glass)
    return proposal, dict(files_of(proposal, limits.helpdesk))


def propose_starts(
    campaign: Campaign, organisation: Organisation | None, *, limits: PlanLimits, folder: Path
) -> tuple[Proposal, dict[str, str]]:
    """New starts for the waves of `folder`, and their files; people are counted in exports where there are
    any.
    """
    counted: dict[str, int | None] = {}
    if organisation:
        found = people_of_waves(campaign, schedule(campaign), organisation, people_folder(folder))
        counted = {each.wave: None if each.inconclusive else len(each.people) for each in found}
    proposal = reschedule(campaign, limits, counted)
    return proposal, rescheduled_files(proposal, campaign, folder)
