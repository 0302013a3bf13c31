import pytest

from intune_waves.campaign.enrollment_restriction import Restriction, desired_restrictions, priorities_of
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from tests.campaign.build import wave

PILOT = wave("limited-pilot", platforms=(Platform.WINDOWS, Platform.IOS))
PHONES = wave("phones", platforms=(Platform.IOS,))
REST = wave("rest", platforms=(Platform.WINDOWS,))
PRIORITIES = priorities_of([PILOT, PHONES, REST])


def test_each_platform_is_ranked_for_itself_without_gaps() -> None:
    assert PRIORITIES == {
        ("limited-pilot", Platform.WINDOWS): 1,
        ("limited-pilot", Platform.IOS): 1,
        ("phones", Platform.IOS): 2,
        ("rest", Platform.WINDOWS): 2,
    }


def test_a_planned_wave_has_no_restriction() -> None:
    assert desired_restrictions(PILOT, Stage.PLANNED, PRIORITIES) == ()


def test_an_announced_wave_may_not_enroll_yet() -> None:
    announced = desired_restrictions(PILOT, Stage.ANNOUNCE, PRIORITIES)
    assert [each.platform for each in announced] == [Platform.WINDOWS, Platform.IOS]
    assert all(each.platform_blocked for each in announced)


@pytest.mark.parametrize("stage", [Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE])
def test_from_instruct_on_the_wave_may_enroll(stage: Stage) -> None:
    assert not any(each.platform_blocked for each in desired_restrictions(PILOT, stage, PRIORITIES))


def test_a_restriction_is_named_described_and_ranked() -> None:
    assert desired_restrictions(PHONES, Stage.INSTRUCT, PRIORITIES) == (
        Restriction(
            display_name="Intune waves: Phones (iOS)",
            description="May enroll: instructions are out.",
            platform=Platform.IOS,
            platform_blocked=False,
            personal_devices_blocked=True,
            priority=2,
        ),
    )


def test_personal_devices_follow_the_rule_in_force() -> None:
    lenient = wave(platforms=(Platform.IOS,), personal_devices="allow", final_personal_devices="block")
    priorities = priorities_of([lenient])
    blocked = [
        desired_restrictions(lenient, stage, priorities)[0].personal_devices_blocked
        for stage in (Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE)
    ]
    assert blocked == [False, False, True]
