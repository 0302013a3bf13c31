"""The conditional access policy that a wave has in a stage, and the one for everybody, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from intune_waves.campaign.naming import everybody_policy_name, policy_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import PolicyState, access_for_everybody, effects_on
from intune_waves.campaign.wave import Wave

Id = TypeVar("Id")
"""An object id: a text, or a value that a text will come from later."""

EVERYBODY = "All"
"""What Microsoft Graph writes among the included users of a policy for all users."""

GUESTS = "GuestsOrExternalUsers"
"""What Microsoft Graph writes among the excluded users of a policy that leaves out every kind of guest."""

ENROLLMENT_APPS = ("0000000a-0000-0000-c000-000000000000", "d4ebce55-015a-49b5-a083-c84d1797ae8c")
"""Microsoft Intune and Microsoft Intune Enrollment, the apps that enrollment itself signs in to."""


@dataclass(frozen=True, slots=True)
class AccessPolicy(Generic[Id]):
    """A policy that asks people for a compliant device, in Microsoft Graph's own words."""

    display_name: str
    state: PolicyState
    included_groups: tuple[Id, ...]
    excluded_users: tuple[Id, ...]
    included_platforms: tuple[str, ...]
    included_applications: tuple[str, ...]
    excluded_applications: tuple[str, ...]
    included_users: tuple[str, ...] = ()
    client_app_types: tuple[str, ...] = ("all",)
    grant_operator: str = "OR"
    grant_controls: tuple[str, ...] = ("compliantDevice",)


def desired_policy(
    wave: Wave,
    stage: Stage,
    *,
    group_id: Id,
    enforced_group_id: Id,
    excluded_user_ids: Sequence[Id],
    enrollment_apps_excluded: bool,
    closed: bool = False,
) -> AccessPolicy[Id] | None:
    """The policy of `wave` in `stage`, or None when the stage has none (see stage_effects.py for why).

    `group_id` is the wave's target group; `excluded_user_ids` are the break-glass accounts. Whether a
    compliant-device rule stops enrollment itself is disputed, so the enrollment apps are left out unless the
    campaign says otherwise. Raises ValueError when nobody is excluded: such a policy can lock a tenant out.
    """
    access = effects_on(wave, stage, closed=closed).access
    if access is None:
        return None
    if not excluded_user_ids:
        raise ValueError("a policy without excluded break-glass accounts can lock a tenant out")
    return AccessPolicy(
        display_name=policy_name(wave),
        state=access.state,
        included_groups=(enforced_group_id if access.on == "enforced group" else group_id,),
        excluded_users=tuple(excluded_user_ids),
        included_platforms=_named(access.platforms),
        included_applications=("All",),
        excluded_applications=ENROLLMENT_APPS if enrollment_apps_excluded else (),
    )


def desired_policy_for_everybody(
    waves: Sequence[Wave],
    *,
    stopped: bool,
    excluded_user_ids: Sequence[Id],
    enrollment_apps_excluded: bool,
    enforced_ids: Sequence[Id],
) -> AccessPolicy[Id | str] | None:
    """The one policy that stands for those of all waves once the campaign is closed; guests are left out.

    It includes the enforced groups of all waves, so it reaches whoever was admitted and nobody else.

    None, and ValueError, as for `desired_policy`.
    """
    access = access_for_everybody(waves, stopped=stopped)
    if access is None:
        return None
    if not excluded_user_ids:
        raise ValueError("a policy without excluded break-glass accounts can lock a tenant out")
    return AccessPolicy(
        display_name=everybody_policy_name(),
        state=access.state,
        included_groups=tuple(enforced_ids),
        excluded_users=(*excluded_user_ids, GUESTS),
        included_platforms=_named(access.platforms),
        included_applications=("All",),
        excluded_applications=ENROLLMENT_APPS if enrollment_apps_excluded else (),
    )


def _named(platforms: Sequence[Platform]) -> tuple[str, ...]:
    # Conditional access knows one Android only.
    return tuple(dict.fromkeys(platform.in_conditional_access for platform in platforms))
