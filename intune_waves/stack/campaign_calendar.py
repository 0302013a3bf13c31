"""The declared campaign's calendar, as the simulated tenant's clock needs it."""

from datetime import date

from intune_waves.campaign.period import Calendar
from intune_waves.cli.validate import refuse_bad_declarations


def days_of_a_period() -> int:
    """A period's length in days. Raises RefusedError where the declarations do not hold."""
    return _calendar().days


def first_day() -> date:
    """The day on which period 1 begins. Raises RefusedError where the declarations do not hold."""
    return _calendar().first_day


def _calendar() -> Calendar:
    return refuse_bad_declarations().calendar
