"""The conditional access policy that a wave has in a stage, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from migration.contract import PolicyState, contract
from migration.naming import policy_name
from migration.stage import Stage
from migration.wave import Wave

Id = TypeVar("Id")
"""An object id: a text, or a value that a text will come from later."""

ENROLLMENT_APPS = ("0000000a-0000-0000-c000-000000000000", "d4ebce55-015a-49b5-a083-c84d1797ae8c")
"""Microsoft Intune and Microsoft Intune Enrollment, the apps that enrollment itself signs in to."""


@dataclass(frozen=True, slots=True)
class AccessPolicy(Generic[Id]):
    """A policy that asks the wave's people for a compliant device, in Microsoft Graph's own words."""

    display_name: str
    state: PolicyState
    included_groups: tuple[Id, ...]
    excluded_users: tuple[Id, ...]
    included_platforms: tuple[str, ...]
    included_applications: tuple[str, ...]
    excluded_applications: tuple[str, ...]
    client_app_types: tuple[str, ...] = ("all",)
    grant_operator: str = "OR"
    grant_controls: tuple[str, ...] = ("compliantDevice",)


def desired_policy(
    wave: Wave, stage: Stage, *, group_id: Id, excluded_user_ids: Sequence[Id], enrollment_apps_excluded: bool
) -> AccessPolicy[Id] | None:
    """The policy of `wave` in `stage`, or None when the stage has none (see contract.contract for why).

    `excluded_user_ids` are the break-glass accounts. Whether a compliant-device rule stops enrollment
    itself is disputed, so the enrollment apps are left out unless the campaign says otherwise. Raises
    ValueError when nobody is excluded: such a policy can lock a tenant out.
    """
    promised = contract(stage, wave)
    if promised.policy_state is None:
        return None
    if not excluded_user_ids:
        raise ValueError("a policy without excluded break-glass accounts can lock a tenant out")
    return AccessPolicy(
        display_name=policy_name(wave),
        state=promised.policy_state,
        included_groups=(group_id,),
        excluded_users=tuple(excluded_user_ids),
        included_platforms=tuple(dict.fromkeys(p.in_conditional_access for p in promised.policy_platforms)),
        included_applications=("All",),
        excluded_applications=ENROLLMENT_APPS if enrollment_apps_excluded else (),
    )
