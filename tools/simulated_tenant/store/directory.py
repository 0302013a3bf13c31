"""Directory objects of every kind by id: a person, a group, a service principal, a directory role."""

import sqlite3
from collections.abc import Iterable

from tools.simulated_tenant.store.groups import read_group
from tools.simulated_tenant.store.people import SELECTED, properties_to_show, render_person
from tools.simulated_tenant.store.roles import read_role
from tools.simulated_tenant.wire.call import Json

USER, GROUP, SERVICE_PRINCIPAL, ROLE = (
    "#microsoft.graph.user",
    "#microsoft.graph.group",
    "#microsoft.graph.servicePrincipal",
    "#microsoft.graph.directoryRole",
)


def read_service_principal(db: sqlite3.Connection, object_id: str) -> Json | None:
    row = db.execute(
        "SELECT id, app_id, display_name FROM service_principal WHERE id = ?", (object_id.lower(),)
    ).fetchone()
    return None if row is None else render_service_principal((0, *row))


def render_service_principal(row: tuple[int, str, str, str]) -> Json:
    _, object_id, app_id, name = row
    return {
        "id": object_id,
        "appId": app_id,
        "displayName": name,
        "appDisplayName": name,
        "accountEnabled": True,
        "servicePrincipalType": "Application",
        "servicePrincipalNames": [app_id],
        "deletedDateTime": None,
    }


def read_object(
    db: sqlite3.Connection, object_id: str, *, shown: tuple[str, ...] | None = None
) -> Json | None:
    """The object with its @odata.type; `shown` are the properties of a person, all of them by default."""
    row = db.execute(f"SELECT {SELECTED} FROM person WHERE id = ?", (object_id.lower(),)).fetchone()
    if row is not None:
        return {"@odata.type": USER, **render_person(row, shown or properties_to_show((), "beta"))}
    group = read_group(db, object_id)
    if group is not None:
        return {"@odata.type": GROUP, **group}
    principal = read_service_principal(db, object_id)
    if principal is not None:
        return {"@odata.type": SERVICE_PRINCIPAL, **principal}
    role = read_role(db, object_id)
    return None if role is None else {"@odata.type": ROLE, **role}


def unknown_objects(db: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """The ids that no person, group or service principal has."""
    return [object_id for object_id in ids if not _exists(db, object_id.lower())]


def _exists(db: sqlite3.Connection, object_id: str) -> bool:
    return any(
        db.execute(f"SELECT 1 FROM {table} WHERE id = ?{condition}", (object_id,)).fetchone()
        for table, condition in (
            ("person", ""),
            ("directory_group", " AND NOT deleted"),
            ("service_principal", ""),
        )
    )
