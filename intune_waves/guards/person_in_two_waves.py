"""Nobody is in two waves, whatever fills them."""

from collections.abc import Iterator
from itertools import combinations

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.headcount import people
from intune_waves.step.plan import NOBODY, Plan


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint per pair of waves that share people."""
    filled = [move for move in plan.moves if plan.people_of(move)]
    everybody = NOBODY.union(*map(plan.people_of, filled))
    if len(everybody) == sum(len(plan.people_of(move)) for move in filled):
        return
    for one, other in combinations(filled, 2):
        both = plan.people_of(one) & plan.people_of(other)
        if both:
            yield Complaint(
                rule="person-in-two-waves",
                path=f"{one.wave.id}, {other.wave.id}",
                what=f"{people(len(both))} would be in both waves",
                got=len(both),
                expected="each person in one wave",
                next_step="leave them out of one of the two",
            )


GUARD = Guard(
    rule="person-in-two-waves",
    sentence="Nobody is in two waves.",
    level="refuse",
    judge=judge,
)
