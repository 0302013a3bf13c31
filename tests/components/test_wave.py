"""What a wave's component declares in each stage."""

from collections.abc import Callable
from dataclasses import replace

import pulumi
import pytest

from components.target_group import TargetGroup
from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod, Wave
from tests.components.recording import Recording
from tests.components.wave_args import declare_whole, wave_args

PILOT = Wave(
    id="limited-pilot",
    title="Limited pilot",
    people=ListedPeople(count=50, file="waves/people/limited-pilot.csv"),
    start=AtPeriod(1),
    platforms=(Platform.WINDOWS, Platform.IOS),
    personal_devices="block",
)

Declare = Callable[..., Recording]


@pytest.fixture
def declare() -> Declare:
    """Declare one wave in one stage under the mocks; answers what was registered."""

    def run(wave: Wave, stage: Stage, earlier: tuple[TargetGroup, ...] = ()) -> Recording:
        recording = Recording()
        pulumi.runtime.set_mocks(recording, project="intune-waves", stack="test")

        def program() -> None:
            declare_whole(wave_args(wave, stage, earlier_groups=earlier))

        pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
        return recording

    return run


def test_the_tenant_is_asked_before_the_policy_is_enabled_and_only_then(declare: Declare) -> None:
    assert declare(PILOT, Stage.DEADLINE).enabling == []
    (asked,) = declare(PILOT, Stage.ENFORCE).enabling
    assert (asked["wave"], asked["enforcedGroupId"]) == ("limited-pilot", "id-of-limited-pilot-enforced")
    assert asked["platforms"] == ["windows", "ios"]


def test_a_planned_wave_declares_nothing_but_itself(declare: Declare) -> None:
    assert declare(PILOT, Stage.PLANNED).types() == ["Wave"]


def test_an_announced_wave_declares_groups_gate_restrictions_policy_and_admission_in_that_order(
    declare: Declare,
) -> None:
    declared = declare(PILOT, Stage.ANNOUNCE).types()
    # The two groups do not wait for each other.
    assert sorted(declared[1:4]) == ["GroupMembership", "GroupWithoutMembers", "GroupWithoutMembers"]
    # Neither do two platforms.
    assert sorted(declared[5:9]) == ["EnrollmentRestriction"] * 2 + ["SharedRestrictions"] * 2
    assert [declared[4], *declared[9:]] == [
        "StageGate",
        "ConditionalAccessPolicy",
        "Admission",
    ]


@pytest.mark.parametrize("stage", [Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE])
def test_an_enabled_policy_includes_the_enforced_group_alone(declare: Declare, stage: Stage) -> None:
    recording = declare(PILOT, stage)
    (policy,) = recording.of_type("ConditionalAccessPolicy")
    group = "id-of-limited-pilot-enforced" if stage is Stage.ENFORCE else "id-of-limited-pilot"
    assert policy["conditions"]["users"]["includedGroups"] == [group]
    (admission,) = recording.of_type("Admission")
    assert admission["policy"]["includedGroups"] == [group]
    assert admission["enforcedGroupId"] == "id-of-limited-pilot-enforced"


