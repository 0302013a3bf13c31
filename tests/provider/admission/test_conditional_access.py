"""A wave's policy against the tenant's, on plain values: whatever a hand has narrowed it by is seen."""

from dataclasses import replace
from typing import Any

import pytest

from intune_waves.graph.conditional_access import ENABLED, ExistingPolicy
from intune_waves.provider.admission.conditional_access import (
    differing,
    is_narrowed,
    is_wider,
    reaching,
    whole_body,
    widened_body,
)

GLASS = "00000000-0000-4000-8000-00000000000a"
INPUTS: dict[str, Any] = {
    "title": "One",
    "groupId": "target",
    "enforcedGroupId": "enforced",
    "platforms": ["windows"],
    "asksOn": ["windows"],
}
DESIRED = {
    "state": ENABLED,
    "includedGroups": ["enforced"],
    "excludedUsers": [GLASS],
    "platforms": ["windows"],
}
NOBODY: frozenset[str] = frozenset()
POLICY = ExistingPolicy(
    id="p",
    name="Intune waves: One needs a compliant device",
    state=ENABLED,
    included_users=NOBODY,
    included_groups=frozenset({"enforced"}),
    included_roles=NOBODY,
    excluded_users=frozenset({GLASS}),
    excluded_groups=NOBODY,
    platforms=frozenset({"windows"}),
    excluded_platforms=NOBODY,
    excluded_applications=NOBODY,
    controls=frozenset({"compliantDevice"}),
)
SOMETHING = frozenset({"something"})


def test_a_policy_as_it_shall_be_differs_in_nothing() -> None:
    assert differing(DESIRED, POLICY) == []
    assert reaching([POLICY], INPUTS) == [POLICY]
    assert not is_narrowed([POLICY], INPUTS)
    assert not is_wider(DESIRED, POLICY)


@pytest.mark.parametrize(
    "by_hand",
    [
        {"excluded_groups": SOMETHING},
        {"excluded_roles": SOMETHING},
        {"controls": frozenset({"mfa"})},
        {"platforms": frozenset({"macOS"})},
        {"platforms": NOBODY, "excluded_platforms": frozenset({"windows"})},
    ],
    ids=["a group", "a role", "another control", "another platform", "all platforms but ours"],
)
def test_what_a_hand_has_narrowed_is_seen_and_judged_before_it_is_put_back(by_hand: dict[str, Any]) -> None:
    narrowed = replace(POLICY, **by_hand)
    assert differing(DESIRED, narrowed)
    assert is_narrowed([narrowed], INPUTS)
    assert is_wider(DESIRED, narrowed)


def test_a_further_platform_is_written_and_nothing_else() -> None:
    wider = {**INPUTS, "asksOn": ["windows", "macOS"]}
    body = widened_body(POLICY, wider, break_glass=[GLASS])
    assert body == whole_body({**DESIRED, "platforms": ["windows", "macOS"]})
    left_out = replace(POLICY, excluded_applications=frozenset({"app"}))
    kept = widened_body(left_out, wider, break_glass=[GLASS])
    assert kept is not None
    assert kept["conditions"]["applications"]["excludeApplications"] == ["app"]


@pytest.mark.parametrize(
    "by_hand",
    [
        {"name": "Theirs"},
        {"state": "disabled"},
        {"included_users": SOMETHING},
        {"included_groups": frozenset({"enforced", "target"})},
        {"included_roles": SOMETHING},
        {"excluded_users": frozenset({GLASS, "somebody"})},
        {"excluded_users": NOBODY},
        {"excluded_groups": SOMETHING},
        {"excluded_roles": SOMETHING},
        {"controls": frozenset({"mfa"})},
    ],
    ids=lambda by_hand: " ".join(by_hand),
)
def test_over_what_a_hand_has_changed_nothing_is_widened(by_hand: dict[str, Any]) -> None:
    wider = {**INPUTS, "asksOn": ["windows", "macOS"]}
    assert widened_body(replace(POLICY, **by_hand), wider, break_glass=[GLASS]) is None
