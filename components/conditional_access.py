"""Conditional access policies as resources."""

from typing import Any

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.conditional_access import AccessPolicy


def declare_policy(
    resource_name: str, desired: AccessPolicy[Any], opts: pulumi.ResourceOptions
) -> azuread.ConditionalAccessPolicy:
    """Declare a policy as it is desired."""
    return azuread.ConditionalAccessPolicy(
        resource_name,
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
                included_users=list(desired.included_users) or None,
                included_groups=list(desired.included_groups) or None,
                excluded_users=list(desired.excluded_users),
            ),
        ),
        grant_controls=azuread.ConditionalAccessPolicyGrantControlsArgs(
            operator=desired.grant_operator,
            built_in_controls=list(desired.grant_controls),
        ),
        opts=opts,
    )
