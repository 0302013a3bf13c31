"""Nothing advances in a freeze."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import Guard
from intune_waves.step.plan import Plan


def judge(plan: Plan) -> Iterator[Complaint]:
    """A complaint per freeze that covers the period's first day, when a wave would advance or the campaign
    close; going back is free.
    """
    advancing = ", ".join(move.wave.id for move in plan.moves if move.after > move.before)
    doing = f"{advancing} would advance" if advancing else "the campaign would close" if plan.closes else ""
    for freeze in plan.freezes:
        if doing and freeze.covers(plan.first_day):
            yield Complaint(
                rule="freeze-window",
                what=f"{doing} on {plan.first_day}, which is frozen: {freeze.reason}",
                got=plan.first_day,
                expected=f"a period that begins after {freeze.last_day}",
                next_step="hold the waves over the freeze, or wait",
            )


GUARD = Guard(
    rule="freeze-window",
    sentence="No wave advances and no campaign closes in a freeze.",
    level="refuse",
    judge=judge,
)
