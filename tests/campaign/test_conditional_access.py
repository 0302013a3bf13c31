import pytest

from intune_waves.campaign.conditional_access import (
    ENROLLMENT_APPS,
    AccessPolicy,
    desired_policy,
    desired_policy_for_everybody,
)
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from tests.campaign.build import wave


def desired(stage: Stage, of: Wave | None = None, *, apps_excluded: bool = True) -> AccessPolicy[str] | None:
    return desired_policy(
        of or wave(),
        stage,
        group_id="group",
        enforced_group_id="enforced",
        excluded_user_ids=["glass1", "glass2"],
        enrollment_apps_excluded=apps_excluded,
    )


def test_the_enforced_policy_asks_for_a_compliant_device() -> None:
    assert desired(Stage.ENFORCE) == AccessPolicy(
        display_name="Intune waves: Limited pilot needs a compliant device",
        state="enabled",
        included_groups=("enforced",),
        excluded_users=("glass1", "glass2"),
        included_platforms=("windows", "macOS", "iOS", "android"),
        included_applications=("All",),
        excluded_applications=ENROLLMENT_APPS,
        client_app_types=("all",),
        grant_operator="OR",
        grant_controls=("compliantDevice",),
    )


@pytest.mark.parametrize("stage", [Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE])
def test_until_then_it_only_reports_and_only_on_windows(stage: Stage) -> None:
    policy = desired(stage)
    assert policy is not None
    assert policy.state == "enabledForReportingButNotEnforced"
    assert policy.included_platforms == ("windows",)
    assert policy.included_groups == ("group",)
    assert policy.excluded_users == ("glass1", "glass2")


def test_a_planned_wave_has_no_policy() -> None:
    assert desired(Stage.PLANNED) is None


def test_the_enrollment_apps_may_be_included() -> None:
    policy = desired(Stage.ENFORCE, apps_excluded=False)
    assert policy is not None
    assert policy.excluded_applications == ()


def test_both_androids_are_one_platform_here() -> None:
    policy = desired(Stage.ENFORCE, wave(platforms=(Platform.ANDROID, Platform.ANDROID_FOR_WORK)))
    assert policy is not None
    assert policy.included_platforms == ("android",)


def test_a_policy_that_excludes_nobody_is_not_made() -> None:
    with pytest.raises(ValueError, match="lock a tenant out"):
        desired_policy(
            wave(),
            Stage.ENFORCE,
            group_id="group",
            enforced_group_id="enforced",
            excluded_user_ids=[],
            enrollment_apps_excluded=True,
        )


def everybody(*waves: Wave, stopped: bool = False) -> AccessPolicy[str] | None:
    return desired_policy_for_everybody(
        waves or (wave(),),
        stopped=stopped,
        excluded_user_ids=["glass1", "glass2"],
        enrollment_apps_excluded=True,
        enforced_ids=["admitted a", "admitted b"],
    )


def test_the_one_policy_is_for_whoever_was_admitted_but_break_glass_accounts_and_guests() -> None:
    windows, ios = wave("a", platforms=(Platform.WINDOWS,)), wave("b", platforms=(Platform.IOS,))
    assert everybody(windows, ios) == AccessPolicy(
        display_name="Intune waves: all users need a compliant device",
        state="enabled",
        included_groups=("admitted a", "admitted b"),
        excluded_users=("glass1", "glass2", "GuestsOrExternalUsers"),
        included_platforms=("windows", "iOS"),
        included_applications=("All",),
        excluded_applications=ENROLLMENT_APPS,
    )


def test_while_stopped_the_one_policy_reports_on_windows_only_and_is_not_there_without() -> None:
    policy = everybody(stopped=True)
    assert policy is not None
    assert (policy.state, policy.included_platforms) == ("enabledForReportingButNotEnforced", ("windows",))
    assert everybody(wave(platforms=(Platform.IOS,)), stopped=True) is None


def test_the_one_policy_without_exclusions_is_never_made() -> None:
    with pytest.raises(ValueError, match="lock a tenant out"):
        desired_policy_for_everybody(
            [wave()], stopped=False, excluded_user_ids=[], enrollment_apps_excluded=True, enforced_ids=["a"]
        )


def test_no_wave_can_have_the_one_policy_s_name() -> None:
    named = desired(Stage.ENFORCE, wave(title="all users"))
    assert named is not None
    assert named.display_name != "Intune waves: all users need a compliant device"
