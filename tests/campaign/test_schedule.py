from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.errors import ScheduleError
from intune_waves.campaign.people import EverybodyElse
from intune_waves.campaign.place import Place, Places
from intune_waves.campaign.schedule import schedule, schedule_of
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, AtPeriod, Wave
from tests.campaign.build import campaign, wave

GRID = (
    wave("all-regions", people=EverybodyElse(), start=After("eastern-us")),
    wave("eastern-us", start=After("tech-savvy")),
    wave("expanded-pilot", start=After("limited-pilot")),
    wave("limited-pilot", start=AtPeriod(1)),
    wave("tech-savvy", start=After("expanded-pilot")),
)


def test_the_grid_of_the_typical_migration_cycle() -> None:
    planned = schedule(campaign(*GRID))
    assert planned.order == ("limited-pilot", "expanded-pilot", "tech-savvy", "eastern-us", "all-regions")
    assert planned.last_period == 8
    words = [[planned.stage(wave_id, period).value for period in range(1, 6)] for wave_id in planned.order]
    assert words == [
        ["announce", "instruct", "deadline", "enforce", "enforce"],
        ["planned", "announce", "instruct", "deadline", "enforce"],
        ["planned", "planned", "announce", "instruct", "deadline"],
        ["planned", "planned", "planned", "announce", "instruct"],
        ["planned", "planned", "planned", "planned", "announce"],
    ]


def test_ranks_count_from_one_and_whoever_comes_before_is_known() -> None:
    planned = schedule(campaign(*GRID))
    assert planned.order[0] == "limited-pilot"
    assert planned.order.index("all-regions") == 4
    assert planned.before("tech-savvy") == ("limited-pilot", "expanded-pilot")
    assert planned.before("limited-pilot") == ()


def test_everybody_else_comes_last_among_waves_that_start_together() -> None:
    planned = schedule_of([wave("a", people=EverybodyElse()), wave("b")])
    assert planned.order == ("b", "a")


def test_several_periods_may_lie_between() -> None:
    assert schedule_of([wave("a", start=AtPeriod(2)), wave("b", start=After("a", 3))]).starts == {
        "a": 2,
        "b": 5,
    }


def test_no_wave_no_last_period() -> None:
    assert schedule_of([]).last_period == 0


def test_an_unknown_wave_and_a_cycle_are_told_together() -> None:
    places = Places("waves/c.yaml", {"start.after": Place("waves/c.yaml", 3, 16)})
    waves = [
        wave("a", start=After("b")),
        wave("b", start=After("a")),
        wave("c", start=After("nobody"), places=places),
    ]
    with pytest.raises(ScheduleError) as refused:
        schedule_of(waves)
    unknown, cycle = refused.value.complaints
    assert str(unknown) == (
        "waves/c.yaml:3:16: start.after: there is no wave nobody; write the id of another wave (a, b)"
        " [start-unknown-wave]"
    )
    assert cycle.rule == "start-cycle"
    assert "none of them can start" in cycle.what


def test_a_wave_must_be_enforced_before_periods_end() -> None:
    assert schedule_of([wave("a", start=AtPeriod(9996))]).last_period == 9999
    with pytest.raises(ScheduleError, match="start-period"):
        schedule_of([wave("a", start=AtPeriod(9997))])


@st.composite
def chains(draw: st.DrawFn) -> list[Wave]:
    waves = [wave("w0", start=AtPeriod(draw(st.integers(1, 20))))]
    for index in range(1, draw(st.integers(1, 12))):
        before = draw(st.integers(0, index - 1))
        follows = After(f"w{before}", draw(st.integers(0, 4)))
        waves.append(wave(f"w{index}", start=draw(st.sampled_from([follows, AtPeriod(before + 1)]))))
    return draw(st.permutations(waves))


@given(waves=chains())
def test_every_start_is_what_its_wave_says(waves: list[Wave]) -> None:
    planned = schedule_of(waves)
    for each in waves:
        start = each.start
        expected = planned.starts[start.wave] + start.periods if isinstance(start, After) else start.period
        assert planned.starts[each.id] == expected
    starts = [planned.starts[wave_id] for wave_id in planned.order]
    assert starts == sorted(starts)
    assert sorted(planned.order) == sorted(each.id for each in waves)


@given(waves=chains(), order=st.randoms())
def test_a_schedule_does_not_depend_on_the_order_of_files(waves: list[Wave], order: Random) -> None:
    starts = dict(schedule_of(waves).starts)
    order.shuffle(waves)
    assert dict(schedule_of(waves).starts) == starts


@given(waves=chains(), period=st.integers(0, 100))
def test_no_wave_skips_a_stage_or_goes_back(waves: list[Wave], period: int) -> None:
    planned = schedule_of(waves)
    for each in waves:
        step = planned.stage(each.id, period + 1).position - planned.stage(each.id, period).position
        assert step in (0, 1)
        assert planned.stage(each.id, planned.last_period) is Stage.ENFORCE


def test_a_cycle_is_told_in_the_order_in_which_the_waves_follow() -> None:
    follows = {"a": "b", "b": "c", "c": "a"}
    waves = [
        wave(
            one,
            start=After(other),
            places=Places(f"waves/{one}.yaml", {"start.after": Place(f"waves/{one}.yaml", 4, 9)}),
        )
        for one, other in follows.items()
    ]
    with pytest.raises(ScheduleError) as refused:
        schedule_of(waves)
    (cycle,) = refused.value.complaints
    first = str(cycle.where).removeprefix("waves/")[0]
    second, third = follows[first], follows[follows[first]]
    assert str(cycle) == (
        f"waves/{first}.yaml:4:9: start.after: "
        f"{first} follows {second}, which follows {third}, which follows {first}: none of them can start; "
        "give one of them a period, such as {period: 1} [start-cycle]"
    )
    assert cycle.got == [first, second, third, first]
    assert cycle.expected == "a start that follows from a period"
