from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.stage import Stage


def test_a_wave_walks_through_every_stage_from_its_start() -> None:
    walked = [Stage.scheduled(3, period).value for period in range(9)]
    assert walked == ["planned"] * 3 + ["announce", "instruct", "deadline"] + ["enforce"] * 3


def test_stages_compare_by_position() -> None:
    assert sorted(Stage, reverse=True)[0] is Stage.ENFORCE
    assert Stage.PLANNED < Stage.ANNOUNCE <= Stage.ANNOUNCE
    assert Stage.ENFORCE > Stage.DEADLINE >= Stage.DEADLINE
    assert not Stage.ANNOUNCE < Stage.ANNOUNCE
    assert not Stage.ANNOUNCE > Stage.ANNOUNCE
    assert not Stage.INSTRUCT <= Stage.ANNOUNCE
    assert not Stage.ANNOUNCE >= Stage.INSTRUCT
    assert [stage.position for stage in Stage] == [0, 1, 2, 3, 4]


def test_positions_outside_are_the_nearest_stage() -> None:
    assert Stage.at(-1) is Stage.PLANNED
    assert Stage.at(2) is Stage.INSTRUCT
    assert Stage.at(99) is Stage.ENFORCE


@given(start=st.integers(0, 9999), period=st.integers(0, 9999))
def test_a_stage_never_goes_back_and_never_skips(start: int, period: int) -> None:
    step = Stage.scheduled(start, period + 1).position - Stage.scheduled(start, period).position
    assert step in (0, 1)
