"""The table of stages and effects, line by line: the page of the design says the same."""

from dataclasses import replace

import pytest

from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import (
    STAGE_EFFECTS,
    AccessEffect,
    access_for_everybody,
    effects_on,
    stage_effects,
    stage_in_force,
    stages_in_force,
)
from intune_waves.campaign.wave import After
from tests.campaign.build import EVERY_PLATFORM, campaign, wave

WATCHED = AccessEffect("enabledForReportingButNotEnforced", (Platform.WINDOWS,), "target group")
ENFORCED = AccessEffect("enabled", EVERY_PLATFORM, "enforced group")
BEFORE_ENFORCE = [Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE]
SCHEDULE = schedule(campaign(wave(), wave("next-pilot", start=After("limited-pilot"))))


def test_every_stage_has_its_row() -> None:
    assert list(STAGE_EFFECTS) == list(Stage)


def test_a_planned_wave_leaves_the_tenant_alone() -> None:
    effects = effects_on(wave(), Stage.PLANNED)
    assert not effects.row.target_group
    assert effects.row.enforced_group is None
    assert not effects.may_enroll
    assert effects.restricted_platforms == effects.compliance_assigned == ()
    assert (effects.access, effects.personal_devices) == (None, None)
    assert (effects.row.compliance, effects.row.grace) == (None, None)
    assert not effects.row.reminds


@pytest.mark.parametrize(
    ("stage", "assigned", "grace", "reminds"),
    [
        (Stage.ANNOUNCE, (), "until enforced", False),
        (Stage.INSTRUCT, EVERY_PLATFORM, "until enforced", False),
        (Stage.DEADLINE, EVERY_PLATFORM, "until enforced", True),
        (Stage.ENFORCE, EVERY_PLATFORM, "minimal", False),
    ],
)
def test_each_stage_gives_its_grace(
    stage: Stage, assigned: tuple[Platform, ...], grace: str, reminds: bool
) -> None:
    effects = effects_on(wave(), stage)
    assert (effects.compliance_assigned, effects.row.grace, effects.row.reminds) == (assigned, grace, reminds)


@pytest.mark.parametrize(
    ("stage", "may_enroll", "access"),
    [
        (Stage.ANNOUNCE, False, WATCHED),
        (Stage.INSTRUCT, True, WATCHED),
        (Stage.DEADLINE, True, WATCHED),
        (Stage.ENFORCE, True, ENFORCED),
    ],
)
def test_each_stage_has_its_effects(stage: Stage, may_enroll: bool, access: AccessEffect) -> None:
    effects = effects_on(wave(), stage)
    assert effects.row.target_group
    assert effects.row.enforced_group == ("whoever passed" if stage is Stage.ENFORCE else "nobody")
    assert effects.restricted_platforms == EVERY_PLATFORM
    assert effects.may_enroll is may_enroll
    assert effects.access == access


@pytest.mark.parametrize("stage", BEFORE_ENFORCE)
def test_without_windows_there_is_nothing_to_report_on(stage: Stage) -> None:
    assert effects_on(wave(platforms=(Platform.IOS, Platform.MAC)), stage).access is None


def test_without_windows_the_policy_comes_with_enforce() -> None:
    found = effects_on(wave(platforms=(Platform.IOS,)), Stage.ENFORCE).access
    assert found == AccessEffect("enabled", (Platform.IOS,), "enforced group")


def test_the_final_rule_for_personal_devices_waits_for_enforce() -> None:
    lenient = wave(personal_devices="allow", final_personal_devices="block")
    assert [effects_on(lenient, stage).personal_devices for stage in Stage] == [
        None,
        "allow",
        "allow",
        "allow",
        "block",
    ]


def test_without_a_final_rule_the_wave_keeps_its_own() -> None:
    assert effects_on(wave(personal_devices="allow"), Stage.ENFORCE).personal_devices == "allow"
    assert effects_on(wave(), Stage.ENFORCE).personal_devices == "block"


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stop_takes_enforced_waves_to_deadline_and_no_other(stage: Stage) -> None:
    assert stage_in_force(stage, stopped=False) is stage
    assert stage_in_force(stage, stopped=True) is (Stage.DEADLINE if stage is Stage.ENFORCE else stage)


@pytest.mark.parametrize("period", [0, 3, 4, 5, 30])
def test_while_stopped_nobody_is_enforced_in_any_period(period: int) -> None:
    stopped = stages_in_force(SCHEDULE, period, stopped=True)
    assert Stage.ENFORCE not in stopped.values()
    assert list(stopped) == ["limited-pilot", "next-pilot"]


def test_without_a_stop_the_schedule_is_in_force() -> None:
    assert stages_in_force(SCHEDULE, 4, stopped=False) == {
        "limited-pilot": Stage.ENFORCE,
        "next-pilot": Stage.DEADLINE,
    }


@pytest.mark.parametrize("stage", [*BEFORE_ENFORCE, Stage.ENFORCE])
def test_a_stop_takes_the_date_away_and_reports_only(stage: Stage) -> None:
    stopped = effects_on(wave(), stage, stopped=True)
    assert stopped.access == WATCHED
    assert (stopped.row.grace, stopped.row.reminds) == ("longest", False)
    assert stopped.may_enroll is effects_on(wave(), stage).may_enroll


def test_a_stop_makes_nothing_for_a_planned_wave() -> None:
    assert stage_effects(Stage.PLANNED, stopped=True) == stage_effects(Stage.PLANNED)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_closed_campaign_takes_the_wave_s_own_policy_and_nothing_else(stopped: bool) -> None:
    closed = effects_on(wave(), Stage.ENFORCE, stopped=stopped, closed=True)
    own = effects_on(wave(), Stage.ENFORCE, stopped=stopped)
    assert closed.access is None
    assert closed.row.enforced_group == own.row.enforced_group
    assert closed.compliance_assigned == own.compliance_assigned
    assert closed.row.enrollment == own.row.enrollment


def test_the_one_policy_is_for_the_platforms_of_all_waves() -> None:
    waves = [wave(platforms=(Platform.WINDOWS,)), wave("two", platforms=(Platform.IOS, Platform.WINDOWS))]
    everybody = AccessEffect("enabled", (Platform.WINDOWS, Platform.IOS), "enforced group")
    assert access_for_everybody(waves, stopped=False) == everybody
    assert access_for_everybody(waves, stopped=True) == replace(WATCHED, on="enforced group")
    assert access_for_everybody([wave(platforms=(Platform.MAC,))], stopped=True) is None
