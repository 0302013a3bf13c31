"""One step newly enforces only so many people."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step import headcount
from intune_waves.step.plan import NOBODY, PlannedPeople


@guard(rule="enforcement-brake", sentence="One step newly enforces no more people than the brake allows.")
def judge(people: PlannedPeople) -> Iterator[Complaint]:
    """A complaint when the step enforces more people than the brake's percentage and more than its floor."""
    count = len(NOBODY.union(*(people.of(move) for move in people.newly_enforced())))
    most = people.brake.most_of(people.everybody)
    if count > most:
        yield Complaint(
            rule="enforcement-brake",
            path="brake",
            what=f"{headcount.people(count)} of {people.everybody:,} would be newly enforced by one step",
            got=count,
            expected=f"at most {most:,}",
            next_step=f"let the waves follow one another, or raise the brake; it allows {most:,} now",
        )
