"""Break-glass accounts are found, or the program does not run; no policy goes without them."""

from typing import Any

import pulumi
import pytest

from components.break_glass import break_glass_ids, judge_policy
from tests.components.recording import Recording

IDS = ["glass-1", "glass-2"]


def _policy(excluded: Any) -> dict[str, Any]:
    return {"conditions": {"users": {"includedUsers": ["All"], "excludedUsers": excluded}}}


def test_ids_come_in_the_order_of_the_names() -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    assert break_glass_ids(["b@adatum.com", "a@adatum.com"]) == ["id-of-b@adatum.com", "id-of-a@adatum.com"]


def test_an_account_that_the_tenant_does_not_have_ends_the_program() -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    with pytest.raises(pulumi.RunError) as refused:
        break_glass_ids(["a@adatum.com", "ghost@adatum.com"])
    assert str(refused.value) == (
        "waves/campaign.yaml: break_glass: the tenant has no user ghost@adatum.com; "
        "a campaign never runs without its emergency accounts: "
        "correct the name or make the account [break-glass-exists]"
    )


def test_a_policy_with_every_exclusion_passes_in_any_case_and_order() -> None:
    assert judge_policy("x", _policy(["GLASS-2", "other", "glass-1"]), IDS) is None


@pytest.mark.parametrize(
    "inputs",
    [
        _policy(["glass-1"]),
        _policy([]),
        _policy(None),
        {"conditions": {"users": {"includedUsers": ["All"]}}},
        {"conditions": {}},
        {},
        _policy(object()),
        _policy(["glass-1", object()]),
    ],
    ids=[
        "one lost",
        "none",
        "null",
        "left out",
        "no users",
        "no conditions",
        "unknown list",
        "unknown entry",
    ],
)
def test_a_policy_that_lacks_one_or_does_not_know_yet_is_refused(inputs: dict[str, Any]) -> None:
    refusal = judge_policy("hand-made", inputs, IDS)
    assert refusal is not None
    assert refusal.startswith("hand-made: ")
    assert refusal.endswith("[break-glass-excluded]")


def test_without_any_known_account_every_policy_is_refused() -> None:
    assert judge_policy("x", _policy(["glass-1"]), []) is not None
