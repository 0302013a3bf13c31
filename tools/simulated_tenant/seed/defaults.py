"""What a tenant has besides people: groups, the default enrollment restrictions, a named location."""

import json
import sqlite3
import uuid

from tools.simulated_tenant.graph_routes.device_management.enrollment_document import (
    DEFAULT_PLATFORMS,
    LIMIT,
    RESTRICTION,
)
from tools.simulated_tenant.graph_routes.directory.group_document import EMPTY
from tools.simulated_tenant.seed.people import NAMESPACE
from tools.simulated_tenant.store.enrollment import insert_configuration
from tools.simulated_tenant.store.groups import write_group
from tools.simulated_tenant.store.people import security_identifier
from tools.simulated_tenant.wire.call import Json

_BEGINNING = "0001-01-01T00:00:00Z"


def write_groups(db: sqlite3.Connection, created: str, *, members: bool) -> None:
    """IT Department and Engineering, with their `members` where these are not there yet; a rule for all."""
    for name, department in (("IT Department", "IT"), ("Engineering", "Engineering")):
        group = _group(name, created, description=f"Everybody in {department} at Adatum Corporation")
        write_group(db, group)
        if members:
            db.execute(
                "INSERT INTO membership (group_id, member_id) SELECT ?, id FROM person WHERE department = ? "
                "ORDER BY position",
                (group["id"], department),
            )
    rule = _group("All Employees", created, description="Everybody who can sign in")
    rule |= {
        "groupTypes": ["DynamicMembership"],
        "membershipRule": "user.accountEnabled -eq true",
        "membershipRuleProcessingState": "On",
    }
    write_group(db, rule)


def write_enrollment_defaults(db: sqlite3.Connection, tenant: str) -> None:
    """What every tenant has, with priority 0: restrictions, the device limit, Hello, the status page."""
    for document in enrollment_defaults(tenant):
        insert_configuration(db, document, platform=None, ranked=None)


def enrollment_defaults(tenant: str) -> list[Json]:
    """The four default enrollment configurations; live tenants date them to the beginning of time."""
    common: Json = {
        "displayName": "All users and all devices",
        "description": "This is the default configuration applied with the lowest priority to all users "
        "regardless of group membership.",
        "createdDateTime": _BEGINNING,
        "lastModifiedDateTime": _BEGINNING,
        "version": 0,
        "roleScopeTagIds": ["0"],
    }
    platforms = ("ios", "windows", "windowsMobile", "android", "androidForWork", "macOS", "mac")
    return [
        {
            "@odata.type": DEFAULT_PLATFORMS,
            "id": f"{tenant}_DefaultPlatformRestrictions",
            "deviceEnrollmentConfigurationType": "defaultPlatformRestrictions",
            **common,
            **{f"{name}Restriction": dict(RESTRICTION) for name in platforms},
        },
        {
            "@odata.type": LIMIT,
            "id": f"{tenant}_DefaultLimit",
            "deviceEnrollmentConfigurationType": "defaultLimit",
            **common,
            "limit": 15,
        },
        {
            "@odata.type": "#microsoft.graph.deviceEnrollmentWindowsHelloForBusinessConfiguration",
            "id": f"{tenant}_DefaultWindowsHelloForBusiness",
            "deviceEnrollmentConfigurationType": "defaultWindowsHelloForBusiness",
            **common,
            "pinMinimumLength": 6,
            "pinMaximumLength": 127,
            "pinUppercaseCharactersUsage": "disallowed",
            "pinLowercaseCharactersUsage": "disallowed",
            "pinSpecialCharactersUsage": "disallowed",
            "state": "notConfigured",
            "securityDeviceRequired": False,
            "unlockWithBiometricsEnabled": True,
            "remotePassportEnabled": True,
            "pinPreviousBlockCount": 0,
            "pinExpirationInDays": 0,
            "enhancedBiometricsState": "notConfigured",
            "securityKeyForSignIn": "notConfigured",
            "enhancedSignInSecurity": 0,
        },
        {
            "@odata.type": "#microsoft.graph.windows10EnrollmentCompletionPageConfiguration",
            "id": f"{tenant}_DefaultWindows10EnrollmentCompletionPageConfiguration",
            "deviceEnrollmentConfigurationType": "defaultWindows10EnrollmentCompletionPageConfiguration",
            **common,
            "showInstallationProgress": False,
            "blockDeviceSetupRetryByUser": True,
            "allowDeviceResetOnInstallFailure": False,
            "allowLogCollectionOnInstallFailure": False,
            "customErrorMessage": None,
            "installProgressTimeoutInMinutes": 0,
            "allowDeviceUseOnInstallFailure": False,
            "selectedMobileAppIds": [],
            "allowNonBlockingAppInstallation": False,
            "installQualityUpdates": False,
            "trackInstallProgressForAutopilotOnly": False,
            "disableUserStatusTrackingAfterFirstUser": False,
        },
    ]


def write_named_location(db: sqlite3.Connection, created: str) -> None:
    location: Json = {
        "@odata.type": "#microsoft.graph.ipNamedLocation",
        "id": str(uuid.uuid5(NAMESPACE, "location/offices")),
        "displayName": "Adatum offices",
        "createdDateTime": created,
        "modifiedDateTime": created,
        "isTrusted": True,
        "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"}],
    }
    db.execute(
        "INSERT INTO named_location (id, document) VALUES (?, ?)", (location["id"], json.dumps(location))
    )


def _group(name: str, created: str, *, description: str) -> Json:
    group_id = str(uuid.uuid5(NAMESPACE, f"group/{name}"))
    whole: Json = json.loads(json.dumps(EMPTY))
    return whole | {
        "id": group_id,
        "displayName": name,
        "description": description,
        "mailNickname": name.lower().replace(" ", "-"),
        "createdDateTime": created,
        "renewedDateTime": created,
        "securityIdentifier": security_identifier(group_id),
    }
