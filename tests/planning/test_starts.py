"""Starts keep their distance: for lessons, and for the helpdesk."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.wave import Factors, Level
from intune_waves.planning.candidate import Candidate
from intune_waves.planning.limits import PlanLimits
from intune_waves.planning.starts import propose_starts

CALENDAR = Calendar(date(2027, 1, 11), 14)
LIMITS = PlanLimits(CALENDAR)
COMPLEX = Factors(complexity=Level.HIGH)


def _starts(limits: PlanLimits, *groups: Candidate) -> list[int]:
    return [start for start, _ in propose_starts(groups, limits)]


def _last_reasons(limits: PlanLimits, *groups: Candidate) -> list[str]:
    return [str(each) for each in propose_starts(groups, limits)[-1][1]]


def test_one_period_apart() -> None:
    groups = [Candidate("a", 50), Candidate("b", 200), Candidate("c", 1000)]
    assert _starts(LIMITS, *groups) == [1, 2, 3]
    assert _last_reasons(LIMITS, *groups) == ["one period after b [one-period-apart]"]


@pytest.mark.parametrize("factors", [COMPLEX, Factors(requirements=Level.HIGH)])
def test_a_period_more_after_a_complex_wave(factors: Factors) -> None:
    groups = [Candidate("a", 50, factors), Candidate("b", 200)]
    assert _starts(LIMITS, *groups) == [1, 3]
    assert _last_reasons(LIMITS, *groups) == [
        "one period after a [one-period-apart]",
        "a is complex or demanding: a period more to learn from it [complex-needs-time]",
    ]


@pytest.mark.parametrize(("helpdesk", "start"), [(49, 3), (50, 2), (16, 5), (None, 2)])
def test_the_helpdesk_is_given_its_time(helpdesk: int | None, start: int) -> None:
    limits = PlanLimits(CALENDAR, helpdesk=helpdesk)
    groups = [Candidate("a", 50), Candidate("b", 200)]
    assert _starts(limits, *groups) == [1, start]


def test_the_helpdesk_is_a_reason() -> None:
    limits = PlanLimits(CALENDAR, helpdesk=20)
    assert _last_reasons(limits, Candidate("a", 50, COMPLEX), Candidate("b", 200)) == [
        "one period after a [one-period-apart]",
        "a is complex or demanding: a period more to learn from it [complex-needs-time]",
        "the helpdesk needs 3 periods for the 50 people of a [helpdesk-capacity]",
    ]
    assert _starts(limits, Candidate("a", 50, COMPLEX), Candidate("b", 200)) == [1, 4]


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        (
            [Candidate("a", 51)],
            "to review: 51 people are more than the 50 that 0 before it prepare for; split it "
            "[growth-at-most-fourfold]",
        ),
        (
            [Candidate("a", 50), Candidate("b", 201)],
            "to review: 201 people are more than the 200 that 50 before it prepare for; split it "
            "[growth-at-most-fourfold]",
        ),
    ],
)
def test_a_wave_that_grows_too_fast_is_to_review(groups: list[Candidate], reason: str) -> None:
    assert _last_reasons(LIMITS, *groups)[-1] == reason


def test_growth_is_not_judged_where_sizes_are_not_known() -> None:
    assert len(_last_reasons(LIMITS, Candidate("a", None), Candidate("b", 9000))) == 1
    assert len(_last_reasons(LIMITS, Candidate("a", None))) == 1


groups = st.lists(
    st.builds(
        Candidate, st.just("a"), st.none() | st.integers(0, 9999), st.sampled_from([COMPLEX, Factors()])
    ),
    max_size=8,
)


@settings(deadline=None)
@given(groups, st.none() | st.integers(1, 2000))
def test_starts_rise(groups: list[Candidate], helpdesk: int | None) -> None:
    starts = _starts(PlanLimits(CALENDAR, helpdesk=helpdesk), *groups)
    assert all(earlier < later for earlier, later in pairwise(starts))
