"""Which waves a period moves is counted from the state, not from the period before."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from intune_waves.campaign.people import DynamicRule, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT
from intune_waves.stack.stack_state import StateWave
from intune_waves.stack.wave_moves import wave_moves
from intune_waves.step.meaning import PeopleCount
from intune_waves.step.wave_move import WaveMove
from tests.campaign.build import wave

CAMPAIGN = load(PROJECT / "waves")
SCHEDULE = schedule(CAMPAIGN)
IN_THREE = {
    "limited-pilot": StateWave(Stage.DEADLINE, "Limited pilot", ("windows",), "g-1"),
    "expanded-pilot": StateWave(Stage.INSTRUCT, "Expanded pilot", ("windows",), "g-2"),
    "tech-savvy": StateWave(Stage.ANNOUNCE, "Migration phase 1", ("windows",), "g-3"),
}


def pilot_in(stage: Stage) -> dict[str, StateWave]:
    return {**IN_THREE, "limited-pilot": replace(IN_THREE["limited-pilot"], stage=stage)}


def moves(period: int, state: Mapping[str, StateWave], stop: str | None = None) -> list[tuple[str, str, str]]:
    found = wave_moves(CAMPAIGN, SCHEDULE, period=period, stop=stop, state=state)
    return [(move.id, move.before.value, move.after.value) for move in found]


def test_a_fresh_stack_has_every_wave_planned() -> None:
    assert moves(1, {}) == [("limited-pilot", "planned", "announce")]
    assert moves(0, {}) == []


def test_the_next_period_moves_all_that_have_begun() -> None:
    assert moves(4, IN_THREE) == [
        ("limited-pilot", "deadline", "enforce"),
        ("expanded-pilot", "instruct", "deadline"),
        ("tech-savvy", "announce", "instruct"),
        ("eastern-us", "planned", "announce"),
    ]
    assert moves(3, IN_THREE) == []


def test_a_wave_moves_with_its_title_platforms_and_group() -> None:
    first = next(wave_moves(CAMPAIGN, SCHEDULE, period=4, stop=None, state=IN_THREE))
    assert (first.title, first.group) == ("Limited pilot", "g-1")
    assert first.platforms == ("windows", "mac", "ios", "androidForWork")
    *_, last = wave_moves(CAMPAIGN, SCHEDULE, period=4, stop=None, state=IN_THREE)
    assert (last.title, last.group) == ("Migration phase 2", None)


def test_a_wave_that_was_held_moves_from_where_it_is() -> None:
    assert moves(4, pilot_in(Stage.INSTRUCT))[0] == ("limited-pilot", "instruct", "enforce")


def test_a_stopped_campaign_takes_enforced_waves_back() -> None:
    stopped = moves(4, pilot_in(Stage.ENFORCE), "A mail outage.")
    assert stopped[0] == ("limited-pilot", "enforce", "deadline")


def test_a_wave_that_was_taken_out_goes_back_to_planned_under_its_old_title() -> None:
    gone = {**IN_THREE, "gone": StateWave(Stage.ENFORCE, "Gone wave", ("mac",), "g-9")}
    (last,) = wave_moves(CAMPAIGN, SCHEDULE, period=3, stop=None, state=gone)
    assert last == WaveMove("gone", "Gone wave", Stage.ENFORCE, Stage.PLANNED, None, ("mac",), "g-9")
    assert last.is_counted
    assert last.uncounted() is None


@pytest.mark.parametrize(
    ("before", "after", "counted"),
    [
        (Stage.PLANNED, Stage.ANNOUNCE, False),
        (Stage.ANNOUNCE, Stage.INSTRUCT, True),
        (Stage.INSTRUCT, Stage.DEADLINE, True),
        (Stage.DEADLINE, Stage.ENFORCE, True),
        (Stage.ENFORCE, Stage.DEADLINE, True),
        (Stage.ENFORCE, Stage.PLANNED, True),
        (Stage.DEADLINE, Stage.INSTRUCT, False),
        (Stage.ANNOUNCE, Stage.PLANNED, False),
    ],
)
def test_people_are_counted_where_they_act_or_lose_or_get_back_access(
    before: Stage, after: Stage, counted: bool
) -> None:
    assert WaveMove("pilot", "Pilot", before, after, wave("pilot"), (), "g").is_counted is counted


@pytest.mark.parametrize(
    ("people", "size", "known"),
    [
        (ListedPeople(50), None, PeopleCount(50, 0, never_enrolled=50)),
        (Share("IT", size=200), None, PeopleCount(200, 0, never_enrolled=200)),
        (Share("IT", percent=5), None, "the wave's group is filled by this very step"),
        (DynamicRule("x"), 3000, "the wave's group is filled by this very step; 3,000 people are expected"),
        (
            ExistingGroup("IT"),
            1,
            "the wave's group is looked up by this very step; 1 person is expected",
        ),
    ],
)
def test_a_wave_that_begins_has_its_declared_number_of_people_or_nobody_knows(
    people: ListedPeople | Share | DynamicRule | ExistingGroup, size: int | None, known: PeopleCount | str
) -> None:
    begins = WaveMove(
        "pilot", "Pilot", Stage.PLANNED, Stage.ANNOUNCE, wave("pilot", people=people, size=size), (), None
    )
    assert begins.uncounted() == known
    leaps = replace(begins, after=Stage.ENFORCE)
    assert str(leaps.uncounted()).startswith("the wave's group is ")


def test_a_wave_s_move_knows_the_day_of_its_enforcement_unless_everything_is_stopped() -> None:
    first = next(wave_moves(CAMPAIGN, SCHEDULE, period=3, stop=None, state=pilot_in(Stage.INSTRUCT)))
    assert str(first.grace_ends) == "2027-02-22"
    first = next(
        wave_moves(
            CAMPAIGN, SCHEDULE, period=3, stop="Certificates are broken", state=pilot_in(Stage.INSTRUCT)
        )
    )
    assert first.grace_ends is None
