from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After
from intune_waves.messages.due import entering, judge_dates
from tests.campaign.build import wave
from tests.messages.adatum import campaign

TWO = campaign(wave("a"), wave("b", start=After("a")))
EARLY = date(2027, 1, 1)


def _entering(told: Campaign, period: int) -> list[tuple[str, Stage]]:
    return [(each.id, stage) for each, stage in entering(told, schedule(told), period=period)]


def _said(told: Campaign, period: int, today: date = EARLY) -> list[str]:
    return [str(complaint) for complaint in judge_dates(told, schedule(told), period=period, today=today)]


def test_waves_enter_stages_one_after_the_other() -> None:
    assert [_entering(TWO, period) for period in (0, 1, 2, 4, 5, 6)] == [
        [],
        [("a", Stage.ANNOUNCE)],
        [("a", Stage.INSTRUCT), ("b", Stage.ANNOUNCE)],
        [("a", Stage.ENFORCE), ("b", Stage.DEADLINE)],
        [("b", Stage.ENFORCE)],
        [],
    ]


def test_a_held_wave_enters_nothing() -> None:
    told = campaign(wave("a", holds=(Hold("The VPN client breaks", "Megan Bowen", 2, 2),)))
    assert [_entering(told, period) for period in (1, 2, 3)] == [
        [("a", Stage.ANNOUNCE)],
        [],
        [("a", Stage.INSTRUCT)],
    ]


def test_the_day_of_enforcement_must_be_to_come() -> None:
    assert _said(TWO, 2, date(2027, 2, 21)) == []
    (late,) = _said(TWO, 2, date(2027, 2, 22))
    assert late == (
        "start: a would hear of instruct with 2027-02-22 as the day of enforcement, and today is "
        "2027-02-22; move the start, hold the wave, or see the messages as of an earlier day with --as-of "
        "DAY [message-deadline-past]"
    )


def test_who_is_enforced_may_hear_of_it_later() -> None:
    assert _said(campaign(), 4, date(2028, 1, 1)) == []


def test_dates_that_a_hold_keeps_open_are_not_told() -> None:
    told = campaign(wave(holds=(Hold("Early", "Megan Bowen", 1, 1), Hold("VPN", "Megan Bowen", 4))))
    assert _said(told, 2) == [
        "holds.1: limited-pilot is held from period 4 until further notice, so its dates are not known; say "
        "until when, or tell people later [message-date-open]"
    ]
