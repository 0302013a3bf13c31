"""The admission of a wave: it stands behind the wave's policy and lets people come under it."""

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.campaign import Brake
from intune_waves.campaign.conditional_access import AccessPolicy
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave

from .conditional_access import Asking
from .gate import gate_rules
from .intune import Admission, AdmissionPolicy
from .object_id import object_id


# Many parameters: each is something that a person is judged by, from another part of the wave.
def admission(
    wave: Wave,
    stage: Stage,
    *,
    group_id: pulumi.Input[str],
    enforced_id: pulumi.Input[str],
    desired: AccessPolicy[Any] | None,
    asking: Asking | None,
    policy: azuread.ConditionalAccessPolicy | None,
    break_glass_ids: Sequence[pulumi.Input[str]],
    brake: Brake,
    newcomer_days: int,
    opts: pulumi.ResourceOptions,
) -> Admission:
    """Declare who is under the wave's policy, once the policy is as `desired` and asks as `asking` says.

    A stage without a policy has nobody under it.
    """
    rules = gate_rules(wave, stage)
    return Admission(
        wave.id,
        wave=wave.id,
        title=wave.title,
        stage=stage.value,
        group_id=group_id,
        enforced_group_id=enforced_id,
        platforms=[platform.value for platform in wave.platforms],
        break_glass_ids=list(break_glass_ids),
        policy=_written(desired, asking, policy=policy),
        newcomer_days=newcomer_days,
        brake={"percent": brake.percent, "floor": brake.floor},
        thresholds=rules.get("thresholds"),
        overrides=rules.get("overrides"),
        expected_size=wave.size,
        reading_max_age_hours=rules.get("readingMaxAgeHours"),
        opts=opts,
    )


def _written(
    desired: AccessPolicy[Any] | None,
    asking: Asking | None,
    *,
    policy: azuread.ConditionalAccessPolicy | None,
) -> AdmissionPolicy | None:
    """The policy by its names on the wire; its id is known once it is made."""
    if desired is None or asking is None or policy is None:
        return None
    return {
        "id": object_id(policy),
        "state": desired.state,
        "includedGroups": list(desired.included_groups),
        "excludedUsers": list(desired.excluded_users),
        "platforms": asking.platforms,
        "excludedApplications": asking.left_out,
    }
