"""Who is in each wave, and how many, by the exports; what they cannot tell is said, never guessed."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import ComplaintsError
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.wave import Wave
from intune_waves.people.membership_rule import selected_by
from intune_waves.people.organisation import Organisation
from intune_waves.people.rule_comparison import Cells
from intune_waves.people.rule_words import InconclusiveError
from intune_waves.people.source import Found
from intune_waves.people.sources import source_of
from intune_waves.rehearsal.figures import Figures, WaveFigures
from intune_waves.step.loss import Device, Loss, Management, asked_platforms, loss_of


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
    campaign: Campaign, schedule: Schedule, *, organisation: Organisation, folder: Path
) -> tuple[WavePeople, ...]:
    """The people of every wave in the order of the schedule; `folder` holds the waves folder.

    A share and everybody-else leave out the people of earlier waves, so they are inconclusive when one of
    those is.
    """
    return tuple(
        map(_Drawing(campaign, organisation, folder=folder).wave, map(campaign.wave, schedule.order))
    )


def figures_of_waves(
    campaign: Campaign, waves: Iterable[WavePeople], *, organisation: Organisation
) -> Figures:
    """Counts by wave id. A wave that the exports cannot tell has its declared size, and says why."""
    # An account that the export does not have can sign in as little as a disabled one.
    accounts = {upn: upn in organisation.users.by_upn for upn in map(str.lower, campaign.break_glass)}
    return Figures(
        {
            found.wave: _figures(campaign.wave(found.wave), found, organisation=organisation)
            for found in waves
        },
        accounts,
    )


class _Drawing:
    """The exports as sources ask them, and who has been taken so far."""

    def __init__(self, campaign: Campaign, organisation: Organisation, *, folder: Path) -> None:
        self.organisation, self.folder = organisation, folder
        self.users = organisation.users
        self.cells = Cells((person.row for person in self.users.people), self.users.at)
        accounts = [upn.lower() for upn in campaign.break_glass]
        excluded = {upn.lower() for upn in campaign.excluded_accounts}
        self.excluded = {self.users.by_upn[upn] for upn in excluded if upn in self.users.by_upn}
        self.break_glass = {self.users.by_upn[upn] for upn in accounts if upn in self.users.by_upn}
        self.taken: dict[int, str] = {}
        self.unclear: list[str] = []

    def wave(self, wave: Wave) -> WavePeople:
        """The people of the next wave."""
        try:
            found = source_of(wave.people).offline(wave.people, self)
        except (InconclusiveError, ComplaintsError) as error:
            self.unclear.append(wave.id)
            return WavePeople(wave.id, inconclusive=str(error))
        shared: dict[str, int] = {}
        people = []
        for n in found.people:
            if n in self.break_glass or n in self.excluded:
                continue
            first = self.taken.setdefault(n, wave.id)
            if first == wave.id:
                people.append(n)
            else:
                shared[first] = shared.get(first, 0) + 1
        return WavePeople(
            wave.id,
            tuple(people),
            unknown=found.unknown,
            left_out=found.left_out,
            break_glass=len(self.break_glass.intersection(found.people)),
            also_in=tuple(shared.items()),
        )

    def named(self, upns: Collection[str]) -> Found:
        by_upn = self.users.by_upn
        found = sorted(by_upn[upn] for upn in upns if upn in by_upn)
        left_out = sum(1 for upn in upns if upn in self.users.guests or upn in self.users.disabled)
        return Found(found, len(upns) - len(found) - left_out, left_out)

    def members(self, group: str) -> frozenset[str]:
        members = self.organisation.groups.get(group.lower())
        if members is None:
            raise InconclusiveError(
                f"the members of the group {group} are in no export; add --group '{group}=members.csv'"
            )
        return members.upns

    def matching(self, rule: str) -> list[int]:
        return sorted(selected_by(rule, self.cells))

    def everybody(self) -> Iterable[int]:
        return range(len(self.users.people))

    def free(self, candidates: Iterable[int]) -> list[int]:
        if self.unclear:
            raise InconclusiveError(
                f"it leaves out the people of {', '.join(self.unclear)}, who are not known"
            )
        return [n for n in candidates if not (n in self.taken or n in self.break_glass or n in self.excluded)]

    def id_of(self, person: int) -> str:
        return self.users.people[person].id or self.users.people[person].upn


def _figures(wave: Wave, found: WavePeople, *, organisation: Organisation) -> WaveFigures:
    size = wave.size
    if found.inconclusive:
        return WaveFigures(size, "unknown" if size is None else "declared", inconclusive=found.inconclusive)
    held = organisation.devices
    kinds = Counter(held[n] for n in found.people) if held is not None else Counter[tuple[Device, ...]]()
    asked = asked_platforms(platform.value for platform in wave.platforms)

    def having(test: Callable[[tuple[Device, ...]], bool]) -> int:
        return sum(count for devices, count in kinds.items() if test(devices))

    return WaveFigures(
        people=len(found.people),
        basis="counted",
        covered=having(lambda devices: loss_of(devices, asked).nothing),
        enrolled=having(lambda devices: _managed(devices, Management.INTUNE, platforms=asked)),
        losing_a_device=having(lambda devices: _loses_one(loss_of(devices, asked))),
        elsewhere=having(lambda devices: _managed(devices, Management.ELSEWHERE)),
        unknown=found.unknown,
        left_out=found.left_out,
        break_glass=found.break_glass,
        also_in=found.also_in,
    )


def _managed(
    devices: tuple[Device, ...], management: Management, *, platforms: Collection[str] | None = None
) -> bool:
    on = (each for each in devices if platforms is None or each.platform in platforms)
    return any(each.management is management for each in on)


def _loses_one(loss: Loss) -> bool:
    return loss.reached and not loss.nothing
