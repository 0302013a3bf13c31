"""Devices that Intune manages, as Graph's managedDevice resource."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.store.old_service import old_service_connected
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Property
from tools.simulated_tenant.wire.query import unknown_property

COLUMNS = {
    "id": "id",
    "userId": "person_id",
    "deviceName": "device_name",
    "operatingSystem": "operating_system",
    "osVersion": "os_version",
    "managedDeviceOwnerType": "owner_type",
    "complianceState": "compliance_state",
    # Of a device that is compliant it lies as far ahead as a time can.
    "complianceGracePeriodExpirationDateTime": "coalesce((SELECT expires FROM noncompliance n "
    "WHERE n.device_id = device.id), '9999-12-31T23:59:59Z')",
    "enrolledDateTime": "enrolled",
    "lastSyncDateTime": "last_sync",
    "manufacturer": "maker",
    "model": "model",
    "serialNumber": "serial_number",
    "userPrincipalName": "user_principal_name",
    "emailAddress": "user_principal_name",
    "userDisplayName": "user_display_name",
    "managementAgent": "agent",
    "azureADDeviceId": "id",
}
CONSTANT: dict[str, Any] = {
    "deviceRegistrationState": "registered",
    "deviceEnrollmentType": "userEnrollment",
    "managementState": "managed",
    "isEncrypted": True,
    "jailBroken": "Unknown",
    "azureADRegistered": True,
}
FILTERED = {
    name: Property(column, "time" if name.endswith("DateTime") else "text")
    for name, column in COLUMNS.items()
}
_ORDER = tuple(COLUMNS)
SELECTED = ", ".join(("position", *COLUMNS.values()))
_INTUNE = "(SELECT *, 'mdm' AS agent FROM managed_device) AS device"

# platform of an enrollment restriction -> what the device calls its operating system
OPERATING_SYSTEMS = {
    "windows": "Windows",
    "mac": "macOS",
    "ios": "iOS",
    "android": "Android",
    "androidForWork": "Android",
}


def render_device(row: Sequence[Any], select: Sequence[str]) -> Json:
    """A row of SELECTED as JSON, with all properties or the selected ones."""
    whole = {**dict(zip(_ORDER, row[1:], strict=True)), **CONSTANT}
    if not select:
        return whole
    for name in select:
        if name not in whole:
            raise unknown_property(name, "managedDevice")
    return {name: whole[name] for name in dict.fromkeys(("id", *select))}


def device_source(db: sqlite3.Connection) -> str:
    """What SELECTED is read from: Intune's devices, with the old service's where the tenant hears of it."""
    return "every_device AS device" if old_service_connected(db) else _INTUNE


def count_by(db: sqlite3.Connection, column: str, *, source: str = "managed_device") -> dict[str, int]:
    """How many devices of `source` there are for each value of `column`."""
    return dict(db.execute(f"SELECT {column}, count(*) FROM {source} GROUP BY {column} ORDER BY {column}"))
