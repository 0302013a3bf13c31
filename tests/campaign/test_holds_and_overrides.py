import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.holds_and_overrides import Hold, Override, held_periods
from intune_waves.campaign.schedule import schedule_of
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, AtPeriod
from tests.campaign.build import wave


def hold(since: int, until: int | None = None) -> Hold:
    return Hold("The VPN client breaks", "Megan Bowen", since, until)


HOLDS = st.lists(
    st.builds(
        lambda since, length: hold(since, None if length is None else since + length),
        st.integers(1, 30),
        st.none() | st.integers(0, 5),
    ),
    max_size=4,
)


def test_a_hold_covers_both_ends() -> None:
    assert [hold(3, 4).covers(period) for period in range(2, 6)] == [False, True, True, False]
    assert hold(3).covers(999)


@pytest.mark.parametrize(
    ("holds", "count"),
    [
        ([], 0),
        ([hold(2, 3)], 2),
        ([hold(2, 4), hold(3, 5)], 4),
        ([hold(9)], 2),
        ([hold(1, 99), hold(3, 4)], 10),
    ],
)
def test_each_held_period_counts_once(holds: list[Hold], count: int) -> None:
    assert held_periods(holds, 1, last=10) == count


@given(holds=HOLDS, first=st.integers(1, 30), length=st.integers(-3, 20))
def test_counting_is_the_same_as_asking_each_period(holds: list[Hold], first: int, length: int) -> None:
    last = first + length
    asked = sum(any(each.covers(period) for each in holds) for period in range(first, last + 1))
    assert held_periods(holds, first, last=last) == asked


def test_a_held_wave_stays_and_its_later_stages_shift() -> None:
    planned = schedule_of([wave("a", holds=(hold(3, 4),)), wave("b", start=After("a"))])
    assert [planned.stage("a", period).value for period in range(1, 7)] == [
        "announce",
        "instruct",
        "instruct",
        "instruct",
        "deadline",
        "enforce",
    ]
    assert planned.stage("b", 5) is Stage.ENFORCE
    assert planned.enforced_from("a") == 6
    assert planned.last_period == 6


def test_a_hold_from_the_start_keeps_a_wave_planned() -> None:
    planned = schedule_of([wave("a", start=AtPeriod(2), holds=(hold(1, 3),))])
    assert [planned.stage("a", period).value for period in range(1, 6)] == [
        "planned",
        "planned",
        "planned",
        "announce",
        "instruct",
    ]


def test_a_hold_until_further_notice_holds() -> None:
    planned = schedule_of([wave("a", holds=(hold(3),))])
    assert planned.stage("a", 99) is Stage.INSTRUCT
    assert planned.last_period == 5


@given(holds=HOLDS, start=st.integers(1, 10), period=st.integers(0, 60))
def test_a_held_wave_never_skips_or_goes_back(holds: list[Hold], start: int, period: int) -> None:
    planned = schedule_of([wave("a", start=AtPeriod(start), holds=tuple(holds))])
    before, after = planned.stage("a", period), planned.stage("a", period + 1)
    assert after.position - before.position in (0, 1)
    if any(each.covers(period + 1) for each in holds):
        assert after is before


@given(holds=HOLDS, start=st.integers(1, 10))
def test_the_last_period_is_the_first_that_is_enforced(holds: list[Hold], start: int) -> None:
    closed = tuple(each for each in holds if each.until is not None)
    planned = schedule_of([wave("a", start=AtPeriod(start), holds=closed)])
    last = planned.last_period
    assert planned.stage("a", last) is Stage.ENFORCE
    assert planned.stage("a", last - 1) is not Stage.ENFORCE


@pytest.mark.parametrize(
    ("holds", "period"),
    [
        ((), 4),
        ((hold(2, 3),), 6),
        ((hold(3),), None),
        ((hold(4),), None),
        ((hold(5),), 4),
        ((hold(2, 9),), 12),
    ],
)
def test_the_period_of_enforcement_is_known_unless_an_open_hold_stands_before_it(
    holds: tuple[Hold, ...], period: int | None
) -> None:
    assert schedule_of([wave("a", holds=holds)]).enforcement("a") == period


@given(holds=HOLDS.filter(lambda holds: all(each.until is not None for each in holds)))
def test_the_first_period_of_a_stage_is_the_first_that_says_so(holds: list[Hold]) -> None:
    planned = schedule_of([wave("a", holds=tuple(holds))])
    for stage in Stage:
        if stage is not Stage.PLANNED:
            entered = next(period for period in range(1, 99) if planned.stage("a", period) is stage)
            assert planned.first_in("a", stage) == entered


def test_an_override_passes_one_threshold_of_one_stage_until_its_period() -> None:
    override = Override(Stage.ENFORCE, "coverage", "Two people are on leave", "Megan Bowen", until=6)
    assert override.gate == "enforce.coverage"
    assert override.passes(Stage.ENFORCE, "coverage", period=6)
    assert not override.passes(Stage.ENFORCE, "coverage", period=7)
    assert not override.passes(Stage.ENFORCE, "soak", period=6)
    assert not override.passes(Stage.DEADLINE, "coverage", period=6)
