"""Nobody is enforced whose device the previous service still manages."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step import headcount
from intune_waves.step.plan import PlannedPeople


@guard(
    rule="old-service-left",
    sentence="Nobody is enforced whose device the previous service still manages.",
)
def judge(people: PlannedPeople) -> Iterator[Complaint]:
    """A complaint per wave that the step enforces, with the number of people under two services."""
    for move in people.newly_enforced():
        still = people.of(move) & people.in_old_service
        if still:
            who = headcount.people(len(still))
            yield Complaint(
                rule="old-service-left",
                path=move.wave.id,
                what=f"{who} would be enforced while the previous service manages a device",
                got=len(still),
                expected="people who have left the previous service",
                next_step="let them leave it first, or hold the wave",
            )
