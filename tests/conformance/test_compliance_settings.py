"""The table of settings against msgraph-sdk's own models, which Microsoft generates from Graph's metadata."""

from enum import StrEnum
from typing import Any

import pytest
from msgraph.generated.models.android_compliance_policy import AndroidCompliancePolicy
from msgraph.generated.models.android_required_password_type import AndroidRequiredPasswordType
from msgraph.generated.models.android_work_profile_compliance_policy import AndroidWorkProfileCompliancePolicy
from msgraph.generated.models.device_compliance_action_item import DeviceComplianceActionItem
from msgraph.generated.models.device_compliance_policy import DeviceCompliancePolicy
from msgraph.generated.models.device_management_settings import DeviceManagementSettings
from msgraph.generated.models.device_threat_protection_level import DeviceThreatProtectionLevel
from msgraph.generated.models.ios_compliance_policy import IosCompliancePolicy
from msgraph.generated.models.localized_notification_message import LocalizedNotificationMessage
from msgraph.generated.models.mac_o_s_compliance_policy import MacOSCompliancePolicy
from msgraph.generated.models.required_password_type import RequiredPasswordType
from msgraph.generated.models.windows10_compliance_policy import Windows10CompliancePolicy

from intune_waves.graph.compliance_policy import Actions, Reminder
from intune_waves.graph.compliance_settings import NOT_TAKEN, POLICY_TYPES, SETTINGS
from intune_waves.graph.notification_template import Message

MODELS: dict[str, type[DeviceCompliancePolicy]] = {
    "windows": Windows10CompliancePolicy,
    "mac": MacOSCompliancePolicy,
    "ios": IosCompliancePolicy,
    "android": AndroidCompliancePolicy,
    "androidForWork": AndroidWorkProfileCompliancePolicy,
}


def _names(model: Any) -> set[str]:
    return set(model().get_field_deserializers())


@pytest.mark.parametrize("platform", SETTINGS)
def test_every_setting_that_the_sdk_knows_is_in_the_table(platform: str) -> None:
    own = _names(MODELS[platform]) - _names(DeviceCompliancePolicy)
    assert own - set(SETTINGS[platform]) - NOT_TAKEN == set()
    assert own, "the model has no setting of its own: the names are read wrongly"
    assert MODELS[platform]().odata_type == POLICY_TYPES[platform]


@pytest.mark.parametrize(
    ("platform", "name", "words"),
    [
        ("windows", "passwordRequiredType", RequiredPasswordType),
        ("ios", "passcodeRequiredType", RequiredPasswordType),
        ("android", "passwordRequiredType", AndroidRequiredPasswordType),
        ("mac", "deviceThreatProtectionRequiredSecurityLevel", DeviceThreatProtectionLevel),
    ],
)
def test_a_choice_has_the_words_of_the_sdk(platform: str, name: str, words: type[StrEnum]) -> None:
    assert set(SETTINGS[platform][name].choices) == {str(word.value) for word in words}


def test_what_is_sent_besides_has_names_that_the_sdk_knows() -> None:
    (rule,) = Actions(24, (Reminder("t", 1),)).to_wire()
    sent = {name for action in rule["scheduledActionConfigurations"] for name in action}
    assert sent <= _names(DeviceComplianceActionItem)
    assert set(Message("en-us", "a", "b", True).to_wire()) <= _names(LocalizedNotificationMessage)
    assert "secureByDefault" in _names(DeviceManagementSettings)
