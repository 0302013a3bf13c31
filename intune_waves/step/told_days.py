"""The days that people have been told: they never become earlier, and later only with a word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.stage import Stage

Days = Mapping[str, Mapping[Stage, date]]
"""By wave id, the first day of each stage."""


@dataclass(frozen=True, slots=True)
class MovedDay:
    """The day of a stage that a wave's people have been told, and the day that it would be now."""

    wave: str
    stage: Stage
    told: date
    now: date

    @property
    def earlier(self) -> bool:
        """Whether people would have less time than they were told."""
        return self.now < self.told

    def refusal(self) -> Complaint:
        """Why the day may not become earlier."""
        return Complaint(
            rule="told-day-kept",
            what=f"{self.wave}: people were told {self.told} for {self.stage.value}",
            got=self.now,
            expected=f"{self.told} or later",
            next_step=(
                f"{self.now} would be earlier: put the calendar back, or hold the wave until the day that "
                "people know"
            ),
        )

    def __str__(self) -> str:
        """The warning for a day that becomes a later one."""
        return (
            f"{self.wave}: people were told {self.told} for {self.stage.value}, and it becomes {self.now}; "
            "tell them by ./migrate messages"
        )


def moved_days(told: Days, now: Days, stages: Mapping[str, Stage]) -> Iterator[MovedDay]:
    """Every told day that would be another one, of stages that are still to come.

    `stages` are the waves' stages in force: before announce nobody has been told a day. A wave or a stage
    that has no day any more is left out.
    """
    for wave, days in told.items():
        in_force = stages.get(wave, Stage.PLANNED)
        for stage, day in days.items():
            then = now.get(wave, {}).get(stage)
            if then is not None and then != day and stage > in_force >= Stage.ANNOUNCE:
                yield MovedDay(wave, stage, day, then)
