"""For every person of a wave, the wave's own restriction is the one that wins."""

from collections.abc import Iterator

from migration.errors import Complaint
from migration.guards.guard import Guard
from migration.headcount import people
from migration.plan import NOBODY, Move, Plan
from migration.platform import Platform
from migration.stage import Stage


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint per wave and platform, with the number of people for whom another restriction wins."""
    for move in plan.moves:
        if move.after > Stage.PLANNED:
            for platform in move.wave.platforms:
                yield from _judge(plan, move, platform)


def _judge(plan: Plan, move: Move, platform: Platform) -> Iterator[Complaint]:
    ranked = plan.restrictions_of(platform)
    own = next((each for each in ranked if move.group in each.groups), None)
    path = f"{move.wave.id}: {platform.title}"
    if own is None:
        yield Complaint(
            rule="restriction-order",
            path=path,
            what="no restriction is assigned to the wave's group",
            expected="the wave's own restriction",
            next_step="run the step again; look whether it was deleted by hand",
        )
        return
    # Two restrictions in one place leave open which of them wins, so the other one counts as better.
    better = [each for each in ranked if each.priority <= own.priority and move.group not in each.groups]
    lost = plan.people_of(move) & NOBODY.union(*map(plan.reached_by, better))
    if lost:
        names = ", ".join(each.name for each in better if plan.reached_by(each) & lost)
        yield Complaint(
            rule="restriction-order",
            path=path,
            what=f"for {people(len(lost))} another restriction wins: {names}",
            got=own.priority,
            expected="the wave's own restriction ranked above it",
            next_step="rank the wave's restriction higher, or take the people out of the other one's group",
        )


GUARD = Guard(
    rule="restriction-order",
    sentence="For every person of a wave, the wave's own restriction wins.",
    level="refuse",
    judge=judge,
)
