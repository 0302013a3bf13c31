"""What a wave's gate is given, and what waits for it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.wave import WaveComponent
from intune_waves.campaign.compliance_policy import DesiredCompliance
from intune_waves.campaign.conditional_access import ENROLLMENT_APPS
from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.people import EverybodyElse, ListedPeople
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import AtPeriod, Thresholds, Wave
from tests.components.recording import Recording
from tests.components.wave_args import declare_whole, wave_args

PILOT = Wave(
    id="limited-pilot",
    title="Limited pilot",
    people=ListedPeople(count=50, file="waves/people/limited-pilot.csv"),
    start=AtPeriod(1),
    platforms=(Platform.WINDOWS, Platform.IOS),
    size=50,
    thresholds={
        Stage.DEADLINE: Thresholds(soak=2, failed_enrollments=5, newly_blocked=0, newly_asked=20),
        Stage.ENFORCE: Thresholds(coverage=90, age_hours=2),
    },
    overrides=(
        Override(Stage.ENFORCE, "coverage", "The CEO agreed.", "Megan Bowen", 6),
        Override(Stage.DEADLINE, "soak", "Late start.", "Megan Bowen", 3),
    ),
)


class Waiting(Recording):
    """Remembers what each kind of resource depends on, by kind."""

    def __init__(self) -> None:
        super().__init__()
        self.depends_on: dict[str, set[str]] = {}

    def remember(self, args: pulumi.ResourceTransformationArgs) -> None:
        waited: Any = args.opts.depends_on or []
        self.depends_on[args.type_.rsplit(":", 1)[-1]] = {type(each).__name__ for each in waited}


def declared(wave: Wave, stage: Stage, compliance: Sequence[DesiredCompliance] = ()) -> Waiting:
    recording = Waiting()
    pulumi.runtime.set_mocks(recording, project="intune-waves", stack="test")

    def program() -> None:
        args = wave_args(wave, stage, period=4, compliance=compliance)
        declare_whole(args, pulumi.ResourceOptions(transformations=[recording.remember]))

    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    return recording


def gate(wave: Wave, stage: Stage) -> dict[str, Any]:
    (inputs,) = declared(wave, stage).of_type("StageGate")
    return inputs


def test_a_gate_is_given_the_thresholds_and_overrides_of_its_stage_alone() -> None:
    assert gate(PILOT, Stage.ENFORCE) == {
        "wave": "limited-pilot",
        "title": "Limited pilot",
        "stage": "enforce",
        "period": 4,
        "groupId": "id-of-limited-pilot",
        "enforcedGroupId": "id-of-limited-pilot-enforced",
        "platforms": ["windows", "ios"],
        "asksOn": ["windows", "iOS"],
        "leavesOut": list(ENROLLMENT_APPS),
        "thresholds": {"coverage": 90},
        "overrides": [{"figure": "coverage", "reason": "The CEO agreed.", "by": "Megan Bowen", "until": 6}],
        "expectedSize": 50,
        "peopleFile": "waves/people/limited-pilot.csv",
        "readingMaxAgeHours": 2,
    }


def test_each_threshold_has_its_name_on_the_wire_and_a_limit_of_nothing_is_one() -> None:
    assert gate(PILOT, Stage.DEADLINE)["thresholds"] == {
        "soak": 2,
        "failedEnrollments": 5,
        "newlyBlocked": 0,
        "newlyAsked": 20,
    }


@pytest.mark.parametrize("stage", [Stage.ANNOUNCE, Stage.INSTRUCT])
def test_a_stage_without_thresholds_has_a_gate_that_asks_for_nothing(stage: Stage) -> None:
    inputs = gate(replace(PILOT, size=None), stage)
    assert inputs.keys() == {
        "wave",
        "title",
        "stage",
        "period",
        "groupId",
        "enforcedGroupId",
        "platforms",
        "peopleFile",
    }


def test_a_gate_is_told_of_no_list_where_nobody_is_listed() -> None:
    assert "peopleFile" not in gate(replace(PILOT, people=EverybodyElse()), Stage.DEADLINE)


def test_a_planned_wave_has_no_gate() -> None:
    assert declared(PILOT, Stage.PLANNED).of_type("StageGate") == []


def test_the_gate_waits_for_the_people_and_everything_after_waits_for_the_gate() -> None:
    waits = declared(PILOT, Stage.ENFORCE).depends_on
    assert waits["StageGate"] == {"GroupMembership"}
    assert waits["GroupMembership"] == set()
    assert waits["EnrollmentRestriction"] == {"GroupMembership", "StageGate"}
    assert waits["SharedRestrictions"] == {"EnrollmentRestriction"}
    restrictions = {"EnrollmentRestriction", "SharedRestrictions"}
    assert waits["ConditionalAccessPolicy"] == {"GroupMembership", "StageGate", *restrictions}


def test_nobody_is_enforced_before_their_device_can_comply() -> None:
    asked = DesiredCompliance(Platform.WINDOWS, "Pilot (Windows)", {}, assigned=True, grace_hours=24)
    waits = declared(PILOT, Stage.ENFORCE, [asked]).depends_on
    assert waits["CompliancePolicy"] == {"StageGate"}
    assert "CompliancePolicy" in waits["ConditionalAccessPolicy"]


class Answering(Recording):
    """The provider's answer to a gate: what the step means to people."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        resource_id, outputs = super().new_resource(args)
        told = {"means": f"{args.inputs['title']} moves."} if args.typ.endswith("StageGate") else {}
        return resource_id, outputs | told


def test_a_wave_tells_what_its_gate_says_of_the_step() -> None:
    told: list[str | None] = []
    pulumi.runtime.set_mocks(Answering(), project="intune-waves", stack="test")

    def program() -> None:
        args = wave_args(PILOT, Stage.ENFORCE, period=4)
        means = WaveComponent(PILOT.id, args).means
        assert means is not None
        means.apply(told.append)
        planned = wave_args(PILOT, Stage.PLANNED, period=4)
        assert WaveComponent("planned", planned).means is None

    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    assert told == ["Limited pilot moves."]


class Earlier(Recording):
    """A run that leaves the gate out: it says what was judged last."""

    asks_on: Sequence[str] | None = ("windows",)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        resource_id, outputs = super().new_resource(args)
        if args.typ.endswith("StageGate"):
            outputs |= {"mayAskOn": self.asks_on and [*self.asks_on], "mayLeaveOut": self.asks_on and ["app"]}
        return resource_id, outputs


def policies_of(recording: Earlier) -> list[dict[str, Any]]:
    pulumi.runtime.set_mocks(recording, project="intune-waves", stack="test")

    def program() -> None:
        declare_whole(wave_args(PILOT, Stage.ENFORCE, period=4))

    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    return recording.of_type("ConditionalAccessPolicy")


def test_an_enabled_policy_asks_what_its_gate_has_let_it_ask_and_not_what_is_declared() -> None:
    (policy,) = policies_of(Earlier())
    assert policy["conditions"]["platforms"]["includedPlatforms"] == ["windows"]
    assert policy["conditions"]["applications"]["excludedApplications"] == ["app"]


def test_an_enabled_policy_is_not_written_where_no_gate_has_said_what_it_may_ask() -> None:
    recording = Earlier()
    recording.asks_on = None
    with pytest.raises(pulumi.RunError, match="run the command once without --target"):
        policies_of(recording)
