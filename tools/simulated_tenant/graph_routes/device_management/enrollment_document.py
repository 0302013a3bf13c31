"""An enrollment configuration as JSON: its kinds, what a new one looks like, what Graph refuses.

Source: Microsoft Learn (beta), "deviceEnrollmentPlatformRestrictionConfiguration resource type",
"deviceEnrollmentPlatformRestriction resource type", "deviceEnrollmentLimitConfiguration resource type".
"""

import uuid
from typing import Any

from tools.simulated_tenant.wire.call import Call, Json
from tools.simulated_tenant.wire.errors import GraphError, not_simulated

PLATFORM = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
LIMIT = "#microsoft.graph.deviceEnrollmentLimitConfiguration"
DEFAULT_PLATFORMS = "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration"
PLATFORM_TYPES = ("windows", "mac", "ios", "android", "androidForWork")
RESTRICTION: Json = {
    "platformBlocked": False,
    "personalDeviceEnrollmentBlocked": False,
    "osMinimumVersion": "",
    "osMaximumVersion": "",
    "blockedManufacturers": [],
    "blockedSkus": [],
}
_OTHER_KINDS = tuple(
    f"#microsoft.graph.{name}Configuration"
    for name in (
        "deviceComanagementAuthority", "deviceEnrollmentNotification",
        "deviceEnrollmentWindowsHelloForBusiness", "windows10EnrollmentCompletionPage",
        "windowsRestoreDeviceEnrollment",
    )
)  # fmt: skip
_COMMON = ("displayName", "description", "roleScopeTagIds")
_OWN = {PLATFORM: ("platformType", "platformRestriction"), LIMIT: ("limit",), DEFAULT_PLATFORMS: (
    "iosRestriction", "windowsRestriction", "windowsMobileRestriction", "androidRestriction",
    "androidForWorkRestriction", "macOSRestriction", "macRestriction",
)}  # fmt: skip
_READ_ONLY = ("id", "priority", "createdDateTime", "lastModifiedDateTime", "version",
              "deviceEnrollmentConfigurationType")  # fmt: skip


_STABLE_RESTRICTION = (
    "platformBlocked",
    "personalDeviceEnrollmentBlocked",
    "osMinimumVersion",
    "osMaximumVersion",
)
_STABLE_COMMON = (
    "@odata.type", "id", "displayName", "description", "priority", "createdDateTime", "lastModifiedDateTime",
    "version", "assignments",
)  # fmt: skip
# What v1.0 has of each type; a restriction of one platform alone is in beta.
_STABLE = {
    DEFAULT_PLATFORMS: (
        "iosRestriction", "windowsRestriction", "windowsMobileRestriction", "androidRestriction",
        "macOSRestriction",
    ),
    LIMIT: ("limit",),
    "#microsoft.graph.deviceEnrollmentWindowsHelloForBusinessConfiguration": (
        "pinMinimumLength", "pinMaximumLength", "pinUppercaseCharactersUsage", "pinLowercaseCharactersUsage",
        "pinSpecialCharactersUsage", "state", "securityDeviceRequired", "unlockWithBiometricsEnabled",
        "remotePassportEnabled", "pinPreviousBlockCount", "pinExpirationInDays", "enhancedBiometricsState",
    ),
    "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration": ("allowNonBlockingAppInstallation",),
}  # fmt: skip


def stable(document: Json) -> Json | None:
    """What v1.0 shows of a configuration; None where its type is in beta alone."""
    own = _STABLE.get(document["@odata.type"])
    if own is None:
        return None
    shown = {name: value for name, value in document.items() if name in (*_STABLE_COMMON, *own)}
    for name in own:
        if name.endswith("Restriction"):
            shown[name] = {each: shown[name][each] for each in _STABLE_RESTRICTION}
    return shown


def refused(message: str) -> GraphError:
    return GraphError(400, "BadRequest", message)


