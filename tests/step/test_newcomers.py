"""Newcomers in counts: said, written, read again, and left out of the one policy for everybody."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.step.newcomers import Newcomers, closing_leaves_out, not_admitted

DAY = date(2027, 5, 1)
counts = st.integers(0, 10**6)
dated = st.dictionaries(st.dates(), st.integers(1, 10**6), max_size=3)
NEWCOMERS = st.builds(
    Newcomers, counts, counts, counts, dated, dated, st.text("0123456789abcdef", max_size=4)
)


@given(NEWCOMERS)
def test_what_is_written_is_read_again(newcomers: Newcomers) -> None:
    assert Newcomers.read(newcomers.plain()) == newcomers


@given(NEWCOMERS)
def test_something_is_said_where_anything_becomes_of_anybody(newcomers: Newcomers) -> None:
    assert bool(newcomers) is bool([*newcomers.sentences("One")])


@pytest.mark.parametrize("broken", [{"waiting": {"soon": 1}}, {"waiting": [1]}, {"admitted": None}])
def test_what_nobody_wrote_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        Newcomers.read(broken)


def test_closing_says_how_many_are_left_out_and_why() -> None:
    assert closing_leaves_out({"one": Newcomers(admitted=3)}) == ""
    found = {"one": Newcomers(waiting={DAY: 2}), "two": Newcomers(waiting={DAY: 1}, taken_out={DAY: 1})}
    assert closing_leaves_out(found) == (
        "The one policy leaves out 3 people who wait for a day of their own and 1 person whom somebody took "
        "out by hand, until their waves admit them."
    )
    assert closing_leaves_out({"one": "the tenant did not answer"}) == (
        "How many people of 1 wave are left out is not known."
    )


def test_one_and_several_who_are_not_admitted() -> None:
    assert not_admitted(1).startswith("the one policy leaves out 1 person who is in a wave and not admitted")
    assert not_admitted(2).startswith("the one policy leaves out 2 people who are in a wave and not admitted")
