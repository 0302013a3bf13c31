from dataclasses import replace
from typing import Any

import pytest

from migration.guards.break_glass_excluded import judge
from tests.migration.guards.plans import plan, policy


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
