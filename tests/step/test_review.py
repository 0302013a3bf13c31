"""A review: written, read again, and compared with what is proposed now."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.step.newcomers import Newcomers
from intune_waves.step.review import Review, ReviewedChange, digest_of_value, moved, read_review
from tests.step.test_newcomers import NEWCOMERS

POLICY = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
ENABLE = ReviewedChange(POLICY, "limited-pilot", "update", {"state": digest_of_value("enabled")})
GATE = ReviewedChange(
    "intune:index:StageGate", "limited-pilot", "update", {"stage": digest_of_value("enforce")}
)
REVIEW = Review("dev", 3, 4, (ENABLE, GATE), {"limited-pilot": 40})

texts = st.text(max_size=20)
changes = st.builds(ReviewedChange, texts, texts, texts, st.dictionaries(texts, texts, max_size=3))
reviews = st.builds(
    Review,
    stack=texts,
    in_force=st.integers(0, 9999),
    period=st.integers(0, 9999),
    changes=st.lists(changes, max_size=5, unique_by=lambda each: each.resource).map(
        lambda found: tuple(sorted(found, key=lambda each: each.resource))
    ),
    blocked=st.dictionaries(texts, st.none() | st.integers(0, 10**6), max_size=3),
    newcomers=st.dictionaries(texts, st.none() | NEWCOMERS, max_size=3),
)


@given(reviews)
def test_what_is_written_is_read_again(review: Review) -> None:
    assert read_review(review.written()) == review


@given(reviews)
def test_a_step_has_not_moved_from_itself(review: Review) -> None:
    assert list(moved(review, review)) == []


@given(reviews, st.randoms())
def test_the_order_of_changes_means_nothing(review: Review, random: object) -> None:
    turned = replace(review, changes=review.changes[::-1])
    assert turned.digest == review.digest
    assert list(moved(review, turned)) == []


def test_the_digest_follows_every_change_and_no_number_of_people() -> None:
    other = replace(REVIEW, changes=(replace(ENABLE, values={"state": digest_of_value("disabled")}), GATE))
    assert other.digest != REVIEW.digest
    assert replace(REVIEW, blocked={"limited-pilot": 41}).digest == REVIEW.digest
    assert len(REVIEW.digest) == 64


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"stack": 1}', '{"changes": [[1]]}', "null"])
def test_what_is_no_review_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^the review cannot be read$"):
        read_review(text)


def test_a_review_that_was_changed_by_hand_is_refused() -> None:
    changed = REVIEW.written().replace('"update"', '"create"')
    with pytest.raises(
        ValueError, match=r"^the review was changed after it was written: its digest is anoth"
    ):
        read_review(changed)


@pytest.mark.parametrize(
    ("proposed", "said"),
    [
        (
            replace(REVIEW, in_force=4, period=5),
            "stack dev goes from period 4 to 5; reviewed was stack dev goes from period 3 to 4",
        ),
        (
            replace(REVIEW, stack="prod"),
            "stack prod goes from period 3 to 4; reviewed was stack dev goes from period 3 to 4",
        ),
        (
            replace(REVIEW, changes=(GATE,)),
            "ConditionalAccessPolicy limited-pilot: update was reviewed, and it would not be touched now",
        ),
        (
            replace(REVIEW, changes=(ENABLE, GATE, ReviewedChange("a:b:Group", "extra", "create"))),
            "Group extra: create was not reviewed",
        ),
        (
            replace(REVIEW, changes=(replace(ENABLE, action="delete"), GATE)),
            "ConditionalAccessPolicy limited-pilot: delete; reviewed was update",
        ),
        (
            replace(REVIEW, changes=(replace(ENABLE, values={"state": "x", "conditions": "y"}), GATE)),
            "ConditionalAccessPolicy limited-pilot: update with another conditions, state than reviewed",
        ),
        (
            replace(REVIEW, blocked={"limited-pilot": 46}),
            "limited-pilot: 46 would lose access; reviewed were 40",
        ),
        (
            replace(REVIEW, blocked={"limited-pilot": None}),
            "limited-pilot: nobody can count the people who would lose access; reviewed were 40",
        ),
        (
            replace(REVIEW, blocked={"limited-pilot": 3, "other": 1}),
            "other: 1 would lose access; reviewed was no number",
        ),
    ],
)
def test_whatever_moved_is_said(proposed: Review, said: str) -> None:
    assert list(moved(REVIEW, proposed)) == [said]


@pytest.mark.parametrize(("reviewed", "allowed"), [(0, 5), (40, 45), (50, 55), (1000, 1100)])
def test_a_few_more_people_are_no_other_step(reviewed: int, allowed: int) -> None:
    before = replace(REVIEW, blocked={"limited-pilot": reviewed})
    assert list(moved(before, replace(REVIEW, blocked={"limited-pilot": allowed}))) == []
    assert list(moved(before, replace(REVIEW, blocked={"limited-pilot": allowed + 1}))) != []
    assert list(moved(before, replace(REVIEW, blocked={"limited-pilot": 0}))) == []


def test_a_wave_that_is_not_enforced_any_more_says_nothing_of_people() -> None:
    assert list(moved(REVIEW, replace(REVIEW, blocked={}))) == []


def came(reviewed: Newcomers | None, proposed: Newcomers | None) -> list[str]:
    before, now = (replace(REVIEW, newcomers={"one": each}) for each in (reviewed, proposed))
    return [*moved(before, now)]


def test_newcomers_who_lose_access_are_the_very_people_who_were_reviewed() -> None:
    two = Newcomers(admitted=4, losing=2, digest="0a1b")
    assert came(two, two) == []
    assert came(two, replace(two, digest="ffff")) == [
        "one: 2 people of its newcomers would lose access; others than reviewed"
    ]
    assert came(two, replace(two, losing=3, digest="ffff")) == [
        "one: 3 people of its newcomers would lose access; reviewed were 2"
    ]
    assert came(Newcomers(), Newcomers(admitted=1, losing=1, digest="0a1b")) != [], "not a single one"
    assert came(two, replace(two, losing=0, digest="")) == [], "fewer are no other step"


def test_a_few_more_newcomers_who_lose_nothing_are_no_other_step() -> None:
    assert came(Newcomers(admitted=2), Newcomers(admitted=7)) == []
    assert came(Newcomers(admitted=2), Newcomers(admitted=8)) == [
        "one: 8 people newly under its policy; reviewed were 2"
    ]
    assert came(Newcomers(), Newcomers(waiting={date(2027, 5, 1): 300})) == [], "nobody who waits is enforced"


def test_newcomers_whom_nobody_can_count_are_another_step() -> None:
    assert came(Newcomers(admitted=2), None) == [
        "one: nobody can count its newcomers; reviewed were 2 people"
    ]
    assert came(None, None) == [], "it was reviewed so"
    assert came(None, Newcomers(admitted=1, losing=1, digest="0a1b")) != []


def test_a_review_of_an_earlier_version_has_reviewed_no_newcomer() -> None:
    earlier = json.loads(REVIEW.written())
    del earlier["newcomers"]
    assert read_review(json.dumps(earlier)) == REVIEW
