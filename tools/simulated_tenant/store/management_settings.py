"""What Intune is set to for the whole tenant: settings of deviceManagement."""

import sqlite3

from tools.simulated_tenant.store.database import read_setting, write_setting
from tools.simulated_tenant.wire.call import Json

DEFAULT: Json = {
    "deviceComplianceCheckinThresholdDays": 30,
    "isScheduledActionEnabled": True,
    "secureByDefault": False,
}
_KEY = "management_settings"


def holds_management_settings(db: sqlite3.Connection) -> bool:
    """Whether the database was made, or brought up to date, by a tenant that has settings."""
    return read_setting(db, _KEY) is not None


def read_management_settings(db: sqlite3.Connection) -> Json:
    return {**DEFAULT, **read_setting(db, _KEY, default={})}


def write_management_settings(db: sqlite3.Connection, settings: Json) -> None:
    write_setting(db, _KEY, value=settings)
