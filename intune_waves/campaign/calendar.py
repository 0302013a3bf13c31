"""Periods: the numbered steps of a campaign, and the calendar that gives them days."""

import re
from bisect import bisect_right
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from intune_waves.campaign.errors import Complaint, PeriodError

LAST_PERIOD = 9999
"""The largest period number that is accepted: far past any campaign, and safely inside the calendar."""

_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def parse_period(text: str | int) -> int:
    """The period that `text` names: 0 is before the campaign, 1 its first period.

    Raises PeriodError, in one sentence, for whatever is not a whole number from 0 to LAST_PERIOD.
    """
    written = str(text).strip()
    if not isinstance(text, bool) and _WHOLE_NUMBER.fullmatch(written) and int(written) <= LAST_PERIOD:
        return int(written)
    shown = written if len(written) <= 40 else written[:40] + "…"
    raise PeriodError(
        str(
            Complaint(
                rule="period",
                path="period",
                what=f"{shown!r} is no period",
                expected=f"a whole number from 0 (before the campaign) to {LAST_PERIOD}",
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Freeze:
    """Days on which nothing advances, both ends included."""

    first_day: date
    last_day: date
    reason: str

    def covers(self, day: date) -> bool:
        """Whether `day` is frozen."""
        return self.first_day <= day <= self.last_day


def first_day_outside(freezes: Collection[Freeze], day: date) -> date:
    """`day`, or the first one after it that no freeze covers; the last day there is where one never ends."""
    while (freeze := next((each for each in freezes if each.covers(day)), None)) is not None:
        if freeze.last_day == date.max:
            return date.max
        day = freeze.last_day + timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of the periods. Period 1 begins on `first_day` and each lasts `days` days, but no period
    begins in a freeze: one that would begins on the day after it, and all later ones follow.
    """

    first_day: date
    days: int
    freezes: tuple[Freeze, ...] = ()
    begin: tuple[date, ...] = ()
    """The days on which the first periods begin, from period 1 on, where they are no `days` apart."""
    weekday: int | None = None
    """The day of the week on which periods begin, 0 for Monday; None for whatever day it comes to."""

    def start_of(self, period: int) -> date:
        """The first day of `period`; period 0, the time before, ends the day before period 1.

        Raises PeriodError for a day that no calendar has.
        """
        try:
            if period < 1:
                return _starts(self).of(1) - timedelta(days=(1 - period) * self.days)
            return _starts(self).of(period)
        except OverflowError:
            outside = Complaint(rule="period", path="period", what=f"{period} lies outside the calendar")
            raise PeriodError(str(outside)) from None

    def end_of(self, period: int) -> date:
        """The last day of `period`."""
        return self.start_of(period + 1) - timedelta(days=1)

    def period_of(self, day: date) -> int:
        """The period that `day` lies in; 0 for every day before period 1."""
        return _starts(self).until(day)

    def length_of(self, period: int) -> int:
        """How many days `period` lasts."""
        return self.days_between(period, period + 1)

    def days_between(self, earlier: int, later: int) -> int:
        """The days from the first one of a period to the first one of another."""
        return (self.start_of(later) - self.start_of(earlier)).days

    def moved_by(self, period: int) -> Freeze | None:
        """The freeze after which `period` begins; None where it begins when the length of periods says."""
        self.start_of(period)
        return _starts(self).moved.get(period)


class _Starts:
    """The first days of a calendar's periods, counted as far as somebody asks."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: list[date] = []
        self.moved: dict[int, Freeze] = {}

    def of(self, period: int) -> date:
        """Raises OverflowError for a day that no calendar has."""
        while len(self._known) < period:
            self._known.append(self._next(len(self._known) + 1))
        return self._known[period - 1]

    def until(self, day: date) -> int:
        """How many periods have begun by `day`, LAST_PERIOD at most."""
        with suppress(OverflowError):
            while (not self._known or self._known[-1] <= day) and len(self._known) < LAST_PERIOD:
                self.of(len(self._known) + 1)
        return bisect_right(self._known, day)

    def _next(self, period: int) -> date:
        calendar = self._calendar
        if period <= len(calendar.begin):
            day = calendar.begin[period - 1]
        else:
            day = self._known[-1] + timedelta(days=calendar.days) if self._known else calendar.first_day
        earliest = self._known[-1] + timedelta(days=1) if self._known else date.min
        day = max(day, earliest)
        while True:
            freeze = next((each for each in calendar.freezes if each.covers(day)), None)
            if freeze is not None:
                self.moved[period] = freeze
                day = freeze.last_day + timedelta(days=1)
            elif calendar.weekday is not None and day.weekday() != calendar.weekday:
                day += timedelta(days=(calendar.weekday - day.weekday()) % 7)
            else:
                return day


@lru_cache(maxsize=32)
def _starts(calendar: Calendar) -> _Starts:
    return _Starts(calendar)
