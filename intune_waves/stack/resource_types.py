"""The type tokens of the resources that a stack holds, by what each is to the campaign.

A token is how Pulumi's state, its preview and `pulumi import` name a kind of resource. The domain knows none.
"""

from intune_waves.step.drift import ObjectKind

CAMPAIGN = "intune:index:Campaign"
STAGE_GATE = "intune:index:StageGate"
ADMISSION = "intune:index:Admission"
GROUP_MEMBERSHIP = "intune:index:GroupMembership"
DEVICES_WITHOUT_POLICY = "intune:index:DevicesWithoutPolicy"
SHARED_RESTRICTIONS = "intune:index:SharedRestrictions"
PLATFORM_RESTRICTION = "intune:index:PlatformRestriction"
"""A wave's own, as waves had them until they shared theirs."""
WAVE = "intune-waves:index:Wave"
CLOSING = "intune-waves:index:Retirement"

GROUP = "azuread:index/groupWithoutMembers:GroupWithoutMembers"
GROUP_WITH_MEMBERS = "azuread:index/group:Group"
"""azuread's other kind of group, which keeps its members itself: one that stands beside the waves."""
ACCESS_POLICY = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"

_KINDS = {
    ACCESS_POLICY: ObjectKind.ACCESS_POLICY,
    GROUP: ObjectKind.GROUP,
    GROUP_WITH_MEMBERS: ObjectKind.GROUP,
    GROUP_MEMBERSHIP: ObjectKind.GROUP,
}


def object_kind(token: str) -> ObjectKind:
    """What a resource of this type is, in the domain's words."""
    return _KINDS.get(token, ObjectKind.OTHER)
