"""The device-management service that Adatum leaves: whether this tenant hears of it, and what it shows."""

import json
import sqlite3
import uuid

from tools.simulated_tenant.store.database import read_setting, write_setting
from tools.simulated_tenant.wire.call import Json

NAME = "Contoso Device Management"
AGENT = "jamf"
"""What managedDevice calls the agent of a partner's device."""

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "adatum.com")
INTUNE_APP_ID = "0000000a-0000-0000-c000-000000000000"
OLD_APP_ID = str(uuid.uuid5(_NAMESPACE, "mobility/old-service"))
PARTNER_ID = str(uuid.uuid5(_NAMESPACE, "partner/old-service"))


def old_service_connected(db: sqlite3.Connection) -> bool:
    return bool(read_setting(db, "old_service", default=False))


def connect_old_service(db: sqlite3.Connection, connected: bool, *, at: str) -> None:
    """Show the old service's devices, connector and MDM app, or none of them. Kept through a reset."""
    write_setting(db, "old_service", value=connected)
    plant_services(db, at)


def plant_services(db: sqlite3.Connection, at: str) -> None:
    """Intune's own MDM app, which applies to nobody yet, and what a connected old service brings."""
    db.execute("DELETE FROM management_partner")
    db.execute("DELETE FROM mobility_policy")
    _add_mobility_policy(
        db, INTUNE_APP_ID, name="Microsoft Intune", site="https://localhost/intune", applies_to="none"
    )
    if not old_service_connected(db):
        return
    _add_mobility_policy(db, OLD_APP_ID, name=NAME, site="https://localhost/old-service", applies_to="all")
    partner: Json = {
        "id": PARTNER_ID,
        "lastHeartbeatDateTime": at,
        "partnerState": "enabled",
        "displayName": NAME,
        "macOsOnboarded": True,
        "androidOnboarded": True,
        "iosOnboarded": True,
        "macOsEnrollmentAssignments": [],
        "androidEnrollmentAssignments": [],
        "iosEnrollmentAssignments": [],
    }
    db.execute(
        "INSERT INTO management_partner (id, document) VALUES (?, ?)", (PARTNER_ID, json.dumps(partner))
    )


def _add_mobility_policy(
    db: sqlite3.Connection, app_id: str, *, name: str, site: str, applies_to: str
) -> None:
    policy: Json = {
        "id": app_id,
        "appliesTo": applies_to,
        "complianceUrl": f"{site}/compliance",
        "description": f"Devices that enroll with {name}",
        "discoveryUrl": f"{site}/discovery",
        "displayName": name,
        "isValid": True,
        "termsOfUseUrl": f"{site}/terms",
    }
    db.execute("INSERT INTO mobility_policy (id, document) VALUES (?, ?)", (app_id, json.dumps(policy)))


def old_service_summary(db: sqlite3.Connection) -> Json:
    """For the snapshot: the connector's state, the scopes of the MDM apps, the devices left."""
    partners = [json.loads(row[0]) for row in db.execute("SELECT document FROM management_partner")]
    policies = [json.loads(row[0]) for row in db.execute("SELECT document FROM mobility_policy")]
    return {
        "connected": old_service_connected(db),
        "connectors": {each["displayName"]: each["partnerState"] for each in partners},
        "mdmScopes": {each["displayName"]: each["appliesTo"] for each in policies},
        "devices": count_old_devices(db),
    }


def count_old_devices(db: sqlite3.Connection) -> int:
    if not old_service_connected(db):
        return 0
    number: int = db.execute("SELECT count(*) FROM every_device WHERE agent = ?", (AGENT,)).fetchone()[0]
    return number
