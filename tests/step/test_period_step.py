import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.step.period_step import judge_step, names_step

PERIODS = st.integers(0, 9999)


@pytest.mark.parametrize(("in_force", "proposed"), [(None, 0), (None, 1), (0, 1), (3, 4), (4, 3), (4, 4)])
def test_one_period_on_one_back_and_none_are_free(in_force: int | None, proposed: int) -> None:
    assert judge_step(in_force, proposed, None) is None


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
    assert judge_step(in_force, proposed, None) == sentence


@pytest.mark.parametrize("confirmed", ["2->5", " 2 -> 5 "])
def test_a_jump_that_is_named_may_be_taken(confirmed: str) -> None:
    assert judge_step(2, 5, confirmed) is None


def test_a_first_jump_is_named_from_zero() -> None:
    assert judge_step(None, 4, "0->4") is None


@pytest.mark.parametrize("confirmed", ["", "yes", "2->6", "1->5", "5->2", "2-5", "2->5->6", "²->5"])
def test_another_name_confirms_nothing(confirmed: str) -> None:
    refusal = judge_step(2, 5, confirmed)
    assert refusal is not None
    assert (f"it names {confirmed!r} now" in refusal) is bool(confirmed)


@given(in_force=PERIODS, proposed=PERIODS)
def test_only_the_very_step_is_confirmed(in_force: int, proposed: int) -> None:
    refused = judge_step(in_force, proposed, None) is not None
    assert refused is (abs(in_force - proposed) > 1)
    assert judge_step(in_force, proposed, f"{in_force}->{proposed}") is None
    if refused:
        assert judge_step(in_force, proposed, f"{in_force + 1}->{proposed}") is not None


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
    assert names_step(before, proposed, confirmed) is named


@pytest.mark.parametrize(("before", "proposed", "nearest"), [(2, 4, 3), (4, 2, 3), (0, 2, 1)])
def test_two_periods_are_a_jump_already(before: int, proposed: int, nearest: int) -> None:
    refused = judge_step(before, proposed, None)
    assert refused is not None
    assert f"is 2 periods away; go to {nearest} first" in refused
