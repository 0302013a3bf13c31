"""The people of a wave by name, as far as lists and exports can tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.wave import Wave
from intune_waves.people.organisation import Organisation
from intune_waves.people.people_file import PeopleError
from intune_waves.people.sources import source_of
from intune_waves.people.wave_people import WavePeople, people_of_waves
from intune_waves.step.headcount import people


@dataclass(frozen=True, slots=True)
class WaveRecipients:
    """User principal names and display names; `unknown` says why nobody can tell, and is empty otherwise."""

    names: tuple[tuple[str, str], ...] = ()
    unknown: str = ""
    remarks: tuple[str, ...] = ()


def recipients_of_waves(
    campaign: Campaign, schedule: Schedule, *, organisation: Organisation | None, folder: Path
) -> Mapping[str, WaveRecipients]:
    """The people of every wave, by its id; `folder` holds the waves folder.

    Without a users export only listed people are known, and of them no display name.
    """
    if organisation is None:
        return {wave.id: _listed(wave, folder) for wave in campaign.waves}
    found = people_of_waves(campaign, schedule, organisation=organisation, folder=folder)
    return {each.wave: _counted(each, organisation) for each in found}


def _listed(wave: Wave, folder: Path) -> WaveRecipients:
    try:
        names = source_of(wave.people).names(wave.people, folder)
    except PeopleError as error:
        return WaveRecipients(unknown=str(error))
    if names is None:
        return WaveRecipients(unknown="the wave lists nobody by name; add --users users.csv")
    return WaveRecipients(tuple((upn, "") for upn in sorted(names)))


def _counted(found: WavePeople, organisation: Organisation) -> WaveRecipients:
    if found.inconclusive:
        return WaveRecipients(unknown=found.inconclusive)
    users = organisation.users
    at = users.at.get("displayName")
    members = (users.people[n] for n in found.people)
    remarks = []
    if found.unknown:
        remarks.append(f"{people(found.unknown)} of the list or group not in the users export")
    if found.left_out:
        remarks.append(f"{people(found.left_out)} left out: guests and disabled accounts")
    return WaveRecipients(
        tuple((each.upn, "" if at is None else each.row[at]) for each in members), remarks=tuple(remarks)
    )
