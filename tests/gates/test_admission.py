"""Admission, decided on plain values: who comes under the policy, who is let out, who waits."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.calendar import Freeze
from intune_waves.gates.admission import Admission, Standing, admission, newcomers_of

TODAY = date(2027, 3, 1)
LATER = date(2027, 3, 15)
PAST = date(2027, 2, 20)


def dated(days: Mapping[date, Iterable[str]]) -> dict[date, frozenset[Any]]:
    return {day: frozenset(people) for day, people in days.items()}


def standing(
    target: str,
    admitted: str = "",
    losing: str = "",
    waiting: Mapping[date, str] | None = None,
    taken_out: Mapping[date, str] | None = None,
) -> Standing:
    """People are letters here."""
    return Standing(
        frozenset(target),
        frozenset(admitted),
        frozenset(losing),
        dated(waiting or {}),
        dated(taken_out or {}),
    )


@pytest.mark.parametrize(
    ("found", "admit", "let_out", "waiting"),
    [
        (standing("abc", "ab"), "c", "", {}),
        (standing("abc", "ab", losing="c"), "", "", {LATER: "c"}),
        (standing("ab", "abc"), "", "c", {}),
        (standing("abc", "a", "c", {LATER: "bc"}), "b", "", {LATER: "c"}),
        (standing("abc", "ab", "c", {TODAY: "c"}), "c", "", {}),
        (standing("abc", "ab", "c", {PAST: "c"}), "c", "", {}),
        (standing("ab", "ab", "", {LATER: "c"}), "", "", {}),
        (standing("abc", "ab", "b"), "c", "", {}),
        (standing("abcd", "ab", "cd", {date(2027, 3, 9): "c"}), "", "", {date(2027, 3, 9): "c", LATER: "d"}),
    ],
    ids=[
        "a newcomer who loses nothing is admitted at once",
        "a newcomer who would lose access waits",
        "who left the wave is let out",
        "who waits and loses nothing any more is admitted",
        "whose day has come is admitted",
        "whose day has passed is admitted",
        "who left the wave waits for nothing",
        "who is admitted stays so, whatever their devices",
        "a second newcomer has a day of their own",
    ],
)
def test_of_a_wave_that_stays_in_enforce(
    found: Standing, admit: str, let_out: str, waiting: Mapping[date, str]
) -> None:
    decided = admission(found, today=TODAY, enters=False)
    assert decided.admit == frozenset(admit)
    assert decided.let_out == frozenset(let_out)
    assert decided.waiting == dated(waiting)


def test_a_wave_that_enters_admits_everybody_by_the_gate_that_has_passed() -> None:
    decided = admission(standing("abc", "", losing="c", waiting={LATER: "b"}), today=TODAY, enters=True)
    assert (decided.admit, decided.admit_losing, decided.waiting) == (frozenset("abc"), 1, {})


def test_a_wave_that_enters_leaves_out_whom_a_hand_took_out_before_it_went_back() -> None:
    found = Standing(frozenset("abc"), frozenset(), released=frozenset("ab"))
    decided = admission(found, today=TODAY, enters=True, by_hand=True)
    assert decided.admit == frozenset("ab")
    assert [*decided.taken_out.values()] == [frozenset("c")]


FROZEN = (
    Freeze(date(2027, 3, 14), date(2027, 3, 16), "Audit"),
    Freeze(date(2027, 3, 17), date(2027, 3, 18), "Inventory"),
)
THAWED = date(2027, 3, 19)


def test_a_newcomers_own_day_is_never_in_a_freeze() -> None:
    decided = admission(standing("abc", "ab", "c"), today=TODAY, enters=False, freezes=FROZEN)
    assert decided.waiting == dated({THAWED: "c"})
    held = admission(standing("abc", "ab"), today=TODAY, enters=False, by_hand=True, freezes=FROZEN)
    assert held.taken_out == dated({THAWED: "c"}), "nor is that of somebody whom a hand took out"


def test_who_waits_for_a_day_that_is_frozen_by_now_waits_until_the_first_day_after() -> None:
    found = standing("abcd", "ab", "c", {LATER: "c"}, {LATER: "d"})
    decided = admission(found, today=TODAY, enters=False, freezes=FROZEN)
    assert (decided.waiting, decided.taken_out) == (dated({THAWED: "c"}), dated({THAWED: "d"}))


@pytest.mark.parametrize("today", [date(2027, 3, 14), date(2027, 3, 17), date(2027, 3, 18)])
def test_nobody_loses_access_in_a_freeze_by_a_day_that_has_passed(today: date) -> None:
    found = standing("abcd", "ab", "c", {PAST: "cd"})
    decided = admission(found, today=today, enters=False, freezes=FROZEN)
    assert decided.waiting == dated({THAWED: "c"})
    assert decided.admit == frozenset("d"), "who loses nothing any more"
    assert admission(found, today=THAWED, enters=False, freezes=FROZEN).admit == frozenset("cd")


def test_somebody_taken_out_by_hand_is_not_put_back_before_the_day() -> None:
    found = standing("abc", "ab")
    decided = admission(found, today=TODAY, enters=False, by_hand=True)
    assert (decided.admit, decided.taken_out) == (frozenset(), dated({LATER: "c"}))
    again = standing("abc", "ab", taken_out={LATER: "c"})
    for enters in (False, True):
        kept = admission(again, today=LATER - timedelta(days=1), enters=enters)
        assert (kept.admit, kept.taken_out) == (frozenset(), dated({LATER: "c"}))
        assert admission(again, today=LATER, enters=enters).admit == frozenset("c")


def test_whom_a_run_let_out_returns_and_a_newcomer_beside_them_waits() -> None:
    found = replace(standing("abcd", "", losing="bd", taken_out={LATER: "c"}), released=frozenset("abcx"))
    decided = admission(found, today=TODAY, enters=False)
    assert (decided.admit, decided.admit_losing) == (frozenset("ab"), 1)
    assert (decided.waiting, decided.taken_out) == (dated({LATER: "d"}), dated({LATER: "c"}))


def test_whom_a_hand_took_out_before_a_run_let_everybody_out_stays_out() -> None:
    found = replace(standing("abc", ""), released=frozenset("ab"))
    decided = admission(found, today=TODAY, enters=False, by_hand=True)
    assert (decided.admit, decided.taken_out) == (frozenset("ab"), dated({LATER: "c"}))


def test_it_is_told_in_counts() -> None:
    decided = Admission(frozenset("ab"), 1, frozenset("c"), dated({LATER: "d"}), dated({LATER: "ef"}))
    assert list(newcomers_of(decided).sentences("Limited pilot")) == [
        "Limited pilot: 2 people newly under the enabled policy; 1 person of them would lose access.",
        "Limited pilot: 1 person let out of the enabled policy.",
        "Limited pilot: 1 person would lose access and waits until 2027-03-15, or until they lose nothing.",
        "Limited pilot: 2 people taken out by hand; left out until 2027-03-15.",
    ]
    assert list(newcomers_of(Admission()).sentences("Limited pilot")) == []


def test_a_digest_tells_those_who_lose_access_from_others_and_is_no_key_to_them() -> None:
    one, other = (newcomers_of(Admission(frozenset(each), 1), frozenset(each)).digest for each in "ab")
    assert one != other
    assert len(one) == 4, "among 100,000 people it fits more than one"
    assert newcomers_of(Admission(frozenset("ab"), 1), frozenset("a")).digest == one
    assert newcomers_of(Admission(frozenset("a")), frozenset("b")).digest == "", "nobody of them loses access"


PEOPLE = st.frozensets(st.integers(0, 12))
DATED = st.dictionaries(st.dates(date(2027, 2, 1), date(2027, 4, 1)), PEOPLE, max_size=3)
STANDINGS = st.builds(Standing, PEOPLE, PEOPLE, PEOPLE, DATED, DATED, PEOPLE)


@given(STANDINGS, st.booleans(), st.booleans())
def test_whoever_would_lose_access_is_admitted_by_a_gate_or_on_a_day_that_has_come(
    found: Standing, enters: bool, by_hand: bool
) -> None:
    decided = admission(found, today=TODAY, enters=enters, by_hand=by_hand)
    assert decided.admit <= found.target
    assert not decided.admit & found.admitted
    due = {person for day, waits in found.waiting.items() if day <= TODAY for person in waits}
    due |= {person for day, out in found.taken_out.items() if day <= TODAY for person in out}
    if not enters:
        assert decided.admit & found.losing <= due | found.returning
    kept_out = {person for day, out in found.taken_out.items() if day > TODAY for person in out}
    assert not decided.admit & kept_out
    assert decided.let_out == found.admitted - found.target


@given(STANDINGS, st.booleans(), st.booleans())
def test_a_second_decision_writes_nothing(found: Standing, enters: bool, by_hand: bool) -> None:
    decided = admission(found, today=TODAY, enters=enters, by_hand=by_hand)
    after = Standing(
        found.target,
        (found.admitted | decided.admit) - decided.let_out,
        found.losing,
        decided.waiting,
        decided.taken_out,
    )
    assert admission(after, today=TODAY, enters=False).keeps(after)


@given(STANDINGS, st.booleans())
def test_everybody_of_the_wave_is_admitted_or_waits_for_a_day(found: Standing, by_hand: bool) -> None:
    decided = admission(found, today=TODAY, enters=False, by_hand=by_hand)
    waits = {
        person for days in (decided.waiting, decided.taken_out) for each in days.values() for person in each
    }
    assert (found.admitted | decided.admit) - decided.let_out | waits == found.target
    assert all(day > TODAY for days in (decided.waiting, decided.taken_out) for day in days)
