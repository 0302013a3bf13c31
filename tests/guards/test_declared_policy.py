import pytest

from intune_waves.guards.declared_policy import excludes_break_glass


def test_a_policy_that_excludes_every_account_passes() -> None:
    assert excludes_break_glass(["someone", "AAA", "bbb"], ["aaa", "BBB"]) is None


@pytest.mark.parametrize(("excluded", "missing"), [([], "aaa, bbb"), (["aaa"], "bbb"), (["ccc"], "aaa, bbb")])
def test_a_missing_account_is_named(excluded: list[str], missing: str) -> None:
    complaint = excludes_break_glass(excluded, ["bbb", "aaa"])
    assert complaint is not None
    assert complaint.rule == "break-glass-excluded"
    assert complaint.what == f"the policy does not exclude the break-glass accounts {missing}"


def test_without_accounts_nothing_passes() -> None:
    complaint = excludes_break_glass(["aaa"], [])
    assert complaint is not None
    assert "no break-glass account is known" in str(complaint)
