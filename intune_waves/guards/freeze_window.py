"""Nothing advances in a freeze."""

from collections.abc import Iterator
from datetime import timedelta

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedClosing, PlannedPeople, PlannedPeriod


@guard(rule="freeze-window", sentence="No wave advances and no campaign closes in a freeze.")
def judge(people: PlannedPeople, closing: PlannedClosing, period: PlannedPeriod) -> Iterator[Complaint]:
    """A complaint per freeze that covers the period's first day, or today by the tenant's clock, when a wave
    would advance or the campaign close; going back is free.

    The calendar lets no period begin in a freeze; a step that is late, or early for a reason, may fall into
    one all the same.
    """
    advancing = ", ".join(move.wave.id for move in people.moves if move.after > move.before)
    closes = "the campaign would close" if closing.closes else ""
    doing = f"{advancing} would advance" if advancing else closes
    days = [period.first_day] if period.today is None else [period.first_day, period.today]
    for freeze in period.freezes:
        day = next(filter(freeze.covers, days), None)
        if doing and day is not None:
            yield Complaint(
                rule="freeze-window",
                what=f"{doing} on {day}, which is frozen: {freeze.reason}",
                got=day,
                expected=f"a day after {freeze.last_day}",
                next_step=f"wait until {freeze.last_day + timedelta(days=1)}",
            )
