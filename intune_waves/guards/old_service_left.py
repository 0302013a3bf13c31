"""Nobody is enforced whose device the previous service still manages."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.headcount import people
from intune_waves.step.plan import Plan


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint per wave that the step enforces, with the number of people under two services."""
    for move in plan.newly_enforced():
        still = plan.people_of(move) & plan.in_old_service
        if still:
            yield Complaint(
                rule="old-service-left",
                path=move.wave.id,
                what=f"{people(len(still))} would be enforced while the previous service manages a device",
                got=len(still),
                expected="people who have left the previous service",
                next_step="let them leave it first, or hold the wave",
            )


GUARD = Guard(
    rule="old-service-left",
    sentence="Nobody is enforced whose device the previous service still manages.",
    level="refuse",
    judge=judge,
)
