"""A wave's dates as an iCalendar file: import it once, import it again, and the events move."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.messages.inert import one_line


def calendar_file(
    campaign: Campaign, schedule: Schedule, *, wave: Wave, subjects: Mapping[Stage, str]
) -> bytes:
    """An event of a whole day for the first day of each stage in `subjects` (RFC 5545).

    Nothing in it depends on when it is made. An event keeps its UID when its day or subject changes; SEQUENCE
    counts the periods that holds have moved it by.
    """
    # Imported here: it loads 80 modules, and most verbs that can write messages write none.
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//intune-waves//messages//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", one_line(f"{campaign.name}: {wave.title}"))
    for stage, subject in subjects.items():
        period = schedule.first_in(wave.id, stage)
        unheld = schedule.starts[wave.id] + stage.position - Stage.ANNOUNCE.position
        day = campaign.calendar.start_of(period)
        event = Event()
        event.add("uid", f"{_uid(campaign, wave, stage=stage)}@intune-waves")
        event.add("dtstamp", datetime.combine(campaign.calendar.first_day, time(), UTC))
        event.add("sequence", period - unheld)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", subject)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _uid(campaign: Campaign, wave: Wave, *, stage: Stage) -> str:
    return str(uuid5(NAMESPACE_URL, f"intune-waves:{campaign.organisation}:{wave.id}:{stage.value}"))
