"""A wave goes one stage on at a time."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople, PlannedPeriod


@guard(rule="one-stage-step", sentence="A wave jumps no stage.")
def judge(people: PlannedPeople, period: PlannedPeriod) -> Iterator[Complaint]:
    """A complaint per wave that would jump a stage, unless a person has named this very step."""
    for move in people.moves:
        if move.after.position - move.before.position > 1 and not period.confirmed:
            yield Complaint(
                rule="one-stage-step",
                path=move.wave.id,
                what=f"the wave would go from {move.before.value} to {move.after.value} in one step",
                got=move.after.value,
                expected="the next stage",
                next_step="take the periods one by one; a hold that is over stays in the wave's file",
            )
