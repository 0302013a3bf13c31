"""The settings of each type of compliance policy: names, what they may hold, what stands when left out.

Source: Microsoft Learn, "windows10CompliancePolicy resource type" and the pages of the other four types, v1.0
and beta (2024-08). What beta alone has does not exist on v1.0.
"""

from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import GraphError, bad_request

# What a setting may hold: "boolean", "text", "list" or "object", a range of numbers, or words, the first of
# which is what stands when none was given.
Held = str | range | tuple[str, ...]

_NUMBER = range(2**31)
_CHARACTERS = ("deviceDefault", "alphanumeric", "numeric")
_THREATS = ("unavailable", "secured", "low", "medium", "high", "notSet")
_COMPLEXITY = ("none", "low", "medium", "high")
_ANDROID_CHARACTERS = (
    "deviceDefault", "alphabetic", "alphanumeric", "alphanumericWithSymbols", "lowSecurityBiometric",
    "numeric", "numericComplex", "any",
)  # fmt: skip
_PROFILE_CHARACTERS = (
    "deviceDefault", "lowSecurityBiometric", "required", "atLeastNumeric", "numericComplex",
    "atLeastAlphabetic", "atLeastAlphanumeric", "alphanumericWithSymbols",
)  # fmt: skip


def _all(names: str, held: Held) -> dict[str, Held]:
    return dict.fromkeys(names.split(), held)


def _passcode(name: str) -> str:
    return name.replace("password", "passcode").replace("Password", "Passcode")


_VERSIONS = _all("osMinimumVersion osMaximumVersion", "text")
_BUILDS = _all("osMinimumBuildVersion osMaximumBuildVersion", "text")
_DEFENSE: dict[str, Held] = {
    "deviceThreatProtectionEnabled": "boolean",
    "deviceThreatProtectionRequiredSecurityLevel": _THREATS,
}
_ADVANCED: dict[str, Held] = {"advancedThreatProtectionRequiredSecurityLevel": _THREATS}
_PASSWORD: dict[str, Held] = {
    "passwordRequired": "boolean",
    "passwordBlockSimple": "boolean",
    "passwordMinutesOfInactivityBeforeLock": _NUMBER,
    "passwordExpirationDays": _NUMBER,
    "passwordMinimumLength": _NUMBER,
    "passwordMinimumCharacterSetCount": _NUMBER,
    "passwordRequiredType": _CHARACTERS,
    "passwordPreviousPasswordBlockCount": _NUMBER,
}
_APPLE: dict[str, Held] = {
    "ExpirationDays": range(1, 65_536),
    "MinimumLength": range(4, 15),
}
_ANDROID: dict[str, Held] = {
    **_VERSIONS,
    **_DEFENSE,
    **_all(
        "passwordRequired securityBlockJailbrokenDevices securityDisableUsbDebugging "
        "securityPreventInstallAppsFromUnknownSources securityRequireCompanyPortalAppIntegrity "
        "securityRequireGooglePlayServices securityRequireSafetyNetAttestationBasicIntegrity "
        "securityRequireSafetyNetAttestationCertifiedDevice securityRequireUpToDateSecurityProviders "
        "securityRequireVerifyApps storageRequireEncryption",
        "boolean",
    ),
    "minAndroidSecurityPatchLevel": "text",
    "passwordMinimumLength": range(4, 17),
    "passwordRequiredType": _ANDROID_CHARACTERS,
    "passwordMinutesOfInactivityBeforeLock": _NUMBER,
    "passwordExpirationDays": range(1, 366),
    "passwordPreviousPasswordBlockCount": range(1, 25),
}
_ANDROID_BETA: dict[str, Held] = {
    **_ADVANCED,
    "passwordSignInFailureCountBeforeFactoryReset": range(1, 17),
    "requiredPasswordComplexity": _COMPLEXITY,
}

