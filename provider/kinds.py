"""The kinds of resources that the provider offers, by token. A new kind is one module and one line here."""

from collections.abc import Mapping

from provider.campaign import CampaignKind
from provider.closing_gate import ClosingGateKind
from provider.compliance_policy import CompliancePolicyKind
from provider.devices_without_policy import DevicesWithoutPolicyKind
from provider.group_membership import GroupMembershipKind
from provider.kind import Kind
from provider.notification_template import NotificationTemplateKind
from provider.platform_restriction import PlatformRestrictionKind
from provider.stage_gate import StageGateKind

_KINDS: tuple[type[Kind], ...] = (
    CampaignKind,
    ClosingGateKind,
    CompliancePolicyKind,
    DevicesWithoutPolicyKind,
    GroupMembershipKind,
    NotificationTemplateKind,
    PlatformRestrictionKind,
    StageGateKind,
)

KINDS: Mapping[str, type[Kind]] = {kind.token: kind for kind in _KINDS}
