import pytest

from intune_waves.guards.break_glass_enabled import judge
from tests.guards.plans import Said, plan


@pytest.mark.parametrize(
    ("accounts", "what"),
    [
        ({}, "0 of 0 break-glass accounts can sign in"),
        ({"glass1": True}, "1 of 1 break-glass accounts can sign in"),
        ({"glass1": True, "glass2": False}, "1 of 2 break-glass accounts can sign in"),
    ],
)
def test_fewer_than_two_accounts_that_can_sign_in_are_too_few(accounts: dict[str, bool], what: str) -> None:
    (complaint,) = judge(plan(break_glass=accounts))
    assert complaint.what == what


def test_two_that_can_sign_in_suffice() -> None:
    assert list(judge(plan(break_glass={"a": True, "b": True, "c": False}))) == []


def test_without_a_wave_nobody_needs_them() -> None:
    assert list(judge(plan(moves=(), break_glass={}))) == []


def said() -> Said:
    return (
        plan(break_glass={"glass1": True, "glass2": False}),
        [
            "1 of 2 break-glass accounts can sign in; enable the accounts that waves/campaign.yaml "
            "names, and try to sign in with them [break-glass-enabled]"
        ],
        1,
        "at least 2",
    )
