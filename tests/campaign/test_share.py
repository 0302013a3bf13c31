from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.share import draw

PEOPLE = st.sets(st.text("abcdef0123456789", min_size=1, max_size=6), max_size=60)
SEEDS = st.text(max_size=5)


def test_a_share_is_the_same_every_time_and_on_every_machine() -> None:
    assert draw([f"person{n}" for n in range(10)], size=3, seed="one") == ["person1", "person6", "person9"]


def test_another_seed_takes_others() -> None:
    people = [f"person{n}" for n in range(100)]
    assert draw(people, size=20, seed="one") != draw(people, size=20, seed="two")


@pytest.mark.parametrize(
    ("percent", "count"), [(0, 0), (0.1, 1), (10, 1), (11, 2), (50, 5), (99.9, 10), (100, 10), (30, 3)]
)
def test_a_percentage_is_rounded_up(percent: float, count: int) -> None:
    assert len(draw([f"person{n}" for n in range(10)], percent=percent)) == count


@pytest.mark.parametrize(
    "measure", [{}, {"size": 1, "percent": 1}, {"size": -1}, {"percent": -0.1}, {"percent": 100.1}]
)
def test_a_share_without_one_right_measure_is_a_mistake_in_the_program(measure: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"share is a size or a percent|is no size|is no percent"):
        draw(["person1"], **measure)


@given(people=PEOPLE, size=st.integers(0, 80), seed=SEEDS, order=st.randoms())
def test_a_share_is_exact_and_does_not_depend_on_order(
    people: set[str], size: int, seed: str, order: Random
) -> None:
    shuffled = sorted(people)
    order.shuffle(shuffled)
    drawn = draw(shuffled, size=size, seed=seed)
    assert drawn == draw(people, size=size, seed=seed) == sorted(set(drawn))
    assert len(drawn) == min(size, len(people))
    assert people.issuperset(drawn)


@given(people=PEOPLE, keep=PEOPLE, size=st.integers(0, 80), seed=SEEDS)
def test_whoever_was_in_stays_in_while_there_is_room(
    people: set[str], keep: set[str], size: int, seed: str
) -> None:
    drawn = set(draw(people, size=size, seed=seed, keep=keep))
    eligible = keep & people
    assert eligible <= drawn if len(eligible) <= size else drawn <= eligible


@given(people=PEOPLE, percents=st.tuples(st.floats(0, 100), st.floats(0, 100)), seed=SEEDS, keep=PEOPLE)
def test_raising_the_percentage_drops_nobody(
    people: set[str], percents: tuple[float, float], seed: str, keep: set[str]
) -> None:
    low, high = sorted(percents)
    assert set(draw(people, percent=low, seed=seed, keep=keep)) <= set(
        draw(people, percent=high, seed=seed, keep=keep)
    )


@given(people=PEOPLE, size=st.integers(1, 30), joiner=st.text("xyz", min_size=1, max_size=3), seed=SEEDS)
def test_a_joiner_moves_at_most_one(people: set[str], size: int, joiner: str, seed: str) -> None:
    before = set(draw(people, size=size, seed=seed))
    after = set(draw(people | {joiner}, size=size, seed=seed))
    assert len(before - after) <= 1
    assert before <= set(draw(people | {joiner}, size=size, seed=seed, keep=before))
