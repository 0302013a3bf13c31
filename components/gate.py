"""The gate of a wave: it stands between the wave's people and everything that its stage does to them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pulumi

from intune_waves.campaign.conditional_access import AccessPolicy
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds, Wave
from intune_waves.people.sources import list_file

from .conditional_access import Asking
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


# Many parameters: the gate is told all that its wave is judged by.
def stage_gate(
    wave: Wave,
    stage: Stage,
    *,
    group: TargetGroup,
    enforced_id: pulumi.Input[str],
    period: int,
    asked: AccessPolicy[Any] | None,
    grace_ends: date | None = None,
    opts: pulumi.ResourceOptions,
) -> StageGate:
    """Declare the wave's gate, after its group is filled.

    The tenant is read only when the stage moves forward, or the wave's people are asked more. `asked` is the
    enabled policy that they are under in enforce, `grace_ends` the day that they are told in deadline.
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
        asks_on=list(asked.included_platforms) if asked else None,
        leaves_out=list(asked.excluded_applications) if asked else None,
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
    if declared.reach is not None:
        written["reach"] = declared.reach
    if declared.soak is not None:
        written["soak"] = declared.soak
    if declared.failed_enrollments is not None:
        written["failedEnrollments"] = declared.failed_enrollments
    if declared.newly_blocked is not None:
        written["newlyBlocked"] = declared.newly_blocked
    if declared.losing_a_device is not None:
        written["losingADevice"] = declared.losing_a_device
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


def judged_asking(gates: Sequence[StageGate], desired: AccessPolicy[Any]) -> Asking:
    """What a policy may ask: of an enabled one, what the gates have let it ask."""
    if desired.state != "enabled":
        return Asking.declared(desired)
    platforms = pulumi.Output.all(*(each.read("mayAskOn") for each in gates))
    left_out = pulumi.Output.all(*(each.read("mayLeaveOut") for each in gates))
    return Asking(platforms.apply(_in_any), left_out.apply(_in_every))


def _in_any(lists: Sequence[Sequence[str] | None]) -> list[str]:
    return list(dict.fromkeys(word for each in map(_known, lists) for word in each))


def _in_every(lists: Sequence[Sequence[str] | None]) -> list[str]:
    known = [*map(_known, lists)]
    return [word for word in known[0] if all(word in each for each in known)]


def _known(words: Sequence[str] | None) -> Sequence[str]:
    if words is None:
        # The state of a version that had the policy say so itself, in a run that leaves the gate out.
        raise pulumi.RunError(
            "what the policy may ask was judged by no gate yet; next: run the command once without --target "
            "and --exclude [tightening]"
        )
    return words
