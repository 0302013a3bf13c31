from dataclasses import replace
from typing import Any

import pytest

from intune_waves.guards.exclusions_kept import judge
from intune_waves.step.plan import Plan, PlannedPolicy
from tests.guards.plans import Said, plan

SYNC = "sync-account"


def with_policies(*access: PlannedPolicy) -> Plan:
    good = plan()
    return replace(good, policies=replace(good.policies, access=access, excluded=(SYNC,)))


def policy(state: Any = "enabled", *excluded: str, ours: bool = True) -> PlannedPolicy:
    return PlannedPolicy("pilot", state, excluded_users=frozenset(excluded), ours=ours)


@pytest.mark.parametrize("state", ["enabled", "enabledForReportingButNotEnforced"])
def test_a_policy_that_reaches_an_excluded_account_is_refused(state: Any) -> None:
    (complaint,) = judge(with_policies(policy(state, "glass1")))
    assert complaint.path == "pilot: conditions.users.excludeUsers"


@pytest.mark.parametrize(
    "passing",
    [policy("enabled", SYNC.upper()), policy("disabled"), policy("enabled", ours=False)],
    ids=["in any case", "disabled", "somebody else's"],
)
def test_others_pass(passing: PlannedPolicy) -> None:
    assert list(judge(with_policies(passing))) == []


def test_without_exclusions_every_policy_passes() -> None:
    assert list(judge(plan())) == []


def said() -> Said:
    return (
        with_policies(policy()),
        [
            "pilot: conditions.users.excludeUsers: the policy does not leave out the excluded accounts "
            f"{SYNC}; run up in the period in force first, which writes the exclusions into every policy "
            "[exclusions-kept]"
        ],
        [],
        "all accounts under exclusions among the excluded users",
    )
