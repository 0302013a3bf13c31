"""Drift: which change by hand hurts how much, and how it is said."""

from typing import Any

import pytest

from intune_waves.step.drift import Drift, ObjectKind, Severity, drift_of

POLICY, GROUP, OTHER = ObjectKind.ACCESS_POLICY, ObjectKind.GROUP, ObjectKind.OTHER


def policy(state: str, *excluded: str) -> dict[str, Any]:
    return {"state": state, "conditions": {"users": {"excludedUsers": list(excluded)}}}


REPORT = "enabledForReportingButNotEnforced"


@pytest.mark.parametrize(
    ("object_kind", "existing", "desired", "changed", "severity", "what"),
    [
        (
            POLICY,
            policy("enabled", "a", "b"),
            policy(REPORT, "a", "b"),
            ["state"],
            Severity.EARLY_ENFORCEMENT,
            f"enabled in the tenant, and {REPORT} was applied",
        ),
        (
            POLICY,
            policy("enabled", "a"),
            policy(REPORT, "a", "b"),
            ["state", "conditions"],
            Severity.EARLY_ENFORCEMENT,
            f"enabled in the tenant, and {REPORT} was applied; 1 exclusion is missing from it",
        ),
        (
            POLICY,
            policy("enabled", "a"),
            None,
            [],
            Severity.EARLY_ENFORCEMENT,
            "enabled in the tenant, and no policy was applied",
        ),
        (
            POLICY,
            policy("enabled"),
            policy("enabled", "a", "b"),
            ["conditions"],
            Severity.LOST_EXCLUSION,
            "2 exclusions are missing from it",
        ),
        (
            POLICY,
            policy("disabled"),
            policy("enabled", "a"),
            ["state", "conditions"],
            Severity.LOST_EXCLUSION,
            "1 exclusion is missing from it",
        ),
        (
            POLICY,
            policy("disabled", "a"),
            policy("enabled", "a"),
            ["state"],
            Severity.LOST_ENFORCEMENT,
            "disabled in the tenant, and enabled was applied",
        ),
        (
            POLICY,
            None,
            policy("enabled", "a"),
            [],
            Severity.LOST_ENFORCEMENT,
            "deleted in the tenant, and enabled was applied",
        ),
        (POLICY, None, policy(REPORT, "a"), [], Severity.OTHER, "it was deleted in the tenant"),
        (
            POLICY,
            policy("enabled", "a"),
            policy("enabled", "a"),
            ["grantControls", "displayName"],
            Severity.OTHER,
            "displayName, grantControls differs from what was applied",
        ),
        (
            GROUP,
            {"digest": "1"},
            {"digest": "2"},
            ["digest"],
            Severity.OTHER_PEOPLE,
            "digest differs from what was applied",
        ),
        (GROUP, None, {}, [], Severity.OTHER_PEOPLE, "it was deleted in the tenant"),
        (OTHER, None, {}, [], Severity.OTHER, "it was deleted in the tenant"),
        (OTHER, {}, None, [], Severity.OTHER, "it is in the tenant, and not declared any more"),
        (OTHER, {}, {}, [], Severity.OTHER, "something differs from what was applied"),
    ],
)
def test_a_drift_is_judged(
    object_kind: ObjectKind,
    existing: dict[str, Any] | None,
    desired: dict[str, Any] | None,
    changed: list[str],
    severity: Severity,
    what: str,
) -> None:
    found = drift_of(object_kind, "pilot", kind="a:b:C", existing=existing, desired=desired, changed=changed)
    assert found == Drift(severity, "a:b:C", "pilot", what)


def test_users_of_a_policy_may_come_as_a_list() -> None:
    listed = {"state": "enabled", "conditions": {"users": [{"excludedUsers": ["a"]}]}}
    empty: dict[str, Any] = {"state": "enabled", "conditions": {"users": []}}
    found = drift_of(POLICY, "pilot", kind="a:b:Policy", existing=empty, desired=listed)
    assert found.severity is Severity.LOST_EXCLUSION


def test_it_is_said_by_the_kinds_short_name() -> None:
    assert str(Drift(Severity.OTHER, "intune:index:PlatformRestriction", "pilot-mac", "it went")) == (
        "PlatformRestriction pilot-mac: it went"
    )


def test_what_locks_people_out_comes_first() -> None:
    assert [each.title for each in Severity] == [
        "Early enforcement",
        "A lost exclusion",
        "Lost enforcement",
        "Other people than declared",
        "Other changes",
    ]


@pytest.mark.parametrize(
    ("changed", "severity"),
    [
        (["displayName"], Severity.OTHER),
        (["description", "displayName"], Severity.OTHER),
        (["displayName", "dynamicMembership"], Severity.OTHER_PEOPLE),
        ([], Severity.OTHER_PEOPLE),
    ],
)
def test_a_group_of_another_name_has_the_same_people(changed: list[str], severity: Severity) -> None:
    found = drift_of(
        ObjectKind.GROUP, "pilot", kind="Group", existing={"id": "1"}, desired={"id": "1"}, changed=changed
    )
    assert found.severity is severity


def test_a_group_that_was_deleted_has_lost_its_people() -> None:
    found = drift_of(
        ObjectKind.GROUP, "pilot", kind="Group", existing=None, desired={}, changed=["displayName"]
    )
    assert found.severity is Severity.OTHER_PEOPLE
