"""For every person of a wave, the wave's own restriction is the one that wins."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.guards.guard import Guard
from intune_waves.step.headcount import people
from intune_waves.step.plan import Move, Person, Plan, PlannedRestriction


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint per platform and wave, with the number of people for whom another restriction wins."""
    for platform in Platform:
        waiting = {
            move.group: move
            for move in plan.moves
            if move.group and move.after > Stage.PLANNED and platform in move.wave.platforms
        }
        # One walk from the best down: whoever a better restriction reaches is lost to the worse ones.
        claimed: set[Person] = set()
        for _, places in groupby(plan.restrictions_of(platform), key=lambda each: each.priority):
            # Two restrictions in one place leave open which of them wins: each counts as the better one.
            level = list(places)
            for own in (each for each in level if each.ours):
                for group in sorted(own.groups & waiting.keys()):
                    move = waiting.pop(group)
                    lost = plan.people_of(move) & claimed
                    for rival in level:
                        if not _is_own(rival, group):
                            lost |= plan.people_of(move) & plan.reached_by(rival)
                    if lost:
                        yield _lost(plan, move, own, lost)
            claimed.update(*map(plan.reached_by, level))
        for move in waiting.values():
            yield _missing(move, platform)


def _lost(plan: Plan, move: Move, own: PlannedRestriction, lost: frozenset[Person]) -> Complaint:
    best_first: Sequence[PlannedRestriction] = plan.restrictions_of(own.platform)
    better = [each for each in best_first if each.priority <= own.priority and not _is_own(each, move.group)]
    names = ", ".join(each.name for each in better if plan.reached_by(each) & lost)
    return Complaint(
        rule="restriction-order",
        path=f"{move.wave.id}: {own.platform.title}",
        what=f"for {people(len(lost))} another restriction wins: {names}",
        got=own.priority,
        expected="the wave's own restriction ranked above it",
        next_step="rank the wave's restriction higher, or take the people out of the other one's group",
    )


def _is_own(restriction: PlannedRestriction, group: str | None) -> bool:
    # Somebody else may have assigned a restriction of theirs to the wave's group.
    return restriction.ours and group in restriction.groups


def _missing(move: Move, platform: Platform) -> Complaint:
    return Complaint(
        rule="restriction-order",
        path=f"{move.wave.id}: {platform.title}",
        what="no restriction is assigned to the wave's group",
        expected="the wave's own restriction",
        next_step="run the step again; look whether it was deleted by hand",
    )


GUARD = Guard(
    rule="restriction-order",
    sentence="For every person of a wave, the wave's own restriction wins.",
    level="refuse",
    judge=judge,
)
