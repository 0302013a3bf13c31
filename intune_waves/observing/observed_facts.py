"""What Graph says of policies, restrictions and devices, in the words that guards judge by."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Literal

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.platform import Platform
from intune_waves.step.plan import Person, PlannedCompliance, PlannedPolicy, PlannedRestriction

if TYPE_CHECKING:
    from intune_waves.graph.compliance_policy import ExistingPolicy as ExistingCompliance
    from intune_waves.graph.conditional_access import ExistingPolicy
    from intune_waves.graph.enrollment_overview import RankedRestriction
    from intune_waves.graph.managed_device import DeviceReading

_PLATFORMS = {platform.value: platform for platform in Platform}
_OBJECT_ID_LENGTH = 36
_EXCLUSION = "exclusion "


def planned_policy(found: "ExistingPolicy") -> PlannedPolicy:
    """The policy as it would be if nothing changed it. A state that nobody knows counts as enabled."""
    states: dict[str, Literal["disabled", "enabledForReportingButNotEnforced"]] = {
        "disabled": "disabled",
        "enabledForReportingButNotEnforced": "enabledForReportingButNotEnforced",
    }
    return PlannedPolicy(
        found.name,
        states.get(found.state, "enabled"),
        included_users=found.included_users,
        included_groups=found.included_groups,
        included_roles=found.included_roles,
        excluded_users=found.excluded_users,
        excluded_groups=found.excluded_groups,
    )


def planned_restriction(found: "RankedRestriction") -> PlannedRestriction | None:
    """The restriction as it would be; None for a platform that no wave can name. A target that is no group
    reaches everybody.
    """
    if found.platform not in _PLATFORMS:
        return None
    groups = frozenset(each if len(each) == _OBJECT_ID_LENGTH else EVERYBODY for each in found.groups)
    return PlannedRestriction(
        found.name, _PLATFORMS[found.platform], found.platform_blocked, found.priority, groups
    )


def planned_compliance(found: "ExistingCompliance") -> PlannedCompliance:
    """The compliance policy as it would be. A target that is no group reaches everybody, unless the policy
    leaves a group out: whom it still reaches then is not worked out, so only its groups count.
    """
    excluded = {each.removeprefix(_EXCLUSION) for each in found.groups if each.startswith(_EXCLUSION)}
    included = {each for each in found.groups if not each.startswith(_EXCLUSION)}
    groups = {each for each in included if len(each) == _OBJECT_ID_LENGTH} - excluded
    if not excluded and included > groups:
        groups.add(EVERYBODY)
    return PlannedCompliance(
        found.content.display_name, _PLATFORMS[found.content.platform], frozenset(groups)
    )


def of_devices(
    listed: "DeviceReading", people: Collection[Person]
) -> tuple[dict[Person, frozenset[Platform]], frozenset[Person]]:
    """The platforms that each of the people has enrolled, and who has a device that another service manages.

    Somebody without a device on any platform that a restriction names is left out: they may bring any.
    """
    from intune_waves.graph.managed_device import ELSEWHERE, enrolled_on

    masks = {platform: enrolled_on([platform.value]) for platform in Platform}
    shared: dict[int, frozenset[Platform]] = {}
    platforms: dict[Person, frozenset[Platform]] = {}
    elsewhere = set()
    for person in people:
        bits = listed.bits.get(person, 0) if isinstance(person, int) else 0
        if bits not in shared:
            shared[bits] = frozenset(platform for platform, mask in masks.items() if bits & mask)
        if shared[bits]:
            platforms[person] = shared[bits]
        if bits & ELSEWHERE:
            elsewhere.add(person)
    return platforms, frozenset(elsewhere)
