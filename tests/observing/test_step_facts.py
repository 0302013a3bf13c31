"""What Graph says, in the words that guards judge by."""

from typing import Any

import pytest

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.platform import Platform
from intune_waves.graph import compliance_policy
from intune_waves.graph.conditional_access import ExistingPolicy
from intune_waves.graph.enrollment_restriction import ListedRestriction
from intune_waves.observing.devices import known_devices
from intune_waves.observing.step_facts import (
    of_devices,
    planned_compliance,
    planned_policy,
    planned_restriction,
)
from intune_waves.step.loss import Device, Management

GROUP = "9631fe1b-0727-5ddc-8809-57ca754a9260"


def policy(state: str) -> ExistingPolicy:
    some = [frozenset({name}) for name in ("users", "groups", "roles", "not-users", "not-groups")]
    rest = dict.fromkeys(
        ("platforms", "excluded_platforms", "excluded_applications", "controls"), frozenset[str]()
    )
    return ExistingPolicy("id", "Theirs", state, *some, **rest)


@pytest.mark.parametrize(
    ("state", "judged"),
    [
        ("enabled", "enabled"),
        ("disabled", "disabled"),
        ("enabledForReportingButNotEnforced", "enabledForReportingButNotEnforced"),
        ("someday", "enabled"),
    ],
)
def test_a_state_that_nobody_knows_counts_as_enabled(state: str, judged: str) -> None:
    assert planned_policy(policy(state)).state == judged


def test_a_policy_keeps_whom_it_is_for() -> None:
    found = planned_policy(policy("enabled"))
    assert found.included_users == {"users"}
    assert found.included_groups == {"groups"}
    assert found.included_roles == {"roles"}
    assert found.excluded_users == {"not-users"}
    assert found.excluded_groups == {"not-groups"}


def restriction(**changes: Any) -> ListedRestriction:
    values: dict[str, Any] = {"platform": "androidForWork", "groups": frozenset({GROUP})}
    return ListedRestriction(name="Theirs", platform_blocked=True, priority=3, **values | changes)


def test_a_restriction_keeps_its_rank_and_groups() -> None:
    found = planned_restriction(restriction())
    assert found is not None
    assert (found.platform, found.priority, found.platform_blocked) == (Platform.ANDROID_FOR_WORK, 3, True)
    assert found.groups == {GROUP}


def test_a_target_that_is_no_group_reaches_everybody() -> None:
    found = planned_restriction(restriction(groups=frozenset({"allLicensedUsers", GROUP})))
    assert found is not None
    assert found.groups == {EVERYBODY, GROUP}


def test_a_restriction_of_a_platform_that_no_wave_can_name_is_left_out() -> None:
    assert planned_restriction(restriction(platform="visionOS")) is None


def test_devices_tell_platforms_and_another_service() -> None:
    elsewhere = Device("windows", False, True, Management.ELSEWHERE)
    devices = {
        1: [Device("windows", False, True, Management.INTUNE)],
        2: [Device("iOS", True, True, Management.INTUNE), elsewhere],
        3: [Device("android", False, False, Management.INTUNE), Device("macOS", False, True)],
        4: [elsewhere],
        9: [Device("macOS", True, True, Management.INTUNE)],
    }
    platforms, moving = of_devices(known_devices(devices), {1, 2, 3, 4, 5})
    assert platforms == {
        1: {Platform.WINDOWS},
        2: {Platform.IOS},
        3: {Platform.ANDROID, Platform.ANDROID_FOR_WORK},
    }
    assert moving == {2, 4}


OTHER = "536719bd-88e6-5783-956a-bd41680addcf"


@pytest.mark.parametrize(
    ("targets", "groups"),
    [
        ((), set()),
        ((GROUP, OTHER), {GROUP, OTHER}),
        (("allDevices",), {EVERYBODY}),
        (("allLicensedUsers", GROUP), {EVERYBODY, GROUP}),
        (("allDevices", f"exclusion {GROUP}"), set()),
        ((GROUP, OTHER, f"exclusion {GROUP}"), {OTHER}),
    ],
)
def test_a_compliance_policy_reaches_its_groups_and_nobody_whom_it_may_leave_out(
    targets: tuple[str, ...], groups: set[str]
) -> None:
    content = compliance_policy.Policy("Theirs", "", "androidForWork")
    found = compliance_policy.ExistingPolicy("id", content, compliance_policy.Actions(24), targets)
    planned = planned_compliance(found)
    assert (planned.name, planned.platform) == ("Theirs", Platform.ANDROID_FOR_WORK)
    assert planned.groups == groups
