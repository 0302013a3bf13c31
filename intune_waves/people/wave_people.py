"""Who is in each wave, by the exports; what they cannot tell is said, never guessed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.share import draw
from intune_waves.campaign.wave import Wave
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.listed_people import listed_people
from intune_waves.people.membership_rule import compile_rule
from intune_waves.people.organisation import Organisation
from intune_waves.people.rule_words import InconclusiveError


@dataclass(frozen=True, slots=True)
class WavePeople:
    """The people of one wave, as positions in `Organisation.users.people`."""

    wave: str
    people: tuple[int, ...] = ()
    """Whoever is in an earlier wave too is in that one only."""
    inconclusive: str = ""
    """Why the exports cannot tell who is in the wave; empty when they can."""
    unknown: int = 0
    """Listed people whom the users export does not have."""
    left_out: int = 0
    """Guests and disabled accounts that the list or group names."""
    break_glass: int = 0
    """Break-glass accounts that the wave would take."""
    also_in: tuple[tuple[str, int], ...] = ()
    """Earlier waves that have some of the same people, and how many."""


def people_of_waves(
    campaign: Campaign, schedule: Schedule, organisation: Organisation, folder: Path
) -> tuple[WavePeople, ...]:
    """The people of every wave in the order of the schedule; `folder` holds the waves folder.

    A share and everybody-else leave out the people of earlier waves, so they are inconclusive when one of
    those is.
    """
    return tuple(_Drawing(campaign, organisation, folder).run(map(campaign.wave, schedule.order)))


class _Drawing:
    def __init__(self, campaign: Campaign, organisation: Organisation, folder: Path) -> None:
        self.organisation, self.folder = organisation, folder
        self.users = organisation.users
        accounts = (upn.lower() for upn in campaign.break_glass)
        self.break_glass = {self.users.by_upn[upn] for upn in accounts if upn in self.users.by_upn}
        self.taken: dict[int, str] = {}
        self.unclear: list[str] = []

    def run(self, waves: Iterable[Wave]) -> list[WavePeople]:
        return [self.wave(wave) for wave in waves]

    def wave(self, wave: Wave) -> WavePeople:
        unknown = left_out = 0
        try:
            match wave.people:
                case ListedPeople() as people:
                    found, unknown, left_out = self.named(listed_people(people, self.folder))
                case ExistingGroup(group):
                    found, unknown, left_out = self.named(self.members(group))
                case DynamicRule(rule):
                    condition = compile_rule(rule, self.users.at)
                    found = [n for n, person in enumerate(self.users.people) if condition(person.row)]
                case Share() as share:
                    found = self.share(share)
                case EverybodyElse():
                    found = self.free(range(len(self.users.people)))
        except (InconclusiveError, ExportError) as error:
            self.unclear.append(wave.id)
            return WavePeople(wave.id, inconclusive=str(error))
        accounts = self.break_glass.intersection(found)
        return self.settle(wave.id, [n for n in found if n not in accounts], unknown, left_out, len(accounts))

    def settle(
        self, wave: str, found: Sequence[int], unknown: int, left_out: int, break_glass: int
    ) -> WavePeople:
        shared: dict[str, int] = {}
        people = []
        for n in found:
            first = self.taken.setdefault(n, wave)
            if first == wave:
                people.append(n)
            else:
                shared[first] = shared.get(first, 0) + 1
        return WavePeople(wave, tuple(people), "", unknown, left_out, break_glass, tuple(shared.items()))

    def named(self, upns: Collection[str]) -> tuple[list[int], int, int]:
        by_upn = self.users.by_upn
        found = sorted(by_upn[upn] for upn in upns if upn in by_upn)
        left_out = sum(1 for upn in upns if upn in self.users.guests or upn in self.users.disabled)
        return found, len(upns) - len(found) - left_out, left_out

    def members(self, group: str) -> frozenset[str]:
        members = self.organisation.groups.get(group.lower())
        if members is None:
            raise InconclusiveError(
                f"the members of the group {group} are in no export; add --group '{group}=members.csv'"
            )
        return members.upns

    def share(self, share: Share) -> list[int]:
        candidates = self.free(self.named(self.members(share.group))[0])
        # The tenant draws by object id, and so the same people are drawn here.
        by_id = {self.users.people[n].id or self.users.people[n].upn: n for n in candidates}
        drawn = draw(by_id, size=share.size, percent=share.percent, seed=share.seed)
        return sorted(by_id[each] for each in drawn)

    def free(self, candidates: Iterable[int]) -> list[int]:
        if self.unclear:
            raise InconclusiveError(
                f"it leaves out the people of {', '.join(self.unclear)}, who are not known"
            )
        return [n for n in candidates if n not in self.taken and n not in self.break_glass]
