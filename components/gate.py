"""The gate of a wave: it stands between the wave's people and everything that its stage does to them."""

from collections.abc import Mapping
from typing import Any

import pulumi

from components.intune import StageGate
from components.target_group import TargetGroup
from migration.stage import Stage
from migration.thresholds import Thresholds
from migration.wave import Wave


def stage_gate(
    wave: Wave, stage: Stage, group: TargetGroup, *, period: int, opts: pulumi.ResourceOptions
) -> StageGate:
    """Declare the wave's gate, after its group is filled.

    It carries the thresholds and overrides of `stage` alone, the one that the wave would enter. The tenant
    is read by its check, and only when the stage moves forward.
    """
    thresholds = wave.thresholds.get(stage, Thresholds())
    overrides: list[Mapping[str, Any]] = [
        {"figure": each.figure, "reason": each.reason, "by": each.by, "until": each.until}
        for each in wave.overrides
        if each.stage is stage
    ]
    after = pulumi.ResourceOptions(depends_on=list(group.filled))
    return StageGate(
        wave.id,
        wave=wave.id,
        title=wave.title,
        stage=stage.value,
        period=period,
        group_id=group.id,
        platforms=[platform.value for platform in wave.platforms],
        thresholds=_declared(thresholds),
        overrides=overrides or None,
        expected_size=wave.size,
        reading_max_age_hours=thresholds.age_hours,
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
