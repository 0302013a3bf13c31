"""What is asked of devices, in Graph's words."""

import pytest

from intune_waves.campaign.compliance_rules import (
    SETTINGS,
    ComplianceRules,
    SettingValue,
    in_graph,
    settings_of,
)
from intune_waves.campaign.platform import Platform


def test_declared_keys_become_graph_s_properties() -> None:
    asked: dict[str, SettingValue] = {
        "os_minimum_version": "17.0",
        "password_required": True,
        "password_minimum_length": 6,
    }
    assert in_graph(Platform.IOS, asked) == {
        "securityBlockJailbrokenDevices": True,
        "osMinimumVersion": "17.0",
        "passcodeRequired": True,
        "passcodeMinimumLength": 6,
    }
    assert in_graph(Platform.WINDOWS, {**asked, "encryption": True, "firewall": True}) == {
        "osMinimumVersion": "17.0",
        "passwordRequired": True,
        "passwordMinimumLength": 6,
        "storageRequireEncryption": True,
        "activeFirewallRequired": True,
    }


def test_what_asks_nothing_is_left_out() -> None:
    assert in_graph(Platform.ANDROID, {"jailbroken": "allow", "encryption": False}) == {}


def test_a_key_that_the_platform_does_not_know_is_no_setting() -> None:
    with pytest.raises(KeyError):
        in_graph(Platform.IOS, {"firewall": True})


def test_by_default_only_jailbroken_devices_fail() -> None:
    assert ComplianceRules().settings == {
        Platform.WINDOWS: {},
        Platform.MAC: {},
        Platform.IOS: {"securityBlockJailbrokenDevices": True},
        Platform.ANDROID: {"securityBlockJailbrokenDevices": True},
        Platform.ANDROID_FOR_WORK: {"securityBlockJailbrokenDevices": True},
    }


def test_every_platform_knows_some_keys_and_every_key_a_platform() -> None:
    assert all(settings_of(platform) for platform in Platform)
    assert all(setting.names and setting.asks.endswith(".") for setting in SETTINGS.values())
