from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.calendar import LAST_PERIOD, Calendar, Freeze, first_day_outside, parse_period
from intune_waves.campaign.errors import PeriodError

CALENDAR = Calendar(date(2027, 1, 11), 14)


@pytest.mark.parametrize(
    ("text", "period"), [("0", 0), (" 7 ", 7), (3, 3), ("0012", 12), ("9999", LAST_PERIOD)]
)
def test_a_whole_number_is_a_period(text: str | int, period: int) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("text", ["", "-1", "1.5", "two", "1e3", "10000", "٣", "1 2", True, "9" * 5000, "+1"])
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period(text)
    assert str(refused.value).endswith("write a whole number from 0 (before the campaign) to 9999 [period]")
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 160


def test_the_calendar_counts_from_its_first_day() -> None:
    assert CALENDAR.start_of(1) == date(2027, 1, 11)
    assert CALENDAR.end_of(1) == date(2027, 1, 24)
    assert CALENDAR.start_of(2) == date(2027, 1, 25)
    assert CALENDAR.period_of(date(2027, 1, 10)) == 0
    assert CALENDAR.period_of(date(2027, 1, 11)) == 1
    assert CALENDAR.period_of(date(2027, 1, 24)) == 1
    assert CALENDAR.period_of(date(2020, 1, 1)) == 0


def test_a_period_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(PeriodError, match=r"9999 lies outside the calendar \[period\]"):
        Calendar(date(2027, 1, 11), 366).start_of(LAST_PERIOD)


@given(period=st.integers(1, 500), days=st.integers(1, 60), into=st.integers(0, 59))
def test_every_day_of_a_period_is_in_it(period: int, days: int, into: int) -> None:
    calendar = Calendar(date(2027, 1, 11), days)
    day = calendar.start_of(period) + timedelta(days=into % days)
    assert calendar.period_of(day) == period
    assert calendar.start_of(period) <= day <= calendar.end_of(period)


@pytest.mark.parametrize("length", [39, 40, 41, 80])
def test_a_long_text_is_shown_in_part(length: int) -> None:
    with pytest.raises(PeriodError) as refused:
        parse_period("x" * length)
    shown = "x" * length if length <= 40 else "x" * 40 + "…"
    assert str(refused.value) == (
        f"period: {shown!r} is no period; write a whole number from 0 (before the campaign) to 9999 [period]"
    )


SUMMER = Freeze(date(2027, 6, 21), date(2027, 7, 4), "Financial year end")


def test_a_period_that_would_begin_in_a_freeze_begins_after_it_and_all_later_ones_follow() -> None:
    calendar = Calendar(date(2027, 6, 7), 14, (SUMMER,))
    assert [calendar.start_of(period) for period in range(4)] == [
        date(2027, 5, 24),
        date(2027, 6, 7),
        date(2027, 7, 5),
        date(2027, 7, 19),
    ]
    assert calendar.end_of(1) == date(2027, 7, 4)
    assert (calendar.length_of(1), calendar.length_of(2), calendar.days_between(1, 3)) == (28, 14, 42)
    assert [calendar.moved_by(period) for period in (0, 1, 2, 3)] == [None, None, SUMMER, None]
    assert calendar.period_of(date(2027, 7, 1)) == 1


def test_before_anything_else_is_asked_no_freeze_has_moved_the_time_before() -> None:
    assert Calendar(date(2027, 5, 3), 14, (SUMMER,)).moved_by(0) is None


def test_a_freeze_within_a_period_moves_nothing() -> None:
    calendar = Calendar(date(2027, 6, 14), 28, (SUMMER,))
    assert [calendar.start_of(period) for period in (1, 2)] == [date(2027, 6, 14), date(2027, 7, 12)]
    assert calendar.moved_by(2) is None


def test_freezes_that_meet_are_left_behind_together() -> None:
    second = Freeze(date(2027, 7, 3), date(2027, 7, 9), "Inventory")
    calendar = Calendar(date(2027, 6, 21), 7, (second, SUMMER))
    assert calendar.start_of(1) == date(2027, 7, 10)
    assert calendar.moved_by(1) == second


def test_periods_begin_on_their_weekday_after_a_freeze_too() -> None:
    holidays = Freeze(date(2027, 12, 20), date(2028, 1, 1), "Holidays")
    calendar = Calendar(date(2027, 12, 6), 14, (holidays,), weekday=0)
    assert [calendar.start_of(period) for period in (1, 2, 3)] == [
        date(2027, 12, 6),
        date(2028, 1, 3),
        date(2028, 1, 17),
    ]


def test_declared_days_come_first_and_the_length_counts_from_the_last() -> None:
    begin = (date(2027, 1, 11), date(2027, 1, 18), date(2027, 2, 15))
    calendar = Calendar(date(2027, 1, 11), 14, begin=begin)
    assert [calendar.start_of(period) for period in (1, 2, 3, 4)] == [*begin, date(2027, 3, 1)]
    assert calendar.period_of(date(2027, 2, 14)) == 2


def test_a_freeze_without_an_end_is_refused_and_does_not_hang() -> None:
    calendar = Calendar(date(2027, 1, 11), 14, (Freeze(date(2027, 2, 1), date.max, "for ever"),))
    with pytest.raises(PeriodError, match=r"3 lies outside the calendar"):
        calendar.start_of(3)
    assert calendar.period_of(date(2030, 1, 1)) == 2


def test_the_first_day_outside_of_freezes() -> None:
    second = Freeze(date(2027, 7, 5), date(2027, 7, 9), "Inventory")
    both = (second, SUMMER)
    assert first_day_outside(both, date(2027, 6, 20)) == date(2027, 6, 20)
    assert first_day_outside(both, date(2027, 6, 21)) == date(2027, 7, 10), "one begins where the other ends"
    assert first_day_outside((), date(2027, 6, 21)) == date(2027, 6, 21)
    endless = Freeze(date(2027, 2, 1), date.max, "for ever")
    assert first_day_outside((endless,), date(2027, 6, 21)) == date.max


freezes = st.lists(
    st.builds(
        lambda first, days: Freeze(first, first + timedelta(days=days), "frozen"),
        st.dates(date(2027, 1, 1), date(2028, 1, 1)),
        st.integers(0, 40),
    ),
    max_size=4,
)


@given(freezes, st.integers(1, 40), st.none() | st.integers(0, 6), st.integers(1, 60))
def test_no_period_begins_in_a_freeze_and_each_day_is_in_one(
    frozen: list[Freeze], days: int, weekday: int | None, period: int
) -> None:
    calendar = Calendar(date(2027, 1, 11), days, tuple(frozen), weekday=weekday)
    first, last = calendar.start_of(period), calendar.end_of(period)
    assert not any(each.covers(first) for each in frozen)
    assert weekday is None or first.weekday() == weekday
    assert calendar.start_of(period - 1) < first <= last
    assert calendar.period_of(first) == calendar.period_of(last) == period
    assert calendar.length_of(period) >= days
