"""A wave that is taken back gives its people to everybody else, and they may be enforced already."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.stage import Stage
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople


@guard(
    rule="people-handed-over",
    sentence="No wave gives its people to everybody else once those are enforced.",
)
def judge(people: PlannedPeople) -> Iterator[Complaint]:
    """A complaint per wave that loses its group while the wave of everybody else is enforced.

    Its people would be enforced at once, without stage, gate or count: that is no way back.
    """
    takers = [move for move in people.enforced() if move.wave.people.takes_the_rest]
    leaving = [move.wave for move in people.moves if move.after is Stage.PLANNED is not move.before]
    for taker in takers:
        for wave in (*leaving, *people.removed):
            yield Complaint(
                rule="people-handed-over",
                path=wave.id,
                what=f"its people would fall to {taker.wave.id} and be enforced with everybody else",
                expected=f"{taker.wave.id} before enforce, or the wave with its group",
                next_step=f"keep the wave, or take {taker.wave.id} back first",
            )
