from typing import Any

import pytest

from intune_waves.guards.everybody_needs_exclusions import judge
from intune_waves.step.plan import PlannedPolicy
from tests.guards.plans import Said, plan

ALL = frozenset({"All"})


@pytest.mark.parametrize("state", ["enabled", "enabledForReportingButNotEnforced"])
def test_a_policy_on_all_users_without_exclusions_is_refused(state: Any) -> None:
    (complaint,) = judge(plan(policies=(PlannedPolicy("everybody", state, included_users=ALL),)))
    assert complaint.path == "everybody"


@pytest.mark.parametrize(
    "policy",
    [
        PlannedPolicy("all but glass", "enabled", included_users=ALL, excluded_users=frozenset({"glass1"})),
        PlannedPolicy("all but a group", "enabled", included_users=ALL, excluded_groups=frozenset({"g"})),
        PlannedPolicy("off", "disabled", included_users=ALL),
        PlannedPolicy("some", "enabled", included_users=frozenset({"adele"})),
        PlannedPolicy("a group", "enabled", included_groups=frozenset({"g"})),
    ],
)
def test_others_pass(policy: PlannedPolicy) -> None:
    assert list(judge(plan(policies=(policy,)))) == []


def said() -> Said:
    return (
        plan(policies=(PlannedPolicy("theirs", "enabled", included_users=frozenset({"All"})),)),
        [
            "theirs: the policy holds for all users and leaves nobody out; exclude the break-glass "
            "accounts, or name the groups that it is for [everybody-needs-exclusions]"
        ],
        "All",
        "exclusions, break-glass accounts first",
    )
