"""How well the messages worked: who had enrolled before each of them went out, and some days after."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage

DAYS_AFTER = (1, 3, 7)
"""How many days after a message people are counted."""

TOLD = (Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE)
"""The stages that people get a message in."""


@dataclass(frozen=True, slots=True)
class WaveEnrollment:
    """The people of a wave, and how many of them had an enrolled device at the end of each day.

    `by_day` holds the days on which that number grew, in order, with the number itself.
    """

    wave: str
    people: int
    by_day: tuple[tuple[date, int], ...]

    def until(self, day: date) -> int:
        """How many people had enrolled by the end of `day`."""
        place = bisect_right(self.by_day, day, key=lambda row: row[0])
        return self.by_day[place - 1][1] if place else 0


@dataclass(frozen=True, slots=True)
class MessageEffect:
    """One message to a wave: enrolled people before the day it was sent, and so many days after it."""

    wave: str
    stage: Stage
    sent: date
    people: int
    before: int
    after: Mapping[int, int | None] = field(hash=False)
    """By days after `sent`, counted at that day's end; None for a day that is not over yet."""
    by_calendar: bool = False
    """Whether `sent` is the first day of the stage because the ledger knows of no message."""


def wave_enrollment(wave: str, people: int, *, enrolled: Mapping[date, int]) -> WaveEnrollment:
    """The enrollment of a wave, from how many of its people enrolled their first device on each day."""
    total = 0
    by_day = []
    for day in sorted(enrolled):
        if enrolled[day]:
            total += enrolled[day]
            by_day.append((day, total))
    return WaveEnrollment(wave, people, tuple(by_day))


def message_effect(
    enrollment: WaveEnrollment, stage: Stage, *, sent: date, today: date, by_calendar: bool = False
) -> MessageEffect:
    """What followed the message of `stage` that went out on `sent`, as far as it can be known `today`."""
    after = {}
    for days in DAYS_AFTER:
        day = sent + timedelta(days=days)
        after[days] = enrollment.until(day) if day < today else None
    before = enrollment.until(sent - timedelta(days=1))
    return MessageEffect(enrollment.wave, stage, sent, enrollment.people, before, after, by_calendar)


def stages_entered(schedule: Schedule, wave: str, *, period: int) -> Iterator[tuple[Stage, int]]:
    """Each stage that the wave has entered by `period`, with the period that it was entered in."""
    before = Stage.PLANNED
    for each in range(schedule.starts[wave], period + 1):
        stage = schedule.stage(wave, each)
        if stage > before:
            yield stage, each
            before = stage
