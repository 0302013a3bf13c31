from datetime import date
from typing import Any

from icalendar import Calendar

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.messages.calendar_file import calendar_file
from tests.campaign.build import wave
from tests.messages.adatum import campaign

SUBJECTS = {Stage.ANNOUNCE: "The plan", Stage.ENFORCE: "The day; the rule, and\nmore"}


def _file(told: Campaign) -> bytes:
    return calendar_file(told, schedule(told), wave=told.waves[0], subjects=SUBJECTS)


def _events(written: bytes) -> list[Any]:
    return list(Calendar.from_ical(written).walk("VEVENT"))


def test_each_stage_is_a_whole_day() -> None:
    written = _file(campaign())
    events = [
        (str(each["summary"]), each["dtstart"].dt, each["dtend"].dt, each["sequence"])
        for each in _events(written)
    ]
    assert events == [
        ("The plan", date(2027, 1, 11), date(2027, 1, 12), 0),
        ("The day; the rule, and\nmore", date(2027, 2, 22), date(2027, 2, 23), 0),
    ]
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")


def test_nothing_depends_on_when_it_is_made() -> None:
    assert _file(campaign()) == _file(campaign())
    assert b"DTSTAMP:20270111T000000Z\r\n" in _file(campaign())


def test_an_event_that_moves_is_the_same_event() -> None:
    first = _events(_file(campaign()))
    held = wave(holds=(Hold("The VPN client breaks", "Megan Bowen", 3, 4),))
    later = _events(_file(campaign(held)))
    assert [each["uid"] for each in first] == [each["uid"] for each in later]
    assert [each["sequence"] for each in later] == [0, 2]
    assert [each["dtstart"].dt for each in later] == [date(2027, 1, 11), date(2027, 3, 22)]


def test_events_of_other_waves_and_organisations_are_others() -> None:
    told = [campaign(), campaign(wave("another")), campaign(organisation="Fabrikam")]
    uids = [each["uid"] for one in told for each in _events(_file(one))]
    assert len(set(uids)) == 6


def test_hostile_titles_do_not_begin_a_line() -> None:
    written = _file(campaign(wave(title="a\r\nEND:VCALENDAR"), name="b\nX: y"))
    assert written.count(b"\r\nEND:VCALENDAR") == 1
    assert len(_events(written)) == 2
