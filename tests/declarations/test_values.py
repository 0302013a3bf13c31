from datetime import date

from intune_waves.declarations.values import as_day, as_days, as_hours, as_wave_id, shown


def test_days() -> None:
    assert as_day("2027-01-11") == date(2027, 1, 11)
    assert [as_day(other) for other in ("2027-13-01", "20270111", "2027-W02-1", "11.01.2027", 20270111)] == [
        None
    ] * 5


def test_spans() -> None:
    assert [as_days(text) for text in ("1 day", "14 days", "2 weeks", "48 hours")] == [1, 14, 14, 2]
    assert [as_days(text) for text in ("0 days", "367 days", "36 hours", "14", "1 month", 14)] == [None] * 6
    assert [as_hours(text) for text in ("36 hours", "1 day", "0 hours", "day")] == [36, 24, None, None]


def test_wave_ids() -> None:
    assert as_wave_id("phase-2") == "phase-2"
    assert [as_wave_id(other) for other in ("Phase", "a--b", "-a", "a_b", "", "campaign", "a" * 61)] == [
        None
    ] * 7


def test_values_are_shown_within_a_line() -> None:
    values: list[object] = [None, True, [1], {}, 3, "x"]
    assert [shown(value) for value in values] == ["nothing", "true", "a list", "a mapping", "3", "'x'"]
    assert len(shown("x" * 500)) < 62
    assert "\n" not in shown("a\nb")
