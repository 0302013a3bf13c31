from datetime import date, timedelta

import pytest

from intune_waves.messages.days import written, written_long
from intune_waves.messages.reminder import LOCALES

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [
        ("en", "1 March 2027", "Monday, 1 March 2027"),
        ("en-US", "March 1, 2027", "Monday, March 1, 2027"),
        ("de", "1. März 2027", "Montag, 1. März 2027"),
        ("de-AT", "1. März 2027", "Montag, 1. März 2027"),
        ("es", "1 de marzo de 2027", "lunes, 1 de marzo de 2027"),
        ("fr", "1 mars 2027", "lundi 1 mars 2027"),
        ("cs", "1. března 2027", "pondělí 1. března 2027"),
        ("ja", "2027年3月1日", "2027年3月1日月曜日"),
        ("zh-TW", "2027年3月1日", "2027年3月1日 星期一"),
    ],
)
def test_days_are_written_as_people_write_them(language: str, short: str, long: str) -> None:
    assert (written(DAY, language), written_long(DAY, language)) == (short, long)


@pytest.mark.parametrize("language", ["xx", "xx-DE"])
def test_a_day_stays_readable_in_a_language_that_nobody_knows(language: str) -> None:
    assert (written(DAY, language), written_long(DAY, language)) == ("2027-03-01", "2027-03-01")


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_every_day_of_a_year_is_another_text(language: str) -> None:
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    assert len({written(day, language) for day in days}) == 365
    # The long form says more: the weekday.
    assert all(len(written_long(day, language)) > len(written(day, language)) for day in days)
