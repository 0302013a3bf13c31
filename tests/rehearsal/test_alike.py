"""What differs only in period, wave or number is told once, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.rehearsal.alike import Alike, told_together


def _told(*said: tuple[int, str], waves: tuple[str, ...] = ("site-1", "site-12", "pilot")) -> list[str]:
    return [f"{each.when}: {each.sentence}" for each in told_together(said, waves)]


def test_numbers_that_differ_become_a_span() -> None:
    said = [(period, f"there would be {period * 8} restrictions, 25 at most") for period in range(4, 51)]
    assert _told(*said) == ["periods 4 to 50: there would be 32 to 400 restrictions, 25 at most"]


def test_waves_that_differ_are_named_up_to_three_and_places_by_the_first() -> None:
    waves = tuple(f"site-{n}" for n in range(20))
    said = [(7, f"waves/{each}.yaml:3:{n}: {each} is too large") for n, each in enumerate(waves)]
    (line,) = _told(*said, waves=waves)
    assert line == (
        "period 7: waves/site-0.yaml:3:0 and 19 more places: site-0, site-1, site-2 and 17 more is too large"
    )


def test_a_wave_s_name_within_another_is_not_taken_for_it() -> None:
    assert _told((1, "site-12 waits"), (2, "site-1 waits"), (3, "pilot-x waits")) == [
        "periods 1 to 2: site-12 and site-1 waits",
        "period 3: pilot-x waits",
    ]


def test_days_are_no_numbers() -> None:
    assert _told((1, "begins on 2027-02-01"), (2, "begins on 2027-01-11")) == [
        "periods 1 to 2: begins on 2027-01-11 to 2027-02-01"
    ]


def test_other_words_are_another_sentence_in_the_order_of_the_first() -> None:
    assert _told((2, "b 1"), (3, "a 1"), (4, "b 2")) == ["periods 2 and 4: b 1 to 2", "period 3: a 1"]


@pytest.mark.parametrize(
    ("periods", "when"),
    [
        ((4,), "period 4"),
        ((4, 5), "periods 4 to 5"),
        ((4, 7, 8, 9, 12), "periods 4, 7 to 9 and 12"),
        ((1, 3), "periods 1 and 3"),
    ],
)
def test_periods_are_told_in_spans(periods: tuple[int, ...], when: str) -> None:
    assert Alike(periods, "x").when == when


@given(st.lists(st.tuples(st.integers(1, 99), st.sampled_from(["a 1", "a 2", "b", "pilot 3,000"]))))
def test_no_period_is_lost(said: list[tuple[int, str]]) -> None:
    told = told_together(said, ["pilot"])
    assert {period for each in told for period in each.periods} == {period for period, _ in said}
    assert len(told) <= len({sentence for _, sentence in said})
