"""The enrollment restrictions of a wave, one per platform."""

from collections.abc import Mapping

import pulumi

from components.intune import PlatformRestriction
from components.target_group import TargetGroup
from migration.platform import Platform
from migration.restriction import Priorities, desired_restrictions
from migration.stage import Stage
from migration.wave import Wave


def enrollment_restrictions(
    wave: Wave,
    stage: Stage,
    group: TargetGroup,
    *,
    ranked: Priorities,
    better: Mapping[Platform, pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> dict[Platform, pulumi.Resource]:
    """Declare the wave's restrictions, each after the next better one of its platform.

    A new restriction lands just above the tenant's default, so making them in the order of their ranks
    gives each one its rank without renumbering the others.
    """
    declared: dict[Platform, pulumi.Resource] = {}
    for desired in desired_restrictions(wave, stage, ranked):
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
