from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.errors import PeriodError
from intune_waves.campaign.period import LAST_PERIOD, Calendar, parse_period

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
