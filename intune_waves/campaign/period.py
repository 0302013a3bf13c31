"""Periods: the numbered steps of a campaign, and the calendar that gives them days."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

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
class Calendar:
    """The days of the periods: period 1 begins on `first_day` and each lasts `days` days."""

    first_day: date
    days: int

    def start_of(self, period: int) -> date:
        """The first day of `period`; period 0, the time before, ends the day before period 1.

        Raises PeriodError for a day that no calendar has.
        """
        try:
            return self.first_day + timedelta(days=(period - 1) * self.days)
        except OverflowError:
            outside = Complaint(rule="period", path="period", what=f"{period} lies outside the calendar")
            raise PeriodError(str(outside)) from None

    def end_of(self, period: int) -> date:
        """The last day of `period`."""
        return self.start_of(period + 1) - timedelta(days=1)

    def period_of(self, day: date) -> int:
        """The period that `day` lies in; 0 for every day before period 1."""
        return max(0, (day - self.first_day).days // self.days + 1)
