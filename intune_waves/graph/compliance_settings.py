"""The settings of a compliance policy, by platform: Graph's own property names and what they hold.

Source: the beta pages "windows10CompliancePolicy", "macOSCompliancePolicy", "iosCompliancePolicy",
"androidCompliancePolicy" and "androidWorkProfileCompliancePolicy resource type", Microsoft Learn, 2024-08.
Beta, because v1.0 leaves out what most organisations ask for: antivirus, firewall, TPM, Defender.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

POLICY_TYPES: Mapping[str, str] = {
    "windows": "#microsoft.graph.windows10CompliancePolicy",
    "mac": "#microsoft.graph.macOSCompliancePolicy",
    "ios": "#microsoft.graph.iosCompliancePolicy",
    "android": "#microsoft.graph.androidCompliancePolicy",
    "androidForWork": "#microsoft.graph.androidWorkProfileCompliancePolicy",
}
"""Graph's type of a policy, by platform."""


LARGEST = 2_147_483_647
"""The largest whole number that Graph takes."""

_FORMS = {
    "version": re.compile(r"[0-9]+(\.[0-9]+){0,3}"),
    "build": re.compile(r"[0-9A-Za-z.]+"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_WORDS = {
    "boolean": "true or false",
    "version": "a version such as 10.0.19045 in quotes",
    "build": "a build such as 20E772520a",
    "date": "a date such as 2024-05-01",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What one setting holds. `absent` are the values by which Graph says that it asks for nothing; the
    first of them is written to take the setting back.
    """

    kind: Literal["boolean", "integer", "choice", "version", "build", "date"]
    lowest: int = 0
    highest: int = LARGEST
    choices: tuple[str, ...] = ()
    absent: tuple[Any, ...] = (None,)

    def accepts(self, value: Any) -> bool:
        """Whether Graph's page allows the value."""
        if self.kind == "boolean":
            return isinstance(value, bool)
        if self.kind == "integer":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return whole and self.lowest <= value <= self.highest
        if self.kind == "choice":
            return value in self.choices
        return isinstance(value, str) and _FORMS[self.kind].fullmatch(value) is not None

    @property
    def expected(self) -> str:
        """What it holds, in words."""
        if self.kind == "choice":
            return f"one of {', '.join(self.choices)}"
        if self.kind == "integer":
            upper = f"from {self.lowest} to {self.highest}"
            return "a whole number " + (upper if self.highest < LARGEST else f"of {self.lowest} or more")
        return _WORDS[self.kind]


def _choice(*choices: str, absent: tuple[str, ...]) -> Setting:
    return Setting("choice", choices=choices, absent=absent)


def _whole(lowest: int = 0, highest: int = LARGEST) -> Setting:
    return Setting("integer", lowest, highest)


_YES = Setting("boolean", absent=(False, None))
_VERSION, _BUILD, _DATE = Setting("version"), Setting("build"), Setting("date")
_PASSWORD = _choice("deviceDefault", "alphanumeric", "numeric", absent=("deviceDefault",))
_THREAT = _choice(
    *("unavailable", "secured", "low", "medium", "high", "notSet"), absent=("unavailable", "notSet")
)
_COMPLEXITY = _choice("none", "low", "medium", "high", absent=("none",))

_EVERYWHERE = {
    "osMinimumVersion": _VERSION,
    "osMaximumVersion": _VERSION,
    "deviceThreatProtectionEnabled": _YES,
    "deviceThreatProtectionRequiredSecurityLevel": _THREAT,
}
_WINDOWS = {
    "passwordRequired": _YES,
    "passwordBlockSimple": _YES,
    "passwordRequiredToUnlockFromIdle": _YES,
    "passwordMinutesOfInactivityBeforeLock": _whole(),
    "passwordExpirationDays": _whole(),
    "passwordMinimumLength": _whole(),
    "passwordMinimumCharacterSetCount": _whole(),
    "passwordRequiredType": _PASSWORD,
    "passwordPreviousPasswordBlockCount": _whole(),
    "requireHealthyDeviceReport": _YES,
    **_EVERYWHERE,
    "mobileOsMinimumVersion": _VERSION,
    "mobileOsMaximumVersion": _VERSION,
    "earlyLaunchAntiMalwareDriverEnabled": _YES,
    "bitLockerEnabled": _YES,
    "secureBootEnabled": _YES,
    "codeIntegrityEnabled": _YES,
    "memoryIntegrityEnabled": _YES,
    "kernelDmaProtectionEnabled": _YES,
    "virtualizationBasedSecurityEnabled": _YES,
    "firmwareProtectionEnabled": _YES,
    "storageRequireEncryption": _YES,
    "activeFirewallRequired": _YES,
    "defenderEnabled": _YES,
    "defenderVersion": _VERSION,
    "signatureOutOfDate": _YES,
    "rtpEnabled": _YES,
    "antivirusRequired": _YES,
    "antiSpywareRequired": _YES,
    "configurationManagerComplianceRequired": _YES,
    "tpmRequired": _YES,
}
_MAC = {
    "passwordRequired": _YES,
    "passwordBlockSimple": _YES,
    "passwordExpirationDays": _whole(1, 65535),
    "passwordMinimumLength": _whole(4, 14),
    "passwordMinutesOfInactivityBeforeLock": _whole(),
    "passwordPreviousPasswordBlockCount": _whole(1, 24),
    "passwordMinimumCharacterSetCount": _whole(),
    "passwordRequiredType": _PASSWORD,
    **_EVERYWHERE,
    "osMinimumBuildVersion": _BUILD,
    "osMaximumBuildVersion": _BUILD,
    "systemIntegrityProtectionEnabled": _YES,
    "advancedThreatProtectionRequiredSecurityLevel": _THREAT,
    "storageRequireEncryption": _YES,
    "gatekeeperAllowedAppSource": _choice(
        *("notConfigured", "macAppStore", "macAppStoreAndIdentifiedDevelopers", "anywhere"),
        absent=("notConfigured",),
    ),
    "firewallEnabled": _YES,
    "firewallBlockAllIncoming": _YES,
    "firewallEnableStealthMode": _YES,
}
_IOS = {
    "passcodeRequired": _YES,
    "passcodeBlockSimple": _YES,
    "passcodeExpirationDays": _whole(1, 65535),
    "passcodeMinimumLength": _whole(4, 14),
    "passcodeMinutesOfInactivityBeforeLock": _whole(),
    "passcodeMinutesOfInactivityBeforeScreenTimeout": _whole(),
    "passcodePreviousPasscodeBlockCount": _whole(1, 24),
    "passcodeMinimumCharacterSetCount": _whole(),
    "passcodeRequiredType": _PASSWORD,
    **_EVERYWHERE,
    "osMinimumBuildVersion": _BUILD,
    "osMaximumBuildVersion": _BUILD,
    "securityBlockJailbrokenDevices": _YES,
    "advancedThreatProtectionRequiredSecurityLevel": _THREAT,
    "managedEmailProfileRequired": _YES,
}
_EITHER_ANDROID = {
    "passwordRequired": _YES,
    "passwordMinimumLength": _whole(4, 16),
    "passwordRequiredType": _choice(
        *("deviceDefault", "alphabetic", "alphanumeric", "alphanumericWithSymbols", "lowSecurityBiometric"),
        *("numeric", "numericComplex", "any"),
        absent=("deviceDefault",),
    ),
    "requiredPasswordComplexity": _COMPLEXITY,
    "passwordMinutesOfInactivityBeforeLock": _whole(),
    "passwordExpirationDays": _whole(1, 365),
    "passwordPreviousPasswordBlockCount": _whole(1, 24),
    "passwordSignInFailureCountBeforeFactoryReset": _whole(1, 16),
    "securityPreventInstallAppsFromUnknownSources": _YES,
    "securityDisableUsbDebugging": _YES,
    "securityRequireVerifyApps": _YES,
    **_EVERYWHERE,
    "advancedThreatProtectionRequiredSecurityLevel": _THREAT,
    "securityBlockJailbrokenDevices": _YES,
    "minAndroidSecurityPatchLevel": _DATE,
    "storageRequireEncryption": _YES,
    "securityRequireSafetyNetAttestationBasicIntegrity": _YES,
    "securityRequireSafetyNetAttestationCertifiedDevice": _YES,
    "securityRequireGooglePlayServices": _YES,
    "securityRequireUpToDateSecurityProviders": _YES,
    "securityRequireCompanyPortalAppIntegrity": _YES,
}

SETTINGS: Mapping[str, Mapping[str, Setting]] = {
    "windows": _WINDOWS,
    "mac": _MAC,
    "ios": _IOS,
    "android": {**_EITHER_ANDROID, "securityBlockDeviceAdministratorManagedDevices": _YES},
    "androidForWork": {
        **_EITHER_ANDROID,
        "workProfileRequirePassword": _YES,
        "workProfilePasswordExpirationInDays": _whole(1, 365),
        "workProfilePasswordMinimumLength": _whole(4, 16),
        "workProfileInactiveBeforeScreenLockInMinutes": _whole(),
        "workProfilePreviousPasswordBlockCount": _whole(0, 24),
        "workProfilePasswordRequiredType": _choice(
            *("deviceDefault", "lowSecurityBiometric", "required", "atLeastNumeric", "numericComplex"),
            *("atLeastAlphabetic", "atLeastAlphanumeric", "alphanumericWithSymbols"),
            absent=("deviceDefault",),
        ),
        "workProfileRequiredPasswordComplexity": _COMPLEXITY,
        "securityRequiredAndroidSafetyNetEvaluationType": _choice(
            "basic", "hardwareBacked", absent=("basic",)
        ),
    },
}
"""Every setting that a policy can declare, by platform and name."""

NOT_TAKEN = frozenset(
    {
        *("conditionStatementId", "deviceCompliancePolicyScript", "restrictedApps"),
        *("validOperatingSystemBuildRanges", "wslDistributions"),
    }
)
"""Settings that Graph has and a policy here cannot declare: they hold objects or name other objects."""

_LOWER_IS_MORE = re.compile(r"Maximum|MinutesOf|ExpirationDays|ExpirationInDays|InMinutes|SignInFailureCount")


def asks_more(platform: str, name: str, *, before: Any, after: Any) -> bool:
    """Whether a setting asks more of a device than before. Of two values that no order is known of, the other
    one counts as more.
    """
    setting = SETTINGS.get(platform, {}).get(name)
    if before == after or setting is None:
        return bool(before != after)
    if after in (*setting.absent, "", None):
        return False
    if before in (*setting.absent, "", None):
        return True
    lower = _LOWER_IS_MORE.search(name) is not None
    ranks = _rank(setting.kind, before), _rank(setting.kind, after)
    if None in ranks:
        return True
    return bool(ranks[1] < ranks[0] if lower else ranks[1] > ranks[0])


def version_of(text: str) -> tuple[int, ...] | None:
    """A version to compare by, such as 10.0.19045.4046 or "17.4.1 (21E237)"; None for a text that is none."""
    found = re.match(r"\s*([0-9]+(?:\.[0-9]+)*)", text)
    parts = [*map(int, found[1].split("."))] if found else []
    while parts and not parts[-1]:
        del parts[-1]
    return tuple(parts) if found else None


def _rank(kind: str, value: Any) -> Any:
    """What values of this kind are compared by; None where nothing is known to compare them by."""
    if kind == "version":
        return version_of(str(value))
    return value if kind in ("boolean", "integer", "date") else None
