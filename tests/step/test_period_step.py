import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.stage import Stage
from intune_waves.step.period_step import judge_step, names_step, reason_of_reaching
from tests.campaign.build import wave
from tests.step.steps import ONE, STEP, TWO, step

PERIODS = st.integers(0, 9999)
P, A, D, E = Stage.PLANNED, Stage.ANNOUNCE, Stage.DEADLINE, Stage.ENFORCE


@pytest.mark.parametrize(("in_force", "proposed"), [(None, 0), (None, 1), (0, 1), (3, 4), (4, 3), (4, 4)])
def test_one_period_on_one_back_and_none_are_free(in_force: int | None, proposed: int) -> None:
    assert judge_step(in_force, proposed, confirmed=None) is None


@pytest.mark.parametrize(
    ("in_force", "proposed", "sentence"),
    [
        (
            2,
            5,
            "period 2 is in force and 5 is 3 periods away; go to 3 first, or set confirmedStep"
            ' to "2->5" to take exactly this step [one-period-step]',
        ),
        (
            5,
            2,
            "period 5 is in force and 2 is 3 periods away; go to 4 first, or set confirmedStep"
            ' to "5->2" to take exactly this step [one-period-step]',
        ),
        (
            None,
            4,
            "the campaign would begin in period 4; begin with period 0 or 1, or set confirmedStep"
            ' to "0->4" to take exactly this step [one-period-step]',
        ),
    ],
)
def test_a_jump_is_refused_in_one_sentence(in_force: int | None, proposed: int, sentence: str) -> None:
    assert judge_step(in_force, proposed, confirmed=None) == sentence


@pytest.mark.parametrize("confirmed", ["2->5", " 2 -> 5 "])
def test_a_jump_that_is_named_may_be_taken(confirmed: str) -> None:
    assert judge_step(2, 5, confirmed=confirmed) is None


def test_a_first_jump_is_named_from_zero() -> None:
    assert judge_step(None, 4, confirmed="0->4") is None


@pytest.mark.parametrize("confirmed", ["", "yes", "2->6", "1->5", "5->2", "2-5", "2->5->6", "²->5"])
def test_another_name_confirms_nothing(confirmed: str) -> None:
    refusal = judge_step(2, 5, confirmed=confirmed)
    assert refusal is not None
    assert (f"it names {confirmed!r} now" in refusal) is bool(confirmed)


@given(in_force=PERIODS, proposed=PERIODS)
def test_only_the_very_step_is_confirmed(in_force: int, proposed: int) -> None:
    refused = judge_step(in_force, proposed, confirmed=None) is not None
    assert refused is (abs(in_force - proposed) > 1)
    assert judge_step(in_force, proposed, confirmed=f"{in_force}->{proposed}") is None
    if refused:
        assert judge_step(in_force, proposed, confirmed=f"{in_force + 1}->{proposed}") is not None


@pytest.mark.parametrize(
    ("before", "proposed", "confirmed", "named"),
    [
        (2, 5, "2->5", True),
        (2, 5, " 2 -> 5 ", True),
        (4, 4, "4->4", True),
        (2, 5, "5->2", False),
        (2, 5, "2->6", False),
        (3, 5, "2->5", False),
        (2, 5, "2->5!", False),
        (2, 5, None, False),
        (0, 0, "", False),
    ],
)
def test_a_confirmation_names_one_step(
    before: int, proposed: int, confirmed: str | None, named: bool
) -> None:
    assert names_step(before, proposed, confirmed=confirmed) is named


@pytest.mark.parametrize(("before", "proposed", "nearest"), [(2, 4, 3), (4, 2, 3), (0, 2, 1)])
def test_two_periods_are_a_jump_already(before: int, proposed: int, nearest: int) -> None:
    refused = judge_step(before, proposed, confirmed=None)
    assert refused is not None
    assert f"is 2 periods away; go to {nearest} first" in refused


def test_a_wave_of_which_nothing_is_said_is_planned() -> None:
    assert step(before={}).stages("one") == (P, E)
    assert step(after={}).stages("one") == (D, P)


def test_waves_that_change_their_stage_move() -> None:
    assert STEP.moving == (ONE, TWO)
    assert step(after={"one": D, "two": D}).moving == (TWO,)
    assert step(after=STEP.before.stages).moving == ()


def test_a_wave_that_is_taken_out_moves_too() -> None:
    gone = step(waves=(ONE,), after={"one": D})
    assert gone.removed == (TWO,)
    assert gone.moving == (TWO,)
    assert not gone.advances


def test_a_new_wave_moves_once_it_is_announced() -> None:
    new = wave("new")
    assert step(waves=(ONE, TWO, new), after={**STEP.before.stages, "new": A}).moving == (new,)
    assert step(waves=(ONE, TWO, new), after={**STEP.before.stages, "new": P}).moving == ()


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
    assert following.after.stages == STEP.following
    assert following.before.waves == STEP.waves
    assert following.next() is None


@pytest.mark.parametrize(
    ("period", "confirmed", "reason"),
    [
        (4, "3->4: the office\n moves early", "the office moves early"),
        (4, "2->4: two at once", "two at once"),
        (4, "3->4", ""),
        (5, "3->4: the office moves early", ""),
        (4, "soon", ""),
        (4, None, ""),
    ],
)
def test_the_reason_of_reaching_a_period(period: int, confirmed: str | None, reason: str) -> None:
    assert reason_of_reaching(period, confirmed) == reason
