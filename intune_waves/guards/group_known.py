"""A wave's people are counted in its group, so the group is there."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.stage import Stage
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople


@guard(
    rule="group-known",
    sentence="A wave that has begun has its group, and nobody is enforced before they can be counted.",
)
def judge(people: PlannedPeople) -> Iterator[Complaint]:
    """A complaint per wave whose group the tenant does not have although it should, or must before enforce.

    Without it every other guard would find nobody in the wave, and pass.
    """
    for move in people.moves:
        if move.group or move.after is Stage.PLANNED:
            continue
        if move.before is not Stage.PLANNED:
            yield Complaint(
                rule="group-known",
                path=move.wave.id,
                what="the tenant does not have the wave's group, or has two of its name",
                expected="exactly one group of that name",
                next_step="run refresh and then up in the period in force; rename a second group",
            )
        elif move.after is Stage.ENFORCE:
            yield Complaint(
                rule="group-known",
                path=move.wave.id,
                what="the wave would be enforced by the step that makes its group, so nobody can be counted",
                expected="a group that exists before its people are enforced",
                next_step="take the period before first",
            )
