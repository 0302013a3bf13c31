"""Which waves a person is in by what is declared of them, as far as a list or a group tells."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.people.sources import source_of


@dataclass(frozen=True, slots=True)
class Declared:
    """Waves that name the person, each with what tells so, and waves of which nobody can tell yet."""

    sure: tuple[tuple[str, str], ...] = ()
    maybe: tuple[str, ...] = ()


def declared_waves(
    campaign: Campaign, schedule: Schedule, *, name: str, groups: Collection[str], folder: Path
) -> Declared:
    """The waves of somebody by user principal name, who is in these groups, by id or display name.

    A rule is Entra ID's to evaluate, and a share and everybody-else are drawn when the wave is announced, so
    of these nobody can tell before. `folder` holds the waves folder. Raises PeopleError for a wrong file.
    """
    around = {each.lower() for each in groups}
    sure: list[tuple[str, str]] = []
    maybe: list[str] = []
    for wave in map(campaign.wave, schedule.order):
        people = wave.people
        names = source_of(people).names(people, folder)
        if names is not None:
            if name.lower() in names:
                sure.append((wave.id, people.file or "its list"))
        elif people.existing_group is not None:
            if people.existing_group.lower() in around:
                sure.append((wave.id, f"the group {people.existing_group}"))
        elif people.named_group is None or people.named_group.lower() in around:
            maybe.append(wave.id)
    return Declared(tuple(sure), tuple(maybe))
