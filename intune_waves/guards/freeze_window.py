"""Nothing advances in a freeze."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedClosing, PlannedPeople, PlannedPeriod


@guard(rule="freeze-window", sentence="No wave advances and no campaign closes in a freeze.")
def judge(people: PlannedPeople, closing: PlannedClosing, period: PlannedPeriod) -> Iterator[Complaint]:
    """A complaint per freeze that covers the period's first day, when a wave would advance or the campaign
    close; going back is free.
    """
    advancing = ", ".join(move.wave.id for move in people.moves if move.after > move.before)
    closes = "the campaign would close" if closing.closes else ""
    doing = f"{advancing} would advance" if advancing else closes
    for freeze in period.freezes:
        if doing and freeze.covers(period.first_day):
            yield Complaint(
                rule="freeze-window",
                what=f"{doing} on {period.first_day}, which is frozen: {freeze.reason}",
                got=period.first_day,
                expected=f"a period that begins after {freeze.last_day}",
                next_step="hold the waves over the freeze, or wait",
            )
