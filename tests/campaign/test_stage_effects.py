import pytest

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import contract
from tests.campaign.build import EVERY_PLATFORM, wave

REPORT_ONLY = "enabledForReportingButNotEnforced"
WINDOWS = (Platform.WINDOWS,)


def test_a_planned_wave_leaves_the_tenant_alone() -> None:
    promised = contract(Stage.PLANNED, wave())
    assert not promised.group_exists
    assert not promised.may_enroll
    assert promised.restricted_platforms == promised.policy_platforms == ()
    assert promised.policy_state is None
    assert promised.personal_devices is None
    assert (promised.compliance_assigned, promised.grace, promised.reminds) == (False, None, False)


@pytest.mark.parametrize(
    ("stage", "assigned", "grace", "reminds"),
    [
        (Stage.ANNOUNCE, False, "until enforced", False),
        (Stage.INSTRUCT, True, "until enforced", False),
        (Stage.DEADLINE, True, "until enforced", True),
        (Stage.ENFORCE, True, "minimal", False),
    ],
)
def test_each_stage_gives_its_grace(stage: Stage, assigned: bool, grace: str, reminds: bool) -> None:
    promised = contract(stage, wave())
    assert (promised.compliance_assigned, promised.grace, promised.reminds) == (assigned, grace, reminds)


@pytest.mark.parametrize(
    ("stage", "may_enroll", "state", "platforms"),
    [
        (Stage.ANNOUNCE, False, REPORT_ONLY, WINDOWS),
        (Stage.INSTRUCT, True, REPORT_ONLY, WINDOWS),
        (Stage.DEADLINE, True, REPORT_ONLY, WINDOWS),
        (Stage.ENFORCE, True, "enabled", EVERY_PLATFORM),
    ],
)
def test_each_stage_keeps_its_promise(
    stage: Stage, may_enroll: bool, state: str, platforms: tuple[Platform, ...]
) -> None:
    promised = contract(stage, wave())
    assert promised.group_exists
    assert promised.stage is stage
    assert promised.restricted_platforms == EVERY_PLATFORM
    assert promised.may_enroll is may_enroll
    assert promised.policy_state == state
    assert promised.policy_platforms == platforms


@pytest.mark.parametrize("stage", [Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE])
def test_without_windows_there_is_nothing_to_report_on(stage: Stage) -> None:
    promised = contract(stage, wave(platforms=(Platform.IOS, Platform.MAC)))
    assert promised.policy_state is None
    assert promised.policy_platforms == ()


def test_without_windows_the_policy_comes_with_enforce() -> None:
    promised = contract(Stage.ENFORCE, wave(platforms=(Platform.IOS,)))
    assert promised.policy_state == "enabled"
    assert promised.policy_platforms == (Platform.IOS,)


def test_the_final_rule_for_personal_devices_waits_for_enforce() -> None:
    lenient = wave(personal_devices="allow", final_personal_devices="block")
    assert [contract(stage, lenient).personal_devices for stage in Stage] == [
        None,
        "allow",
        "allow",
        "allow",
        "block",
    ]


def test_without_a_final_rule_the_wave_keeps_its_own() -> None:
    assert contract(Stage.ENFORCE, wave(personal_devices="allow")).personal_devices == "allow"
    assert contract(Stage.ENFORCE, wave()).personal_devices == "block"
