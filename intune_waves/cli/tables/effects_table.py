"""The effect of the messages, for a terminal and as plain rows."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from intune_waves.messages.effectiveness import DAYS_AFTER, MessageEffect, WaveEnrollment
from intune_waves.messages.sending.message_effects import Effects

_BARS = " ▁▂▃▄▅▆▇█"
_COLUMNS = 56
"""The most days or groups of days of one row: a year of fortnights still fits a terminal."""
_UNREACHED = "\N{EN DASH}"


def print_effects(
    console: Console, effects: Effects, *, title: Callable[[str], str], first: date, today: date
) -> None:
    """Print for each wave its enrollment since `first`, and for each message what followed it."""
    for enrollment in effects.enrollments:
        enrolled = enrollment.until(today)
        console.print(
            f"{escape(title(enrollment.wave))}: {enrolled:,} of {enrollment.people:,} people enrolled"
            f" ({_share(enrolled, enrollment.people)})",
            soft_wrap=True,
        )
        console.print(f"  {first} {sparkline(enrollment, first, today=today)} {today}", soft_wrap=True)
        for doubt in effects.doubts.get(enrollment.wave, ()):
            console.print(f"  [yellow]not to be trusted[/yellow]: {doubt}", soft_wrap=True)
    if not effects.messages:
        console.print("No wave has been told anything yet.")
        return
    console.print()
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for heading in ("wave", "message", "sent"):
        table.add_column(heading)
    for heading in ("before", *(f"{days} day{'s' * (days > 1)} after" for days in DAYS_AFTER)):
        table.add_column(heading, justify="right")
    for each in effects.messages:
        sent = f"{each.sent} *" if each.by_calendar else str(each.sent)
        shares = [_share(count, each.people) for count in (each.before, *each.after.values())]
        table.add_row(escape(title(each.wave)), each.stage.value, sent, *shares)
    console.print(table)
    if any(each.by_calendar for each in effects.messages):
        console.print("* the first day of the stage: the ledger knows of no message")


def sparkline(enrollment: WaveEnrollment, first: date, *, today: date) -> str:
    """How the enrolled share grew from `first` to `today`: a character per day, or per as many as needed."""
    days = max(1, (today - first).days + 1)
    step = -(-days // _COLUMNS)
    bars = []
    for number in range(step - 1, days + step - 1, step):
        enrolled = enrollment.until(min(today, first + timedelta(days=number)))
        share = enrolled / enrollment.people if enrollment.people else 0
        # Nobody is no bar, and whoever has enrolled is at least the lowest.
        bars.append(_BARS[max(enrolled > 0, int(share * (len(_BARS) - 1)))])
    return "".join(bars)


def effects_as_json(effects: Effects, today: date) -> dict[str, Any]:
    """The same as JSON values: counts, and nothing of any person."""
    return {
        "today": today.isoformat(),
        "waves": [_wave(each, effects) for each in effects.enrollments],
        "messages": [_message(each) for each in effects.messages],
    }


def _wave(each: WaveEnrollment, effects: Effects) -> dict[str, Any]:
    return {
        "wave": each.wave,
        "people": each.people,
        "enrolled_by_day": {day.isoformat(): count for day, count in each.by_day},
        "doubts": list(effects.doubts.get(each.wave, ())),
    }


def _message(each: MessageEffect) -> dict[str, Any]:
    return {
        "wave": each.wave,
        "stage": each.stage.value,
        "sent": each.sent.isoformat(),
        "sent_by": "calendar" if each.by_calendar else "ledger",
        "people": each.people,
        "enrolled_before": each.before,
        "enrolled_after_days": {str(days): count for days, count in each.after.items()},
    }


def _share(count: int | None, people: int) -> str:
    if count is None or not people:
        return _UNREACHED
    # A share that is not all is never shown as all.
    percent = count * 100 / people
    return f"{int(percent) if percent > 99 else round(percent)} %"
