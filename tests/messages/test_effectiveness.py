"""Shares before and after a message are counted by whole days, and never for a day that is not over."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod
from intune_waves.messages.effectiveness import (
    DAYS_AFTER,
    TOLD,
    MessageEffect,
    WaveEnrollment,
    message_effect,
    stages_entered,
    wave_enrollment,
)
from tests.campaign.build import campaign, wave

MONDAY = date(2027, 1, 11)
DAYS = st.dictionaries(st.integers(0, 60).map(lambda days: MONDAY + timedelta(days)), st.integers(0, 9))


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_enrolled_people_add_up_and_days_without_anybody_are_left_out() -> None:
    found = wave_enrollment("pilot", 50, enrolled={day(3): 2, day(0): 4, day(1): 0})
    assert found == WaveEnrollment("pilot", 50, ((day(0), 4), (day(3), 6)))
    assert [found.until(day(number)) for number in (-1, 0, 2, 3, 99)] == [0, 4, 4, 6, 6]


def test_a_message_is_judged_by_the_days_before_and_after_it() -> None:
    found = wave_enrollment("pilot", 50, enrolled={day(0): 4, day(7): 1, day(8): 5, day(10): 8, day(14): 20})
    effect = message_effect(found, Stage.INSTRUCT, sent=day(7), today=day(15))
    assert effect == MessageEffect("pilot", Stage.INSTRUCT, day(7), 50, 4, {1: 10, 3: 18, 7: 38})


def test_a_day_counts_once_it_is_over() -> None:
    found = wave_enrollment("pilot", 50, enrolled={day(1): 5})
    assert message_effect(found, Stage.ANNOUNCE, sent=day(0), today=day(1)).after == {
        1: None,
        3: None,
        7: None,
    }
    assert message_effect(found, Stage.ANNOUNCE, sent=day(0), today=day(2)).after == {1: 5, 3: None, 7: None}


def test_a_day_taken_from_the_calendar_is_marked() -> None:
    found = wave_enrollment("pilot", 2, enrolled={})
    assert message_effect(found, Stage.ANNOUNCE, sent=day(0), today=day(0), by_calendar=True).by_calendar
    assert not message_effect(found, Stage.ANNOUNCE, sent=day(0), today=day(0)).by_calendar


@given(DAYS, st.integers(0, 60), st.integers(0, 80))
def test_counts_never_fall_and_are_known_for_the_days_that_are_over(
    enrolled: dict[date, int], sent: int, today: int
) -> None:
    found = wave_enrollment("pilot", sum(enrolled.values()), enrolled=enrolled)
    effect = message_effect(found, Stage.DEADLINE, sent=day(sent), today=day(today))
    known = [count for count in effect.after.values() if count is not None]
    assert [effect.before, *known] == sorted([effect.before, *known])
    assert len(known) == sum(sent + days < today for days in DAYS_AFTER)
    assert (
        known
        == [sum(n for at, n in enrolled.items() if at <= day(sent + d)) for d in DAYS_AFTER][: len(known)]
    )


def test_stages_are_entered_in_the_periods_that_the_schedule_says() -> None:
    planned = schedule(campaign(wave("pilot", start=AtPeriod(2))))
    assert list(stages_entered(planned, "pilot", period=1)) == []
    assert list(stages_entered(planned, "pilot", period=3)) == [(Stage.ANNOUNCE, 2), (Stage.INSTRUCT, 3)]
    assert [stage for stage, _ in stages_entered(planned, "pilot", period=99)] == list(TOLD)


def test_a_held_wave_enters_its_next_stage_later() -> None:
    held = wave("pilot", holds=(Hold("A reason.", "adele.vance@adatum.com", 2, 3),))
    assert list(stages_entered(schedule(campaign(held)), "pilot", period=4)) == [
        (Stage.ANNOUNCE, 1),
        (Stage.INSTRUCT, 4),
    ]
