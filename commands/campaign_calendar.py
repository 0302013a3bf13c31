"""The declared campaign's calendar, as the simulated tenant's clock needs it."""

from datetime import date

from commands.home import PROJECT
from commands.refusal import RefusedError
from migration.period import Calendar


def days_of_a_period() -> int:
    """A period's length in days. Raises RefusedError where the declarations do not hold."""
    return _calendar().days


def first_day() -> date:
    """The day on which period 1 begins. Raises RefusedError where the declarations do not hold."""
    return _calendar().first_day


def _calendar() -> Calendar:
    from declarations import DeclarationError, load

    try:
        return load(PROJECT / "waves").calendar
    except DeclarationError as refused:
        raise RefusedError(str(refused)) from None
