"""Nobody is in two waves, whatever fills them."""

from collections.abc import Iterator
from itertools import combinations

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step import headcount
from intune_waves.step.plan import NOBODY, PlannedPeople


@guard(rule="person-in-two-waves", sentence="Nobody is in two waves.")
def judge(people: PlannedPeople) -> Iterator[Complaint]:
    """A complaint per pair of waves that share people."""
    filled = [move for move in people.moves if people.of(move)]
    everybody = NOBODY.union(*map(people.of, filled))
    if len(everybody) == sum(len(people.of(move)) for move in filled):
        return
    for one, other in combinations(filled, 2):
        both = people.of(one) & people.of(other)
        if both:
            yield Complaint(
                rule="person-in-two-waves",
                path=f"{one.wave.id}, {other.wave.id}",
                what=f"{headcount.people(len(both))} would be in both waves",
                got=len(both),
                expected="each person in one wave",
                next_step="leave them out of one of the two",
            )
