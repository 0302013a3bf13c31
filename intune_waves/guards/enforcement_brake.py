"""One step newly enforces only so many people."""

from collections.abc import Iterator
from fractions import Fraction

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.headcount import people
from intune_waves.step.plan import NOBODY, Plan


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint when the step enforces more people than the brake's percentage and more than its floor."""
    count = len(NOBODY.union(*(plan.people_of(move) for move in plan.newly_enforced())))
    most = max(int(Fraction(str(plan.brake.percent)) * plan.everybody / 100), plan.brake.floor)
    if count > most:
        yield Complaint(
            rule="enforcement-brake",
            path="brake",
            what=f"{people(count)} of {plan.everybody:,} would be newly enforced by one step",
            got=count,
            expected=f"at most {most:,}",
            next_step=f"let the waves follow one another, or raise the brake; it allows {most:,} now",
        )


GUARD = Guard(
    rule="enforcement-brake",
    sentence="One step newly enforces no more people than the brake allows.",
    level="refuse",
    judge=judge,
)
