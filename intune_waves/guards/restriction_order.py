"""For every person of a wave, the wave's own restriction is the one that wins."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards.guard import guard
from intune_waves.step import headcount
from intune_waves.step.plan import Person, PlannedMove, PlannedPeople, PlannedRestriction, PlannedRestrictions


@guard(rule="restriction-order", sentence="For every person of a wave, the wave's own restriction wins.")
def judge(people: PlannedPeople, restrictions: PlannedRestrictions) -> Iterator[Complaint]:
    """A complaint per platform and wave, with the number of people for whom another restriction wins."""
    for platform in Platform:
        waiting = {
            move.group: move
            for move in people.moves
            if move.group and move.after > Stage.PLANNED and platform in move.wave.platforms
        }
        # One walk from the best down: whoever a better restriction reaches is lost to the worse ones.
        claimed: set[Person] = set()
        for _, places in groupby(restrictions.of(platform), key=lambda each: each.priority):
            # Two restrictions in one place leave open which of them wins: each counts as the better one.
            level = list(places)
            for own in (each for each in level if each.ours):
                for group in sorted(own.groups & waiting.keys()):
                    move = waiting.pop(group)
                    lost = people.of(move) & claimed
                    for rival in level:
                        if not _is_own(rival, group):
                            lost |= people.of(move) & people.in_groups(rival.groups)
                    if lost:
                        better = [
                            each.name
                            for each in restrictions.of(platform)
                            if each.priority <= own.priority
                            and not _is_own(each, group)
                            and people.in_groups(each.groups) & lost
                        ]
                        yield _lost(move, own, better=better, count=len(lost))
            claimed.update(*(people.in_groups(each.groups) for each in level))
        for move in waiting.values():
            yield _missing(move, platform)


def _lost(move: PlannedMove, own: PlannedRestriction, *, better: Sequence[str], count: int) -> Complaint:
    return Complaint(
        rule="restriction-order",
        path=f"{move.wave.id}: {own.platform.title}",
        what=f"for {headcount.people(count)} another restriction wins: {', '.join(better)}",
        got=own.priority,
        expected="the wave's own restriction ranked above it",
        next_step="take the people out of the other one's group",
    )


def _is_own(restriction: PlannedRestriction, group: str | None) -> bool:
    # Somebody else may have assigned a restriction of theirs to the wave's group.
    return restriction.ours and group in restriction.groups


def _missing(move: PlannedMove, platform: Platform) -> Complaint:
    return Complaint(
        rule="restriction-order",
        path=f"{move.wave.id}: {platform.title}",
        what="no restriction is assigned to the wave's group",
        expected="the wave's own restriction",
        next_step="somebody has taken it away by hand: ./migrate up in the period in force puts it back",
    )
