"""Conditional access policies as resources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.conditional_access import AccessPolicy


@dataclass(frozen=True, slots=True)
class Asking:
    """What a policy asks of people beside whom it is for: on which platforms, and for which applications not.

    Of an enabled policy both come from the waves' gates. So a run that leaves the gate out (`--target`)
    writes what was judged last, and not what is declared.
    """

    platforms: pulumi.Input[Sequence[str]]
    left_out: pulumi.Input[Sequence[str]]

    @classmethod
    def declared(cls, desired: AccessPolicy[Any]) -> "Asking":
        """As it is declared: for a policy that only reports."""
        return cls(list(desired.included_platforms), list(desired.excluded_applications))


def declare_policy(
    resource_name: str,
    desired: AccessPolicy[Any],
    *,
    asking: Asking,
    opts: pulumi.ResourceOptions,
    state: pulumi.Input[str],
) -> azuread.ConditionalAccessPolicy:
    """Declare a policy as it is desired, with what it may ask. `state` is the desired one once it may be
    written.
    """
    return azuread.ConditionalAccessPolicy(
        resource_name,
        display_name=desired.display_name,
        state=state,
        conditions=azuread.ConditionalAccessPolicyConditionsArgs(
            client_app_types=list(desired.client_app_types),
            applications=azuread.ConditionalAccessPolicyConditionsApplicationsArgs(
                included_applications=list(desired.included_applications),
                excluded_applications=asking.left_out,
            ),
            platforms=azuread.ConditionalAccessPolicyConditionsPlatformsArgs(
                included_platforms=asking.platforms,
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
