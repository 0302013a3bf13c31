from dataclasses import replace
from typing import Any

import pytest

from intune_waves.guards.break_glass_excluded import excludes_break_glass, judge
from tests.guards.plans import Said, plan, policy


@pytest.mark.parametrize("state", ["enabled", "enabledForReportingButNotEnforced"])
@pytest.mark.parametrize("excluded", [frozenset(), frozenset({"glass1"}), frozenset({"somebody"})])
def test_a_policy_without_every_account_is_refused(state: Any, excluded: frozenset[str]) -> None:
    lacking = replace(policy("pilot", state, "pilot-group"), excluded_users=excluded)
    (complaint,) = judge(plan(policies=(lacking,)))
    assert complaint.path == "pilot: conditions.users.excludeUsers"
    assert complaint.rule == "break-glass-excluded"


def test_every_policy_is_judged() -> None:
    lacking = [replace(policy(name, "enabled", "g"), excluded_users=frozenset()) for name in ("a", "b")]
    assert len(list(judge(plan(policies=tuple(lacking))))) == 2


def test_a_disabled_policy_locks_nobody_out() -> None:
    disabled = replace(policy("pilot", "disabled", "pilot-group"), excluded_users=frozenset())
    assert list(judge(plan(policies=(disabled,)))) == []


def test_accounts_compare_without_regard_to_case() -> None:
    excluding = replace(
        policy("pilot", "enabled", "g"), excluded_users=frozenset({"GLASS1", "Glass2", "other"})
    )
    assert list(judge(plan(policies=(excluding,)))) == []


FOREIGN = replace(
    policy("theirs", "enabled", "staff"), ours=False, excluded_users=frozenset(), included_groups=frozenset()
)


@pytest.mark.parametrize(
    "reaching",
    [
        {"included_users": frozenset({"All"})},
        {"included_users": frozenset({"GLASS1"})},
        {"included_groups": frozenset({"admins"})},
        {"included_roles": frozenset({"global-administrator"})},
    ],
)
def test_a_policy_that_somebody_else_made_is_refused_when_it_reaches_an_account(
    reaching: dict[str, Any],
) -> None:
    groups = {"glass1": frozenset({"admins"})}
    theirs = replace(FOREIGN, **reaching)
    (complaint,) = judge(plan(policies=(theirs,), break_glass_groups=groups))
    assert complaint.path == "theirs: conditions.users.excludeUsers"
    assert "glass1" in complaint.what
    assert list(judge(plan(policies=(replace(theirs, state="disabled"),), break_glass_groups=groups))) == []


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"included_users": frozenset({"somebody", "None"})},
        {"included_groups": frozenset({"staff"})},
        {},
    ],
)
def test_a_policy_of_others_that_reaches_no_account_is_none_of_our_business(
    elsewhere: dict[str, Any],
) -> None:
    groups = {"glass1": frozenset({"admins"})}
    assert list(judge(plan(policies=(replace(FOREIGN, **elsewhere),), break_glass_groups=groups))) == []


def test_a_policy_of_others_may_leave_the_accounts_out_by_a_group() -> None:
    theirs = replace(
        FOREIGN, included_users=frozenset({"All"}), excluded_groups=frozenset({"emergency", "other"})
    )
    both = {"glass1": frozenset({"emergency"}), "glass2": frozenset({"emergency", "more"})}
    assert list(judge(plan(policies=(theirs,), break_glass_groups=both))) == []
    one = {"glass1": frozenset({"emergency"})}
    (complaint,) = judge(plan(policies=(theirs,), break_glass_groups=one))
    assert "glass2" in complaint.what
    assert "glass1" not in complaint.what


def test_a_policy_of_others_is_judged_for_the_accounts_that_it_reaches_only() -> None:
    theirs = replace(FOREIGN, included_users=frozenset({"glass1"}))
    (complaint,) = judge(plan(policies=(theirs,)))
    assert "glass2" not in complaint.what
    assert list(judge(plan(policies=(replace(theirs, excluded_users=frozenset({"glass1"})),)))) == []


def test_a_wave_s_own_policy_names_every_account_whatever_groups_they_are_in() -> None:
    own = replace(
        policy("pilot", "enabled", "g"), excluded_users=frozenset(), excluded_groups=frozenset({"emergency"})
    )
    both = dict.fromkeys(("glass1", "glass2"), frozenset({"emergency"}))
    assert len(list(judge(plan(policies=(own,), break_glass_groups=both)))) == 1


def test_without_any_account_a_policy_of_our_own_is_refused() -> None:
    (complaint,) = judge(plan(policies=(policy("pilot", "enabled", "g"),), break_glass={}))
    assert "no break-glass account is known" in complaint.what


def test_a_policy_that_cannot_harm_does_not_hide_the_next_one() -> None:
    disabled = replace(policy("off", "disabled", "g"), excluded_users=frozenset())
    lacking = replace(policy("on", "enabled", "g"), excluded_users=frozenset())
    assert [complaint.path for complaint in judge(plan(policies=(disabled, FOREIGN, lacking)))] == [
        "on: conditions.users.excludeUsers"
    ]


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


def said() -> Said:
    return (
        plan(policies=(replace(policy("pilot", "enabled", "g"), excluded_users=frozenset({"glass2"})),)),
        [
            "pilot: conditions.users.excludeUsers: the policy does not exclude the break-glass "
            "accounts glass1; add every break-glass account of waves/campaign.yaml to the policy's "
            "excluded users [break-glass-excluded]"
        ],
        ["glass2"],
        "all break-glass accounts among the excluded users",
    )