SETTINGS: dict[str, dict[str, Held]] = {
    "#microsoft.graph.windows10CompliancePolicy": {
        **_PASSWORD,
        **_VERSIONS,
        **_all("mobileOsMinimumVersion mobileOsMaximumVersion", "text"),
        **_all(
            "passwordRequiredToUnlockFromIdle requireHealthyDeviceReport earlyLaunchAntiMalwareDriverEnabled "
            "bitLockerEnabled secureBootEnabled codeIntegrityEnabled storageRequireEncryption",
            "boolean",
        ),
    },
    "#microsoft.graph.macOSCompliancePolicy": {
        **_PASSWORD,
        **{f"password{name}": held for name, held in _APPLE.items()},
        "passwordPreviousPasswordBlockCount": range(1, 25),
        **_VERSIONS,
        **_DEFENSE,
        **_all(
            "systemIntegrityProtectionEnabled storageRequireEncryption firewallEnabled "
            "firewallBlockAllIncoming firewallEnableStealthMode",
            "boolean",
        ),
    },
    "#microsoft.graph.iosCompliancePolicy": {
        **{_passcode(name): held for name, held in _PASSWORD.items()},
        **{f"passcode{name}": held for name, held in _APPLE.items()},
        "passcodePreviousPasscodeBlockCount": range(1, 25),
        **_VERSIONS,
        **_DEFENSE,
        **_all("securityBlockJailbrokenDevices managedEmailProfileRequired", "boolean"),
    },
    "#microsoft.graph.androidCompliancePolicy": _ANDROID,
    "#microsoft.graph.androidWorkProfileCompliancePolicy": _ANDROID,
}

BETA_SETTINGS: dict[str, dict[str, Held]] = {
    "#microsoft.graph.windows10CompliancePolicy": {
        **_DEFENSE,
        **_all(
            "memoryIntegrityEnabled kernelDmaProtectionEnabled virtualizationBasedSecurityEnabled "
            "firmwareProtectionEnabled activeFirewallRequired defenderEnabled signatureOutOfDate rtpEnabled "
            "antivirusRequired antiSpywareRequired configurationManagerComplianceRequired tpmRequired",
            "boolean",
        ),
        "defenderVersion": "text",
        **_all("validOperatingSystemBuildRanges wslDistributions", "list"),
        "deviceCompliancePolicyScript": "object",
    },
    "#microsoft.graph.macOSCompliancePolicy": {
        **_BUILDS,
        **_ADVANCED,
        "gatekeeperAllowedAppSource": (
            "notConfigured", "macAppStore", "macAppStoreAndIdentifiedDevelopers", "anywhere",
        ),
    },
    "#microsoft.graph.iosCompliancePolicy": {
        **_BUILDS,
        **_ADVANCED,
        "passcodeMinutesOfInactivityBeforeScreenTimeout": _NUMBER,
        "restrictedApps": "list",
    },
    "#microsoft.graph.androidCompliancePolicy": {
        **_ANDROID_BETA,
        "securityBlockDeviceAdministratorManagedDevices": "boolean",
        "conditionStatementId": "text",
        "restrictedApps": "list",
    },
    "#microsoft.graph.androidWorkProfileCompliancePolicy": {
        **_ANDROID_BETA,
        "workProfilePasswordExpirationInDays": range(1, 366),
        "workProfilePasswordMinimumLength": range(4, 17),
        "workProfileInactiveBeforeScreenLockInMinutes": _NUMBER,
        "workProfilePreviousPasswordBlockCount": range(25),
        "workProfilePasswordRequiredType": _PROFILE_CHARACTERS,
        "workProfileRequiredPasswordComplexity": _COMPLEXITY,
        "workProfileRequirePassword": "boolean",
        "securityRequiredAndroidSafetyNetEvaluationType": ("basic", "hardwareBacked"),
    },
}  # fmt: skip


def settings_of(kind: str, version: str) -> dict[str, Held]:
    """The settings that a type of policy has on a version of Graph."""
    return {**SETTINGS[kind], **(BETA_SETTINGS[kind] if version == "beta" else {})}


def left_out(held: Held) -> Any:
    """What Graph shows for a setting that nobody gave."""
    if isinstance(held, tuple):
        return held[0]
    return {"boolean": False, "list": []}.get(held) if isinstance(held, str) else None


def checked(name: str, held: Held, *, value: Any) -> Any:
    """The value as Graph keeps it; null clears. GraphError 400 for what the setting cannot hold."""
    if value is None:
        return left_out(held)
    if isinstance(held, tuple):
        if value not in held:
            raise _wrong(name, value, expected=f"valid values are {', '.join(held)}")
    elif isinstance(held, range):
        if type(value) is not int or value not in held:
            raise _wrong(name, value, expected=f"valid values are {held.start} to {held.stop - 1}")
    elif not isinstance(value, {"boolean": bool, "text": str, "list": list, "object": dict}[held]):
        raise _wrong(name, value, expected=f"a {held} is expected")
    return value


def defaults(kind: str) -> Json:
    """Every setting of the type, on either version, as it is when nobody gave it."""
    return {name: left_out(held) for name, held in settings_of(kind, "beta").items()}


def _wrong(name: str, value: Any, *, expected: str) -> GraphError:
    return bad_request(f"Invalid value {value!r} for property '{name}'; {expected}.", code="BadRequest")
