"""The gate of a wave: it stands between the wave's people and everything that its stage does to them."""

from datetime import date
from typing import Any

import pulumi

from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds, Wave
from intune_waves.people.sources import list_file

from .intune import StageGate, StageGateOverrides, StageGateThresholds
from .target_group import TargetGroup


def gate_rules(wave: Wave, stage: Stage) -> dict[str, Any]:
    """What judges the wave's step into `stage`, by the names on the wire: the thresholds and overrides of
    that stage alone; empty where nothing is declared for it.
    """
    rules = {
        "thresholds": _thresholds(wave, stage),
        "overrides": _overrides(wave, stage),
        "readingMaxAgeHours": _age_hours(wave, stage),
    }
    return {name: value for name, value in rules.items() if value is not None}


def stage_gate(
    wave: Wave,
    stage: Stage,
    group: TargetGroup,
    enforced_id: pulumi.Input[str],
    *,
    period: int,
    grace_ends: date | None = None,
    opts: pulumi.ResourceOptions,
) -> StageGate:
    """Declare the wave's gate, after its group is filled.

    The tenant is read by its check, and only when the stage moves forward. `grace_ends` is the day that
    people are told in deadline.
    """
    after = pulumi.ResourceOptions(depends_on=list(group.filled))
    return StageGate(
        wave.id,
        wave=wave.id,
        title=wave.title,
        stage=stage.value,
        period=period,
        group_id=group.id,
        enforced_group_id=enforced_id,
        platforms=[platform.value for platform in wave.platforms],
        thresholds=_thresholds(wave, stage),
        overrides=_overrides(wave, stage),
        expected_size=wave.size,
        people_file=list_file(wave.people, wave.id),
        reading_max_age_hours=_age_hours(wave, stage),
        grace_ends=grace_ends.isoformat() if grace_ends and stage is Stage.DEADLINE else None,
        opts=pulumi.ResourceOptions.merge(opts, after),
    )


def _thresholds(wave: Wave, stage: Stage) -> StageGateThresholds | None:
    """Those that are declared; None where there is none."""
    declared = wave.thresholds.get(stage, Thresholds())
    written: StageGateThresholds = {}
    if declared.coverage is not None:
        written["coverage"] = declared.coverage
    if declared.soak is not None:
        written["soak"] = declared.soak
    if declared.failed_enrollments is not None:
        written["failedEnrollments"] = declared.failed_enrollments
    if declared.newly_blocked is not None:
        written["newlyBlocked"] = declared.newly_blocked
    if declared.newly_asked is not None:
        written["newlyAsked"] = declared.newly_asked
    return written or None


def _overrides(wave: Wave, stage: Stage) -> list[StageGateOverrides] | None:
    """Those of the stage; None where there is none."""
    overrides: list[StageGateOverrides] = [
        {"figure": each.figure, "reason": each.reason, "by": each.by, "until": each.until}
        for each in wave.overrides
        if each.stage is stage
    ]
    return overrides or None


def _age_hours(wave: Wave, stage: Stage) -> float | None:
    return wave.thresholds.get(stage, Thresholds()).age_hours
