"""The days that people have been told: they never become earlier, and later only with a word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
            "tell them once it is in force: ./migrate messages send"
        )


def moved_days(told: Days, now: Days, *, stages: Mapping[str, Stage]) -> Iterator[MovedDay]:
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


@dataclass(frozen=True, slots=True)
class LaterDays:
    """Days of a wave that became later in `period`, by stage: what its people had been told before."""

    period: int
    told: Mapping[Stage, date] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ToldDays:
    """What people have been told, as the state keeps it: every wave's days, and those that became later."""

    days: Days = field(default_factory=dict, hash=False)
    later: Mapping[str, LaterDays] = field(default_factory=dict, hash=False)


def later_days(
    known: Mapping[str, LaterDays], moved: Iterable[MovedDay], *, stages: Mapping[str, Stage], period: int
) -> dict[str, LaterDays]:
    """The days that became later, as they are kept after a step: those that `moved` in this one, beside what
    is `known` of steps before, for as long as a stage of them is still to come.

    `stages` are the waves' stages after the step to `period`. What moves twice in one period is told once,
    from the day that people knew.
    """
    found = {
        wave: each
        for wave, each in known.items()
        if any(stage > stages.get(wave, Stage.PLANNED) for stage in each.told) and wave in stages
    }
    now: dict[str, dict[Stage, date]] = {}
    for each in moved:
        if not each.earlier:
            now.setdefault(each.wave, {})[each.stage] = each.told
    for wave, told in now.items():
        before = found.get(wave)
        first = before.told if before and before.period == period else {}
        found[wave] = LaterDays(period, {**told, **first})
    return found


def due_later(told: ToldDays, now: Days, *, stages: Mapping[str, Stage], period: int) -> dict[str, LaterDays]:
    """The waves whose people are to be told of a later day in `period`, with what they had been told.

    `told` is what the state keeps and `stages` are the stages in force; `now` are the days as declared, which
    the step to `period` brings into force where they are not yet.
    """
    moved = moved_days(told.days, now, stages=stages)
    kept = later_days(told.later, moved, stages=stages, period=period)
    return {wave: each for wave, each in kept.items() if each.period == period}


def read_later(written: Mapping[str, Any]) -> dict[str, LaterDays]:
    """What `written_later` wrote.

    Raises ValueError, KeyError, TypeError or AttributeError for another shape.
    """
    return {
        wave: LaterDays(
            int(each["period"]),
            {Stage(stage): date.fromisoformat(day) for stage, day in each["told"].items()},
        )
        for wave, each in written.items()
    }


def written_later(later: Mapping[str, LaterDays]) -> dict[str, Any]:
    """The days that became later as plain values, which the state keeps."""
    return {
        wave: {
            "period": each.period,
            "told": {stage.value: day.isoformat() for stage, day in sorted(each.told.items())},
        }
        for wave, each in sorted(later.items())
    }
