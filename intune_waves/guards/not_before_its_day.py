"""No stage begins before the day that people were told."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.stage import Stage
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedClosing, PlannedPeople, PlannedPeriod


@guard(
    rule="not-before-its-day",
    sentence="No wave comes into instruct, deadline or enforce, and no campaign closes, before its day.",
)
def judge(people: PlannedPeople, closing: PlannedClosing, period: PlannedPeriod) -> Iterator[Complaint]:
    """A complaint when the period begins later than today by the tenant's clock, and a wave would come into a
    stage whose day its people have been told, or the campaign would close.

    Nobody has been told anything before a wave is announced. A step that the stack names with a reason may
    come early.
    """
    told = [move.wave.id for move in people.moves if move.after > move.before and move.after > Stage.ANNOUNCE]
    doing = f"{', '.join(told)} would advance" if told else "the campaign would close" * closing.closes
    early = period.today is not None and period.today < period.first_day
    if not doing or not early or period.confirmed_because:
        return
    yield Complaint(
        rule="not-before-its-day",
        what=f"{doing} on {period.today}, and people were told {period.first_day}",
        got=period.today,
        expected=f"{period.first_day} or later",
        next_step=(
            "wait for that day, or set confirmedStep to this very step with the reason, such as "
            f'"{period.number - 1}->{period.number}: the steering group agreed"'
        ),
    )
