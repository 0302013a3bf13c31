"""The app that signs in: its id, its secret, its rights. Kept through a reset."""

import json
import secrets
import sqlite3
import uuid
from dataclasses import dataclass, replace

from tools.simulated_tenant.store.database import read_setting, write_setting

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "adatum.com")
CLIENT_ID = str(uuid.uuid5(_NAMESPACE, "app/intune-waves"))
PRINCIPAL_ID = str(uuid.uuid5(_NAMESPACE, "servicePrincipal/intune-waves"))
# The app that hands in the portal work with; the id is that of the Azure portal in every tenant.
PORTAL_ID = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c"
# A person who signs in by device code acts as this administrator.
ADMINISTRATOR_ID = str(uuid.uuid5(_NAMESPACE, "person/administrator"))


@dataclass(frozen=True)
class Application:
    """The simulated app registration; `rights` are its application permissions."""

    client_id: str
    object_id: str
    client_secret: str
    rights: tuple[str, ...]
    secret_expired: bool = False
    name: str = "intune-waves"


def read_application(db: sqlite3.Connection) -> Application:
    found = dict(read_setting(db, "application"))
    return Application(**{**found, "rights": tuple(found["rights"])})


def write_application(db: sqlite3.Connection, application: Application) -> None:
    value = {**application.__dict__, "rights": list(application.rights)}
    write_setting(db, "application", value=json.loads(json.dumps(value)))


def ensure_application(db: sqlite3.Connection, rights: tuple[str, ...]) -> Application:
    """The app that is there, or a new one with a secret of its own.

    Rights that an older tenant did not know yet are added; those that a control took away stay away.
    """
    if read_setting(db, "application") is None:
        secret = secrets.token_urlsafe(30)
        write_application(db, Application(CLIENT_ID, PRINCIPAL_ID, secret, rights))
        write_setting(db, "token_key", value=secrets.token_hex(32))
    held = read_application(db).rights
    known = read_setting(db, "granted", default=held)
    added = tuple(right for right in rights if right not in known and right not in held)
    if added:
        change_application(db, rights=(*held, *added))
    write_setting(db, "granted", value=list(rights))
    db.execute(
        "INSERT OR IGNORE INTO service_principal (id, app_id, display_name) VALUES (?, ?, 'intune-waves')",
        (PRINCIPAL_ID, CLIENT_ID),
    )
    return read_application(db)


def change_application(
    db: sqlite3.Connection,
    *,
    secret_expired: bool | None = None,
    rights: tuple[str, ...] | None = None,
) -> Application:
    """Expire or revive the secret, or change the rights; what is None stays."""
    application = read_application(db)
    if secret_expired is not None:
        application = replace(application, secret_expired=secret_expired)
    if rights is not None:
        application = replace(application, rights=rights)
    write_application(db, application)
    return application
