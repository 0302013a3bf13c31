import pytest

from intune_waves.campaign.enrollment_restriction import (
    NARROWEST_FIRST,
    EnrollmentRule,
    Restriction,
    blocks_personal_devices,
    blocks_platform,
    desired_restrictions,
    rule_of,
)
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from tests.campaign.build import wave

PILOT = wave("limited-pilot", platforms=(Platform.WINDOWS, Platform.IOS))


def test_a_planned_wave_has_no_restriction() -> None:
    assert desired_restrictions(PILOT, Stage.PLANNED) == ()


def test_an_announced_wave_may_not_enroll_yet() -> None:
    assert desired_restrictions(PILOT, Stage.ANNOUNCE) == (
        Restriction(Platform.WINDOWS, "not yet"),
        Restriction(Platform.IOS, "not yet"),
    )


@pytest.mark.parametrize("stage", [Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE])
def test_from_instruct_on_the_wave_may_enroll_and_nothing_changes_where_nothing_changes_for_people(
    stage: Stage,
) -> None:
    assert {each.rule for each in desired_restrictions(PILOT, stage)} == {"corporate devices only"}


def test_personal_devices_follow_the_rule_in_force() -> None:
    lenient = wave(platforms=(Platform.IOS,), personal_devices="allow", final_personal_devices="block")
    rules = [
        desired_restrictions(lenient, stage)[0].rule
        for stage in (Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE)
    ]
    assert rules == ["not yet", "personal devices too", "personal devices too", "corporate devices only"]


@pytest.mark.parametrize("rule", NARROWEST_FIRST)
def test_a_rule_is_two_switches(rule: EnrollmentRule) -> None:
    switches = {
        "platform_blocked": blocks_platform(rule),
        "personal_devices_blocked": blocks_personal_devices(rule),
    }
    assert rule_of(**switches) == rule


def test_a_narrower_rule_lets_in_less() -> None:
    closed = [blocks_platform(rule) + blocks_personal_devices(rule) for rule in NARROWEST_FIRST]
    assert closed == [2, 1, 0]
