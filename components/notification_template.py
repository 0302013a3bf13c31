"""What Intune mails to the people of a wave in deadline while their device is in its grace."""

from html import escape
from pathlib import Path

import pulumi

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import MessageError
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.wave import Wave

from .compliance_policy import Reminder
from .intune import NotificationTemplateMessages

_LOCALE = "en-us"


def reminder(campaign: Campaign, schedule: Schedule, *, wave: Wave, folder: Path) -> Reminder:
    """The reminder from the templates of `folder`; a plain one where the campaign declares no messages.

    Raises pulumi.RunError with what is wrong with a template.
    """
    # The templates' engine is read only while a wave is in deadline.
    from intune_waves.messages.reminder import reminders

    try:
        found = reminders(campaign, schedule, wave=wave, folder=folder)
    except MessageError as refused:
        raise pulumi.RunError(str(refused)) from None
    if not found:
        return plain_reminder(campaign, schedule, wave=wave)
    messages: list[NotificationTemplateMessages] = [
        {"locale": each.locale, "subject": each.subject, "body": each.body} for each in found
    ]
    return Reminder(next(each.locale for each in found if each.is_default), messages)


def plain_reminder(campaign: Campaign, schedule: Schedule, *, wave: Wave) -> Reminder:
    """The reminder of a campaign that declares no messages."""
    day = campaign.calendar.start_of(schedule.enforced_from(wave.id))
    body = (
        f"<p>From {day} on, access at {escape(campaign.organisation)} asks for a compliant device, "
        "and this one is not compliant yet.</p>"
        "<p>Open the Company Portal on the device: it says what is missing.</p>"
    )
    return Reminder(
        _LOCALE, [{"locale": _LOCALE, "subject": "Your device is not compliant yet", "body": body}]
    )
