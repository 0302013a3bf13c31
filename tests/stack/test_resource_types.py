"""The tokens are those of the program, the provider and azuread: a misspelt one would read nothing."""

import re

import pulumi_azuread
import pytest

from intune_waves.provider.kinds import (
    admission,
    campaign,
    group_membership,
    platform_restriction,
    shared_restrictions,
    stage_gate,
)
from intune_waves.stack import resource_types
from intune_waves.stack.home import PROJECT
from intune_waves.step.drift import ObjectKind


def test_the_native_ones_are_the_providers() -> None:
    assert campaign.CampaignKind.token == resource_types.CAMPAIGN
    assert admission.AdmissionKind.token == resource_types.ADMISSION
    assert stage_gate.StageGateKind.token == resource_types.STAGE_GATE
    assert group_membership.GroupMembershipKind.token == resource_types.GROUP_MEMBERSHIP
    assert platform_restriction.PlatformRestrictionKind.token == resource_types.PLATFORM_RESTRICTION
    assert shared_restrictions.SharedRestrictionsKind.token == resource_types.SHARED_RESTRICTIONS


def test_a_waves_own_is_its_components() -> None:
    text = (PROJECT / "components" / "wave.py").read_text(encoding="utf-8")
    assert re.findall(r'"(intune-waves:index:\w+)"', text) == [resource_types.WAVE]


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        (resource_types.GROUP, pulumi_azuread.GroupWithoutMembers),
        (resource_types.GROUP_WITH_MEMBERS, pulumi_azuread.Group),
        (resource_types.ACCESS_POLICY, pulumi_azuread.ConditionalAccessPolicy),
    ],
)
def test_the_others_are_azureads(token: str, kind: type) -> None:
    assert token == kind.pulumi_type  # type: ignore[attr-defined]


def test_what_is_no_policy_and_no_group_is_something_else() -> None:
    assert resource_types.object_kind(resource_types.GROUP_MEMBERSHIP) is ObjectKind.GROUP
    assert resource_types.object_kind(resource_types.PLATFORM_RESTRICTION) is ObjectKind.OTHER
