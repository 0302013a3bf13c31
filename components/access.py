"""The conditional access policy of a wave."""

from collections.abc import Sequence

import pulumi
import pulumi_azuread as azuread

from components.target_group import TargetGroup
from migration.access import desired_policy
from migration.stage import Stage
from migration.wave import Wave


def access_policy(
    wave: Wave,
    stage: Stage,
    group: TargetGroup,
    *,
    break_glass_ids: Sequence[pulumi.Input[str]],
    enrollment_apps_excluded: bool,
    opts: pulumi.ResourceOptions,
) -> azuread.ConditionalAccessPolicy | None:
    """Declare the wave's policy in the state that its stage asks for; None where the stage has none."""
    desired = desired_policy(
        wave,
        stage,
        group_id=group.id,
        excluded_user_ids=list(break_glass_ids),
        enrollment_apps_excluded=enrollment_apps_excluded,
    )
    if desired is None:
        return None
    return azuread.ConditionalAccessPolicy(
        wave.id,
        display_name=desired.display_name,
        state=desired.state,
        conditions=azuread.ConditionalAccessPolicyConditionsArgs(
            client_app_types=list(desired.client_app_types),
            applications=azuread.ConditionalAccessPolicyConditionsApplicationsArgs(
                included_applications=list(desired.included_applications),
                excluded_applications=list(desired.excluded_applications),
            ),
            platforms=azuread.ConditionalAccessPolicyConditionsPlatformsArgs(
                included_platforms=list(desired.included_platforms),
            ),
            users=azuread.ConditionalAccessPolicyConditionsUsersArgs(
                included_groups=list(desired.included_groups),
                excluded_users=list(desired.excluded_users),
            ),
        ),
        grant_controls=azuread.ConditionalAccessPolicyGrantControlsArgs(
            operator=desired.grant_operator,
            built_in_controls=list(desired.grant_controls),
        ),
        opts=opts,
    )
