"""The text of a wave's reminder."""

from html import escape

from components.compliance import Reminder
from migration.campaign import Campaign
from migration.schedule import Schedule
from migration.wave import Wave

_LOCALE = "en-us"


def reminder(campaign: Campaign, schedule: Schedule, wave: Wave) -> Reminder:
    """A plain reminder of the first day of enforce."""
    day = campaign.calendar.start_of(schedule.enforced_from(wave.id))
    body = (
        f"<p>From {day} on, access at {escape(campaign.organisation)} asks for a compliant device, "
        "and this one is not compliant yet.</p>"
        "<p>Open the Company Portal on the device: it says what is missing.</p>"
    )
    return Reminder(
        _LOCALE, [{"locale": _LOCALE, "subject": "Your device is not compliant yet", "body": body}]
    )
