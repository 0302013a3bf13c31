"""What services write for a platform, a day and a serial number, and what is meant."""

import pytest

from intune_waves.people.inventory_words import day_of, platform_of, same_serial
from intune_waves.step.loss import OTHER_PLATFORM


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("Apple", "iOS"),
        ("iPadOS", "iOS"),
        ("Apple iPhone", "iOS"),
        ("AppleOsX", "macOS"),
        ("Apple macOS", "macOS"),
        ("MacBook Pro", "macOS"),
        ("iMac (24-inch)", "macOS"),
        ("WinRT", "windows"),
        ("Windows Desktop", "windows"),
        ("Android Enterprise", "android"),
        ("Windows Phone", OTHER_PLATFORM),
        ("tvOS", OTHER_PLATFORM),
        ("Chrome OS", OTHER_PLATFORM),
        ("Rugged", None),
        ("", None),
    ],
)
def test_a_services_word_is_a_platform(word: str, platform: str | None) -> None:
    assert platform_of(word) == platform


@pytest.mark.parametrize(
    ("written", "day_first", "day"),
    [
        ("2027-01-08T09:14:00Z", None, "2027-01-08"),
        ("2027/1/8", None, "2027-01-08"),
        ("08.01.2027 09:14", None, "2027-01-08"),
        ("8 Jan 2027", None, "2027-01-08"),
        ("08-Jan-2027", None, "2027-01-08"),
        ("January 8, 2027", None, "2027-01-08"),
        ("Friday, January 8, 2027", None, "2027-01-08"),
        ("1/8/2027", False, "2027-01-08"),
        ("1/8/2027", True, "2027-08-01"),
        ("1/8/2027", None, "2027-08-01"),
        ("8/1/2027", None, "2027-08-01"),
        ("13/1/2027", None, "2027-01-13"),
        ("13/1/2027", False, None),
        ("", None, ""),
        ("Never", None, ""),
        ("N/A", None, ""),
        ("8 Foo 2027", None, None),
        ("12 minutes ago", None, None),
    ],
)
def test_a_day_is_read_as_services_write_it(written: str, day_first: bool | None, day: str | None) -> None:
    assert day_of(written, day_first=day_first) == day


@pytest.mark.parametrize(
    ("written", "serial"),
    [
        (" F2L-XK0 ADATUM", "f2lxk0adatum"),
        ("To Be Filled By O.E.M.", ""),
        ("0000000000", ""),
        ("N/A", ""),
        ("1234", ""),
    ],
)
def test_a_serial_number_is_compared_where_it_is_one(written: str, serial: str) -> None:
    assert same_serial(written) == serial
