"""The gate of a wave: it stands between the wave's people and everything that its stage does to them."""

from datetime import date
from typing import Any

import pulumi

from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds, Wave

from .intune import StageGate
from .target_group import TargetGroup


def gate_rules(wave: Wave, stage: Stage) -> dict[str, Any]:
    """What judges the wave's step into `stage`, by the names on the wire: the thresholds and overrides of
    that stage alone; empty where nothing is declared for it.
    """
    thresholds = wave.thresholds.get(stage, Thresholds())
    overrides = [
        {"figure": each.figure, "reason": each.reason, "by": each.by, "until": each.until}
        for each in wave.overrides
        if each.stage is stage
    ]
    rules = {
        "thresholds": _declared(thresholds),
        "overrides": overrides or None,
        "readingMaxAgeHours": thresholds.age_hours,
    }
    return {name: value for name, value in rules.items() if value is not None}


def stage_gate(
    wave: Wave,
    stage: Stage,
    group: TargetGroup,
    *,
    period: int,
    grace_ends: date | None = None,
    opts: pulumi.ResourceOptions,
) -> StageGate:
    """Declare the wave's gate, after its group is filled.

    The tenant is read by its check, and only when the stage moves forward. `grace_ends` is the day that
    people are told in deadline.
    """
    rules = gate_rules(wave, stage)
    after = pulumi.ResourceOptions(depends_on=list(group.filled))
    return StageGate(
        wave.id,
        wave=wave.id,
        title=wave.title,
        stage=stage.value,
        period=period,
        group_id=group.id,
        platforms=[platform.value for platform in wave.platforms],
        thresholds=rules.get("thresholds"),
        overrides=rules.get("overrides"),
        expected_size=wave.size,
        reading_max_age_hours=rules.get("readingMaxAgeHours"),
        grace_ends=grace_ends.isoformat() if grace_ends and stage is Stage.DEADLINE else None,
        opts=pulumi.ResourceOptions.merge(opts, after),
    )


def _declared(thresholds: Thresholds) -> dict[str, Any] | None:
    """The thresholds that are declared, by their names on the wire; None where there is none."""
    named = {
        "coverage": thresholds.coverage,
        "soak": thresholds.soak,
        "failedEnrollments": thresholds.failed_enrollments,
        "newlyBlocked": thresholds.newly_blocked,
        "newlyAsked": thresholds.newly_asked,
    }
    return {name: limit for name, limit in named.items() if limit is not None} or None
