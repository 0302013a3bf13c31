"""Asking more of enforced people is judged by those who fall short: by gate and brake, and what is untold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds
from intune_waves.gates.tightening import PeopleBelow, TighteningRules, judge_tightening

UNTOLD = PeopleBelow("firewallEnabled true on mac", untold="the tenant does not tell", guessed=True)


def rules(coverage: float | None = 90, brake: Brake | None = None, **more: object) -> TighteningRules:
    given: dict[str, object] = {
        "wave": "pilot",
        "period": 4,
        "thresholds": Thresholds(coverage=coverage),
        "overrides": (),
        "brake": brake or Brake(),
        "everybody": 100_000,
        **more,
    }
    return TighteningRules(**given)  # type: ignore[arg-type]  # the tests' own defaults


def short(count: int, *, of: int = 0) -> PeopleBelow:
    return PeopleBelow("osMinimumVersion 17.0 on ios", frozenset(range(of, of + count)), count)


def judged(
    *below: PeopleBelow, enforced: int = 50, beside: int = 0, by: TighteningRules | None = None
) -> list[str]:
    return [*judge_tightening(below, enforced=enforced, beside=beside, rules=by or rules())]


def test_few_enough_pass() -> None:
    assert judged(short(5)) == []


def test_too_many_are_refused_by_the_gate_as_for_a_stage_move() -> None:
    (refused,) = judged(short(6))
    assert refused.startswith(
        "44 of 50 covered (88 %, needs 90 %); wait, hold the wave, or override enforce."
    )


def test_people_who_fall_short_of_two_things_count_once() -> None:
    assert judged(short(5), short(5)) == []
    assert judged(short(3), short(3, of=3)) != []


def test_at_most_so_many_newly_blocked() -> None:
    by = rules(None, thresholds=Thresholds(newly_blocked=3))
    assert judged(short(3), by=by) == []
    assert "4 people would lose all access (at most 3)" in judged(short(4), by=by)[0]


def test_an_override_passes_the_one_threshold() -> None:
    override = Override(Stage.ENFORCE, "coverage", "The board agreed.", "Megan Bowen", 4)
    assert judged(short(20), by=rules(overrides=(override,))) == []


def test_the_brake_counts_all_that_a_run_does() -> None:
    braked = rules(None, brake=Brake(percent=0, floor=10), everybody=1000)
    assert judged(short(10), by=braked) == []
    (refused,) = judged(short(7), beside=4, by=braked)
    assert refused.startswith("11 people of 1,000 would lose access by one run, at most 10 may")


def test_what_nobody_can_count_passes_only_by_the_step_and_a_reason() -> None:
    (refused,) = judged(UNTOLD)
    assert "nobody can count whom that locks out" in refused
    assert 'confirmedStep "4->4: WHY"' in refused
    assert judged(UNTOLD, by=rules(confirmed_because="the auditors ask for it")) == []


@pytest.mark.parametrize(
    ("below", "said"),
    [
        (short(1), "osMinimumVersion 17.0 on ios: 1 person falls short, with 1 device"),
        (PeopleBelow("x", frozenset({1, 2}), 3), "x: 2 people fall short, with 3 devices"),
        (PeopleBelow("x", untold="y"), "x: nobody falls short; y"),
        (UNTOLD, "firewallEnabled true on mac: the tenant does not tell"),
    ],
)
def test_it_is_said_in_a_sentence(below: PeopleBelow, said: str) -> None:
    assert str(below) == said


@given(st.integers(0, 300), st.integers(1, 300), st.integers(0, 100))
def test_nothing_passes_that_a_step_into_enforce_would_not(fall: int, enforced: int, needs: int) -> None:
    fall = min(fall, enforced)
    passes = not judged(short(fall), enforced=enforced, by=rules(needs, brake=Brake(percent=0, floor=250)))
    enough = 100 * (enforced - fall) >= needs * enforced
    assert passes is (not fall or (enough and fall <= 250))
