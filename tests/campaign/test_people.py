"""People are told by facts, an object id from a name, and a user principal name from anything else."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.people import (
    DynamicRule,
    EverybodyElse,
    ExistingGroup,
    ListedPeople,
    People,
    Share,
    as_upn,
    draw_share,
    is_object_id,
)

PEOPLE = st.sets(st.text("abcdef0123456789", min_size=1, max_size=6), max_size=60)
SEEDS = st.text(max_size=5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0000000a-0000-0000-c000-000000000000", True),
        ("0000000A-0000-0000-C000-000000000000", True),
        ("IT Department", False),
        ("0000000a-0000-0000-c000-00000000000", False),
        ("x0000000a-0000-0000-c000-000000000000", False),
        ("", False),
    ],
)
def test_an_object_id_is_told_from_a_name(text: str, expected: bool) -> None:
    assert is_object_id(text) is expected


@pytest.mark.parametrize(
    ("text", "upn"),
    [
        ("Adele.Vance@Adatum.com", "adele.vance@adatum.com"),
        (" o'neill-1_x@sub.adatum.co.uk ", "o'neill-1_x@sub.adatum.co.uk"),
        ("guest_fabrikam.com#EXT#@adatum.onmicrosoft.com", "guest_fabrikam.com#ext#@adatum.onmicrosoft.com"),
        ("adele vance@adatum.com", None),
        ("adele@adatum", None),
        ("adele@@adatum.com", None),
        ("@adatum.com", None),
        ("jörg@adatum.com", None),
        ("a" * 65 + "@adatum.com", None),
        ("adele@" + "a" * 110 + ".com", None),
        ("adele@-adatum.com", None),
        (None, None),
        (7, None),
    ],
)
def test_user_principal_names(text: object, upn: str | None) -> None:
    assert as_upn(text) == upn


RULE = 'user.country -eq "US"'
FACTS = {
    "words": ["a list", "a rule", "a group", "a share", "everybody else"],
    "declared_size": [50, None, None, 200, None],
    "file": ["waves/people/pilot.csv", None, None, None, None],
    "named_group": [None, None, "Engineering", "IT", None],
    "existing_group": [None, None, "Engineering", None, None],
    "membership_rule": [None, RULE, None, None, None],
    "takes_the_rest": [False, False, False, False, True],
}


@pytest.mark.parametrize("fact", FACTS)
def test_the_domain_is_told_the_facts_of_every_source(fact: str) -> None:
    people: list[People] = [
        ListedPeople(50, file="waves/people/pilot.csv"),
        DynamicRule(RULE),
        ExistingGroup("Engineering"),
        Share("IT", size=200),
        EverybodyElse(),
    ]
    assert [getattr(each, fact) for each in people] == FACTS[fact]


def test_a_share_is_the_same_every_time_and_on_every_machine() -> None:
    assert draw_share([f"person{n}" for n in range(10)], size=3, seed="one") == [
        "person1",
        "person6",
        "person9",
    ]


def test_another_seed_takes_others() -> None:
    people = [f"person{n}" for n in range(100)]
    assert draw_share(people, size=20, seed="one") != draw_share(people, size=20, seed="two")


@pytest.mark.parametrize(
    ("percent", "count"), [(0, 0), (0.1, 1), (10, 1), (11, 2), (50, 5), (99.9, 10), (100, 10), (30, 3)]
)
def test_a_percentage_is_rounded_up(percent: float, count: int) -> None:
    assert len(draw_share([f"person{n}" for n in range(10)], percent=percent)) == count


@pytest.mark.parametrize(
    "measure", [{}, {"size": 1, "percent": 1}, {"size": -1}, {"percent": -0.1}, {"percent": 100.1}]
)
def test_a_share_without_one_right_measure_is_a_mistake_in_the_program(measure: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"share is a size or a percent|is no size|is no percent"):
        draw_share(["person1"], **measure)


@given(people=PEOPLE, size=st.integers(0, 80), seed=SEEDS, order=st.randoms())
def test_a_share_is_exact_and_does_not_depend_on_order(
    people: set[str], size: int, seed: str, order: Random
) -> None:
    shuffled = sorted(people)
    order.shuffle(shuffled)
    drawn = draw_share(shuffled, size=size, seed=seed)
    assert drawn == draw_share(people, size=size, seed=seed) == sorted(set(drawn))
    assert len(drawn) == min(size, len(people))
    assert people.issuperset(drawn)


@given(people=PEOPLE, keep=PEOPLE, size=st.integers(0, 80), seed=SEEDS)
def test_whoever_was_in_stays_in_while_there_is_room(
    people: set[str], keep: set[str], size: int, seed: str
) -> None:
    drawn = set(draw_share(people, size=size, seed=seed, keep=keep))
    eligible = keep & people
    assert eligible <= drawn if len(eligible) <= size else drawn <= eligible


@given(people=PEOPLE, percents=st.tuples(st.floats(0, 100), st.floats(0, 100)), seed=SEEDS, keep=PEOPLE)
def test_raising_the_percentage_drops_nobody(
    people: set[str], percents: tuple[float, float], seed: str, keep: set[str]
) -> None:
    low, high = sorted(percents)
    assert set(draw_share(people, percent=low, seed=seed, keep=keep)) <= set(
        draw_share(people, percent=high, seed=seed, keep=keep)
    )


@given(people=PEOPLE, size=st.integers(1, 30), joiner=st.text("xyz", min_size=1, max_size=3), seed=SEEDS)
def test_a_joiner_moves_at_most_one(people: set[str], size: int, joiner: str, seed: str) -> None:
    before = set(draw_share(people, size=size, seed=seed))
    after = set(draw_share(people | {joiner}, size=size, seed=seed))
    assert len(before - after) <= 1
    assert before <= set(draw_share(people | {joiner}, size=size, seed=seed, keep=before))
