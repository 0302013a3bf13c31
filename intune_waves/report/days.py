"""Days and times as people read them."""

from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date

from intune_waves.messages.days import written

EFFECTIVE_AFTER = timedelta(days=1)
"""How long an edit may take until it is in force everywhere: up to a day; Microsoft Learn, "Troubleshoot
Conditional Access" and the field.
"""


def long_day(day: date) -> str:
    """`22 March 2027`, whatever the machine's locale."""
    return written(day, "en")


def short_day(day: date) -> str:
    """`22 Mar`."""
    return format_date(day, "d MMM", locale="en")


def day_from(day: date, today: date) -> str:
    """`22 March`, with the year where it is not the one of `today`."""
    return long_day(day) if day.year != today.year else long_day(day).rpartition(" ")[0]


def shown_moment(found: datetime) -> str:
    """`2027-03-08 09:30 UTC`."""
    return f"{found.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def effective(applied: datetime) -> str:
    """When what was applied is in force everywhere at the latest."""
    return shown_moment(applied + EFFECTIVE_AFTER)
