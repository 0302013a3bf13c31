"""What a campaign asks of devices, and how long people get to put one right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from intune_waves.campaign.platform import Platform

DevicesWithoutPolicy = Literal["leave", "noncompliant"]
SettingValue = str | int | bool
ANDROID = (Platform.ANDROID, Platform.ANDROID_FOR_WORK)


@dataclass(frozen=True, slots=True)
class ComplianceSetting:
    """One key of a platform's settings: what it holds, and Microsoft Graph's name for it on each platform."""

    holds: Literal["version", "flag", "length", "refusal"]
    """A version, true or false, a number of characters, or `block` and `allow`."""
    names: Mapping[Platform, str]
    asks: str
    """What is asked of a device, for people to read."""


def _everywhere(name: str, **others: str) -> dict[Platform, str]:
    return {platform: others.get(platform.value, name) for platform in Platform}


_UNENCRYPTED_BY_CHOICE = (Platform.WINDOWS, Platform.MAC, *ANDROID)

SETTINGS: Mapping[str, ComplianceSetting] = {
    "os_minimum_version": ComplianceSetting(
        "version", _everywhere("osMinimumVersion"), "The system has at least this version."
    ),
    "password_required": ComplianceSetting(
        "flag", _everywhere("passwordRequired", ios="passcodeRequired"), "A password unlocks the device."
    ),
    "password_minimum_length": ComplianceSetting(
        "length",
        _everywhere("passwordMinimumLength", ios="passcodeMinimumLength"),
        "The password has at least so many characters.",
    ),
    "encryption": ComplianceSetting(
        "flag", dict.fromkeys(_UNENCRYPTED_BY_CHOICE, "storageRequireEncryption"), "The disk is encrypted."
    ),
    "firewall": ComplianceSetting(
        "flag",
        {Platform.WINDOWS: "activeFirewallRequired", Platform.MAC: "firewallEnabled"},
        "The firewall is on.",
    ),
    "antivirus": ComplianceSetting(
        "flag", {Platform.WINDOWS: "antivirusRequired"}, "An antivirus program is on."
    ),
    "secure_boot": ComplianceSetting(
        "flag", {Platform.WINDOWS: "secureBootEnabled"}, "The device starts by Secure Boot."
    ),
    "system_integrity": ComplianceSetting(
        "flag",
        {Platform.MAC: "systemIntegrityProtectionEnabled"},
        "System Integrity Protection is on.",
    ),
    "jailbroken": ComplianceSetting(
        "refusal",
        dict.fromkeys((Platform.IOS, *ANDROID), "securityBlockJailbrokenDevices"),
        "Whether a jailbroken or rooted device complies.",
    ),
}
"""The keys of all platforms. Source: the beta pages "windows10CompliancePolicy", "macOSCompliancePolicy",
"iosCompliancePolicy", "androidCompliancePolicy" and "androidWorkProfileCompliancePolicy resource type",
Microsoft Learn, 2024-08."""


def settings_of(platform: Platform) -> dict[str, ComplianceSetting]:
    """The keys that a platform knows, in the order of the table."""
    return {key: setting for key, setting in SETTINGS.items() if platform in setting.names}


DEFAULT_SETTINGS: Mapping[str, SettingValue] = {"jailbroken": "block"}
"""What is asked where the campaign says nothing: little, so that nobody's healthy device fails."""


def in_graph(platform: Platform, declared: Mapping[str, SettingValue]) -> dict[str, SettingValue]:
    """Declared keys as Graph's properties, defaults filled in. A flag that is off, and `allow`, ask nothing
    and are left out. Raises KeyError for a key that the platform does not know.
    """
    known = settings_of(platform)
    asked = {key: value for key, value in DEFAULT_SETTINGS.items() if key in known} | dict(declared)
    return {
        known[key].names[platform]: True if value == "block" else value
        for key, value in asked.items()
        if value is not False and value != "allow"
    }


@dataclass(frozen=True, slots=True)
class ComplianceRules:
    """The campaign's compliance: `settings` by platform in Graph's words, hours of grace, and reminders."""

    settings: Mapping[Platform, Mapping[str, SettingValue]] = field(
        default_factory=lambda: {platform: in_graph(platform, {}) for platform in Platform}, hash=False
    )
    enforced_grace_hours: int = 24
    """The grace of a device of an enforced wave."""
    reminder_hours: tuple[int, ...] = (168, 72, 24)
    """How long before the grace ends people are reminded, in hours."""
    devices_without_policy: DevicesWithoutPolicy = "leave"
    """Whether the campaign makes the tenant count devices without a policy as noncompliant."""
