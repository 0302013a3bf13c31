"""An override that is over is taken out."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.guards.guard import guard
from intune_waves.step.plan import PlannedPeople, PlannedPeriod


@guard(rule="override-expired", sentence="No override is kept beyond its last period.")
def judge(people: PlannedPeople, period: PlannedPeriod) -> Iterator[Complaint]:
    """A complaint per override whose last period has passed, so that none passes by habit."""
    for wave in (move.wave for move in people.moves):
        for index, override in enumerate(wave.overrides):
            if period.number > override.until:
                path = f"overrides.{index}.until"
                yield Complaint(
                    rule="override-expired",
                    where=wave.places.of(path) if wave.places else None,
                    path=path,
                    what=f"the override of {override.gate} by {override.by} ended in period {override.until}",
                    got=override.until,
                    expected=f"a period of {period.number} or later",
                    next_step="remove it, or decide it anew",
                )
