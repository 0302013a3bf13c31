"""The kinds of resources that the provider offers, by token. A new kind is one module and one line here."""

from collections.abc import Mapping

from intune_waves.provider.kinds.campaign import CampaignKind
from intune_waves.provider.kinds.closing_gate import ClosingGateKind
from intune_waves.provider.kinds.compliance_policy import CompliancePolicyKind
from intune_waves.provider.kinds.devices_without_policy import DevicesWithoutPolicyKind
from intune_waves.provider.kinds.enrollment_restriction import PlatformRestrictionKind
from intune_waves.provider.kinds.group_membership import GroupMembershipKind
from intune_waves.provider.kinds.notification_template import NotificationTemplateKind
from intune_waves.provider.kinds.stage_gate import StageGateKind
from intune_waves.provider.protocol.kind import Kind

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