@pytest.mark.parametrize(
    ("stage", "rule", "state", "platforms"),
    [
        (Stage.ANNOUNCE, "notYet", "enabledForReportingButNotEnforced", ["windows"]),
        (Stage.INSTRUCT, "corporateDevicesOnly", "enabledForReportingButNotEnforced", ["windows"]),
        (Stage.DEADLINE, "corporateDevicesOnly", "enabledForReportingButNotEnforced", ["windows"]),
        (Stage.ENFORCE, "corporateDevicesOnly", "enabled", ["windows", "iOS"]),
    ],
)
def test_each_stage_is_spelled_as_the_contract_says(
    declare: Declare, stage: Stage, rule: str, state: str, platforms: list[str]
) -> None:
    recording = declare(PILOT, stage)
    # No platform waits for another, so their order is chance.
    said = sorted(recording.of_type("SharedRestrictions"), key=lambda each: str(each["platform"]))
    reached = {rule: {"limited-pilot": "id-of-limited-pilot"}}
    assert said == [{"platform": "ios", **reached}, {"platform": "windows", **reached}]
    own = recording.of_type("EnrollmentRestriction")
    assert {(each["wave"], each["groupId"]) for each in own} == {("limited-pilot", "id-of-limited-pilot")}
    assert {each["rule"].replace(" ", "") for each in own} == {rule[0].lower() + rule[1:].lower()}
    (policy,) = recording.of_type("ConditionalAccessPolicy")
    assert policy["state"] == state
    assert policy["conditions"]["platforms"]["includedPlatforms"] == platforms
    assert policy["conditions"]["users"]["excludedUsers"] == ["glass-1", "glass-2"]


def test_a_listed_wave_hands_over_its_file_and_no_person(declare: Declare) -> None:
    (membership,) = declare(PILOT, Stage.ANNOUNCE).of_type("GroupMembership")
    assert membership == {
        "groupId": "id-of-limited-pilot",
        "peopleFile": "waves/people/limited-pilot.csv",
        "exceptGroupIds": [],
        "exceptUserIds": [],
    }


def test_a_share_leaves_out_earlier_waves_and_break_glass_accounts(declare: Declare) -> None:
    wave = replace(PILOT, people=Share(group="IT Department", size=200, seed="7"))
    (membership,) = declare(wave, Stage.ANNOUNCE, (TargetGroup("group-1", ()),)).of_type("GroupMembership")
    assert membership["share"] == {"groupId": "existing-IT Department", "size": 200, "seed": "7"}
    assert membership["exceptGroupIds"] == ["group-1"]
    assert membership["exceptUserIds"] == ["glass-1", "glass-2"]


@pytest.mark.parametrize("size", [50, None])
def test_a_membership_expects_the_size_that_the_wave_declares(declare: Declare, size: int | None) -> None:
    (membership,) = declare(replace(PILOT, size=size), Stage.ANNOUNCE).of_type("GroupMembership")
    assert membership.get("expectedSize") == size


def test_everybody_else_is_a_remainder(declare: Declare) -> None:
    wave = replace(PILOT, people=EverybodyElse())
    (membership,) = declare(wave, Stage.ANNOUNCE, (TargetGroup("group-1", ()),)).of_type("GroupMembership")
    assert membership["remainder"] == {}
    assert membership["exceptGroupIds"] == ["group-1"]


def test_a_rule_makes_a_dynamic_group_and_no_membership(declare: Declare) -> None:
    rule = 'user.state -eq "NY"'
    recording = declare(replace(PILOT, people=DynamicRule(rule)), Stage.ANNOUNCE)
    group, enforced = recording.of_type("azuread:index/group")
    assert "dynamicMembership" not in enforced
    assert group["types"] == ["DynamicMembership"]
    assert group["dynamicMembership"] == {"enabled": True, "rule": rule}
    assert recording.of_type("GroupMembership") == []


def test_an_existing_group_is_used_and_never_declared(declare: Declare) -> None:
    recording = declare(replace(PILOT, people=ExistingGroup("Engineering")), Stage.ANNOUNCE)
    (enforced,) = recording.of_type("azuread:index/group")
    assert enforced["displayName"] == "Intune waves: Limited pilot (enforced)"
    assert recording.of_type("EnrollmentRestriction")[0]["groupId"] == "existing-Engineering"


def test_a_wave_without_windows_has_no_policy_before_it_is_enforced(declare: Declare) -> None:
    wave = replace(PILOT, platforms=(Platform.IOS,))
    assert declare(wave, Stage.DEADLINE).of_type("ConditionalAccessPolicy") == []
    assert len(declare(wave, Stage.ENFORCE).of_type("ConditionalAccessPolicy")) == 1
