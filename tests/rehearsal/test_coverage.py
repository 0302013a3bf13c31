"""Coverage by assumption: the three parts are always everybody, and never fewer are covered later."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.stage import Stage
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.coverage import Coverage, coverage, part
from intune_waves.rehearsal.figures import WaveFigures

WALK = [
    (Stage.PLANNED, True),
    (Stage.ANNOUNCE, True),
    (Stage.ANNOUNCE, False),
    (Stage.INSTRUCT, True),
    (Stage.INSTRUCT, False),
    (Stage.DEADLINE, True),
    (Stage.DEADLINE, False),
    (Stage.ENFORCE, True),
    (Stage.ENFORCE, False),
]


@pytest.mark.parametrize(
    ("stage", "entered", "expected"),
    [
        (Stage.ANNOUNCE, True, Coverage(0, 0, 50)),
        (Stage.INSTRUCT, True, Coverage(0, 0, 50)),
        (Stage.INSTRUCT, False, Coverage(34, 1, 15)),
        (Stage.DEADLINE, True, Coverage(34, 1, 15)),
        (Stage.DEADLINE, False, Coverage(46, 1, 3)),
        (Stage.ENFORCE, True, Coverage(46, 1, 3)),
        (Stage.ENFORCE, False, Coverage(48, 1, 1)),
    ],
)
def test_fifty_people_by_the_defaults(stage: Stage, entered: bool, expected: Coverage) -> None:
    assert coverage(WaveFigures(50, "counted"), Assumptions(), stage=stage, entered=entered) == expected


def test_people_who_are_covered_already_stay_so_and_the_shares_are_of_the_rest() -> None:
    figures = WaveFigures(100, "counted", covered=60, enrolled=70)
    before = coverage(figures, Assumptions(), stage=Stage.INSTRUCT, entered=True)
    assert (before.covered, before.not_compliant, before.not_enrolled) == (60, 10, 30)
    after = coverage(figures, Assumptions(), stage=Stage.DEADLINE, entered=True)
    assert (after.covered, after.not_compliant, after.not_enrolled) == (60 + 27, 1, 12)


def test_a_wave_of_unknown_size_still_has_its_percentage() -> None:
    found = coverage(WaveFigures(None, "unknown"), Assumptions(), stage=Stage.ENFORCE, entered=True)
    assert found.percent == pytest.approx(92.15)


def test_a_wave_of_nobody_is_covered() -> None:
    found = coverage(WaveFigures(0, "counted"), Assumptions(), stage=Stage.ENFORCE, entered=True)
    assert (found.people, found.percent) == (0, 100)


@pytest.mark.parametrize(
    ("number", "percent", "expected"),
    [(50, 95, 47), (1, 50, 0), (3, 50, 1), (1000, 0.1, 1), (10, 100, 10), (10, 0, 0), (7, 33.4, 2)],
)
def test_parts_are_rounded_to_the_nearest_person_halves_down(
    number: int, percent: float, expected: int
) -> None:
    assert part(number, percent) == expected


@st.composite
def situations(draw: st.DrawFn) -> tuple[WaveFigures, Assumptions]:
    """A wave of any size with some people covered, and assumptions that hold together."""
    people = draw(st.integers(0, 100_000))
    enrolled = draw(st.integers(0, people))
    figures = WaveFigures(people, "counted", covered=draw(st.integers(0, enrolled)), enrolled=enrolled)
    first, second, third = sorted(draw(st.lists(st.floats(0, 100), min_size=3, max_size=3)))
    return figures, Assumptions(first, second, third, draw(st.floats(0, 100)))


@settings(deadline=None)
@given(situations())
def test_nobody_is_lost_and_coverage_never_falls(situation: tuple[WaveFigures, Assumptions]) -> None:
    figures, assumed = situation
    walked = [coverage(figures, assumed, stage=stage, entered=entered) for stage, entered in WALK]
    for each in walked:
        assert each.people == figures.people
        assert min(each.covered, each.not_compliant, each.not_enrolled) >= 0
    covered = [each.covered for each in walked]
    assert covered == sorted(covered)
