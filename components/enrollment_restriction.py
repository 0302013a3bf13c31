"""The enrollment restrictions of a wave, one per platform."""

from collections.abc import Mapping

import pulumi

from intune_waves.campaign.enrollment_restriction import Priorities, desired_restrictions
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave

from .intune import PlatformRestriction
from .target_group import TargetGroup


def enrollment_restrictions(
    wave: Wave,
    stage: Stage,
    group: TargetGroup,
    *,
    priorities: Priorities,
    better: Mapping[Platform, pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> dict[Platform, pulumi.Resource]:
    """Declare the wave's restrictions, each after the next better one of its platform.

    A new restriction lands just above the tenant's default, so making them in the order of their priorities
    gives each one its own without renumbering the others.
    """
    declared: dict[Platform, pulumi.Resource] = {}
    for desired in desired_restrictions(wave, stage, priorities):
        before = [better[desired.platform]] if desired.platform in better else []
        after = pulumi.ResourceOptions(depends_on=[*before, *group.filled])
        declared[desired.platform] = PlatformRestriction(
            f"{wave.id}-{desired.platform.value}",
            display_name=desired.display_name,
            description=desired.description,
            platform=desired.platform.value,
            platform_blocked=desired.platform_blocked,
            personal_devices_blocked=desired.personal_devices_blocked,
            group_ids=[group.id],
            priority=desired.priority,
            opts=pulumi.ResourceOptions.merge(opts, after),
        )
    return declared
