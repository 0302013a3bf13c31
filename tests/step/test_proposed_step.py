import pytest

from intune_waves.campaign.stage import Stage
from tests.campaign.build import wave
from tests.campaign.steps import ONE, STEP, TWO, step

P, A, D, E = Stage.PLANNED, Stage.ANNOUNCE, Stage.DEADLINE, Stage.ENFORCE


def test_a_wave_of_which_nothing_is_said_is_planned() -> None:
    assert step(before={}).stages("one") == (P, E)
    assert step(after={}).stages("one") == (D, P)


def test_waves_that_change_their_stage_move() -> None:
    assert STEP.moving == (ONE, TWO)
    assert step(after={"one": D, "two": D}).moving == (TWO,)
    assert step(after=STEP.before).moving == ()


def test_a_wave_that_is_taken_out_moves_too() -> None:
    gone = step(waves=(ONE,), after={"one": D})
    assert gone.removed == (TWO,)
    assert gone.moving == (TWO,)
    assert not gone.advances


def test_a_new_wave_moves_once_it_is_announced() -> None:
    new = wave("new")
    assert step(waves=(ONE, TWO, new), after={**STEP.before, "new": A}).moving == (new,)
    assert step(waves=(ONE, TWO, new), after={**STEP.before, "new": P}).moving == ()


@pytest.mark.parametrize(
    ("one", "two", "advances", "enforces"),
    [
        (E, D, True, True),
        (D, D, True, False),
        (D, Stage.INSTRUCT, False, False),
        (Stage.INSTRUCT, A, False, False),
        (Stage.INSTRUCT, D, True, False),
        (E, A, True, True),
    ],
)
def test_a_step_advances_when_any_wave_does(one: Stage, two: Stage, advances: bool, enforces: bool) -> None:
    proposed = step(after={"one": one, "two": two})
    assert (proposed.advances, proposed.enforces) == (advances, enforces)


def test_whoever_was_enforced_before_is_not_newly_enforced() -> None:
    assert not step(before={"one": E, "two": A}, after={"one": E, "two": D}).enforces


def test_the_next_step_begins_where_this_one_ends() -> None:
    following = step(confirmed=True, former=()).next()
    assert following is not None
    assert (following.period, following.confirmed) == (5, False)
    assert following.before == STEP.after
    assert following.after == STEP.following
    assert following.former == STEP.waves
    assert following.next() is None