def new_configuration(call: Call, given: Json) -> tuple[Json, str | None, str]:
    """The document of a POST, its platform (or None) and the order of priorities it belongs to."""
    kind = given.get("@odata.type")
    if kind in _OTHER_KINDS:
        raise not_simulated(f"an enrollment configuration of type {kind}")
    if kind not in (PLATFORM, LIMIT):
        raise refused(
            f"Cannot create an enrollment configuration of type '{kind}'. Send the @odata.type {PLATFORM} "
            f"or {LIMIT}."
        )
    if not given.get("displayName"):
        raise refused("The required property 'displayName' is missing.")
    document: Json = {
        "@odata.type": kind,
        "displayName": "",
        "description": "",
        "createdDateTime": call.stamp,
        "lastModifiedDateTime": call.stamp,
        "version": 1,
        "roleScopeTagIds": ["0"],
    }
    if kind == LIMIT:
        if given.get("limit") is None:
            raise refused("The required property 'limit' is missing.")
        document |= {
            "id": f"{uuid.uuid4()}_Limit",
            "deviceEnrollmentConfigurationType": "limit",
            "limit": None,
        }
        return changed_configuration(call, document, given=given), None, "limit"
    platform = given.get("platformType")
    if platform in ("allPlatforms", "linux", "windowsPhone"):
        raise not_simulated(f"a restriction of the platform {platform}")
    if platform not in PLATFORM_TYPES:
        raise refused(f"Invalid platformType '{platform}'; valid values are {', '.join(PLATFORM_TYPES)}.")
    if not isinstance(given.get("platformRestriction"), dict):
        raise refused("The required property 'platformRestriction' is missing.")
    document |= {
        "id": f"{uuid.uuid4()}_SinglePlatformRestriction",
        "deviceEnrollmentConfigurationType": "singlePlatformRestriction",
        "platformType": platform,
        "platformRestriction": dict(RESTRICTION),
    }
    return changed_configuration(call, document, given=given), platform, f"platform:{platform}"


def changed_configuration(call: Call, document: Json, *, given: Json) -> Json:
    """The document with a body of POST or PATCH written over it; GraphError 400 for what Graph refuses."""
    kind = document["@odata.type"]
    if given.get("@odata.type", kind) != kind:
        raise refused(f"The @odata.type '{given['@odata.type']}' differs from the object's, '{kind}'.")
    if kind not in _OWN:
        raise not_simulated(f"changing an enrollment configuration of type {kind}")
    result = dict(document)
    for name, value in given.items():
        if "@odata." in name or name in _READ_ONLY:
            continue
        if name in _OWN[kind] and "@odata.type" not in given:
            raise refused(
                f"The property '{name}' does not exist on type "
                f"'microsoft.graph.deviceEnrollmentConfiguration'. Send the @odata.type '{kind}' with it."
            )
        if name not in (*_COMMON, *_OWN[kind]):
            raise refused(f"The property '{name}' does not exist on type '{kind.lstrip('#')}'.")
        result[name] = _value(call, document, name=name, value=value)
    return result


def _value(call: Call, document: Json, *, name: str, value: Any) -> Any:
    if name == "platformType" and value != document["platformType"]:
        raise refused("The platformType of an enrollment restriction cannot be changed.")
    if name.endswith("Restriction"):
        return _restriction(document.get(name) or RESTRICTION, value, where=name)
    most = call.limits.size("enrollmentLimitMaximum")
    if name == "limit" and (type(value) is not int or not 1 <= value <= most):
        raise refused(f"The limit must be a number from 1 to {most}, got {value!r}.")
    if name == "displayName" and (not isinstance(value, str) or not value):
        raise refused("The displayName must be a text that is not empty.")
    if name == "roleScopeTagIds" and not isinstance(value, list):
        raise refused("The roleScopeTagIds must be a list.")
    return ("" if name == "description" else value) if value is None else value


def _restriction(old: Json, given: Any, *, where: str) -> Json:
    if not isinstance(given, dict):
        raise refused(f"{where} must be an object.")
    result = dict(old)
    for name, value in given.items():
        if name.startswith("@odata."):
            continue
        if name not in RESTRICTION:
            raise refused(f"The property '{name}' does not exist in {where}.")
        empty = RESTRICTION[name]
        if value is None:
            value = empty
        if type(value) is not type(empty):
            raise refused(f"{where}.{name} must be a {type(empty).__name__}, got {value!r}.")
        result[name] = value
    return result
