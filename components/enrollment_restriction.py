"""What waves may enroll, one resource for each wave and platform, and the restrictions that waves share."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pulumi

from intune_waves.campaign.enrollment_restriction import (
    NARROWEST_FIRST,
    EnrollmentRule,
    desired_restrictions,
)
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave

from .intune import EnrollmentRestriction, SharedRestrictions
from .target_group import TargetGroup

_ARGUMENTS = dict(
    zip(NARROWEST_FIRST, ("not_yet", "corporate_devices_only", "personal_devices_too"), strict=True)
)


@dataclass(frozen=True, slots=True)
class WaveRestriction:
    """What a wave declares on one platform."""

    wave_id: str
    platform: Platform
    rule: EnrollmentRule
    group_id: pulumi.Input[str]
    resource: EnrollmentRestriction


def enrollment_restrictions(
    wave: Wave, stage: Stage, *, group: TargetGroup, opts: pulumi.ResourceOptions
) -> list[WaveRestriction]:
    """Declare what the wave's people may enroll on each platform, once they are in their group."""
    filled = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[*group.filled]))
    return [
        _declared(wave, each.platform, rule=each.rule, group=group, opts=filled)
        for each in desired_restrictions(wave, stage)
    ]


def _declared(
    wave: Wave, platform: Platform, *, rule: EnrollmentRule, group: TargetGroup, opts: pulumi.ResourceOptions
) -> WaveRestriction:
    resource = EnrollmentRestriction(
        f"{wave.id}-{platform.value}",
        wave=wave.id,
        platform=platform.value,
        group_id=group.id,
        rule=rule,
        opts=opts,
    )
    return WaveRestriction(wave.id, platform, rule, group.id, resource)


def shared_restrictions(
    declared: Iterable[WaveRestriction], opts: pulumi.ResourceOptions
) -> dict[Platform, pulumi.Resource]:
    """Declare the restrictions that waves share, by platform, behind what all of the waves have declared: an
    assignment is written whole, and once, however many waves move.
    """
    by_platform: dict[Platform, list[WaveRestriction]] = {}
    for each in declared:
        by_platform.setdefault(each.platform, []).append(each)
    return {platform: _shared(platform, of_it, opts=opts) for platform, of_it in by_platform.items()}


def _shared(
    platform: Platform, declared: list[WaveRestriction], *, opts: pulumi.ResourceOptions
) -> pulumi.Resource:
    groups: dict[str, Any] = {}
    for each in declared:
        groups.setdefault(_ARGUMENTS[each.rule], {})[each.wave_id] = each.group_id
    behind = pulumi.ResourceOptions(depends_on=[each.resource for each in declared])
    options = pulumi.ResourceOptions.merge(opts, behind)
    return SharedRestrictions(platform.value, platform=platform.value, **groups, opts=options)
