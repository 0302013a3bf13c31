"""Directory roles and who holds them: people, groups that may hold roles, service principals."""

import json
import sqlite3
import uuid
from collections.abc import Sequence

from tools.simulated_tenant.wire.call import Json

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "adatum.com")
# Template ids are the same in every tenant (Microsoft Learn, "Microsoft Entra built-in roles", 2025-03).
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
_ACTIVATED = (
    (
        GLOBAL_ADMINISTRATOR,
        "Global Administrator",
        "Can manage all aspects of Microsoft Entra ID and of services that use its identities.",
    ),
    (
        "3a2c62db-5318-420d-8d74-23affee5d9d5",
        "Intune Administrator",
        "Can manage all aspects of the Intune product.",
    ),
    (
        "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
        "Conditional Access Administrator",
        "Can manage Conditional Access capabilities.",
    ),
)


def plant_roles(db: sqlite3.Connection, administrators: Sequence[str]) -> None:
    """The roles that are activated in the tenant; `administrators` hold the first."""
    for template, name, description in _ACTIVATED:
        db.execute(
            "INSERT INTO directory_role (id, template_id, display_name, description) VALUES (?, ?, ?, ?)",
            (str(uuid.uuid5(_NAMESPACE, f"role/{template}")), template, name, description),
        )
    db.executemany(
        "INSERT INTO role_member (role_id, member_id) "
        "SELECT r.id, p.id FROM directory_role r, person p WHERE r.template_id = ? AND p.id = ?",
        [(GLOBAL_ADMINISTRATOR, each) for each in administrators],
    )


def holds_roles(db: sqlite3.Connection) -> bool:
    """Whether roles were planted: an older tenant knew none."""
    return db.execute("SELECT 1 FROM directory_role LIMIT 1").fetchone() is not None


def role_holders(db: sqlite3.Connection, templates: Sequence[str]) -> list[str]:
    """The ids of the objects that hold a role of one of the templates directly."""
    rows = db.execute(
        "SELECT DISTINCT m.member_id FROM directory_role r JOIN role_member m ON m.role_id = r.id "
        "WHERE r.template_id IN (SELECT value FROM json_each(?)) ORDER BY m.member_id",
        (json.dumps(list(templates)),),
    )
    return [row[0] for row in rows]


def read_role(db: sqlite3.Connection, key: str) -> Json | None:
    """The role with that object id."""
    row = db.execute(
        "SELECT id, template_id, display_name, description FROM directory_role WHERE id = ?", (key.lower(),)
    ).fetchone()
    return None if row is None else render_role(row)


def every_role(db: sqlite3.Connection) -> list[Json]:
    rows = db.execute(
        "SELECT id, template_id, display_name, description FROM directory_role ORDER BY position"
    )
    return [render_role(row) for row in rows]


def roles_of(db: sqlite3.Connection, member_ids: Sequence[str]) -> list[Json]:
    """The roles that one of the objects holds directly."""
    rows = db.execute(
        "SELECT id, template_id, display_name, description FROM directory_role WHERE id IN "
        "(SELECT role_id FROM role_member WHERE member_id IN (SELECT value FROM json_each(?))) "
        "ORDER BY position",
        (json.dumps(list(member_ids)),),
    )
    return [render_role(row) for row in rows]


def members_of_role(db: sqlite3.Connection, role_id: str) -> list[str]:
    rows = db.execute("SELECT member_id FROM role_member WHERE role_id = ? ORDER BY rowid", (role_id,))
    return [row[0] for row in rows]


def add_role_member(db: sqlite3.Connection, role_id: str, *, member_id: str) -> bool:
    """False when the object holds the role already."""
    return bool(
        db.execute(
            "INSERT OR IGNORE INTO role_member (role_id, member_id) VALUES (?, ?)", (role_id, member_id)
        ).rowcount
    )


def remove_role_member(db: sqlite3.Connection, role_id: str, *, member_id: str) -> bool:
    """False when the object does not hold the role."""
    return bool(
        db.execute(
            "DELETE FROM role_member WHERE role_id = ? AND member_id = ?", (role_id, member_id)
        ).rowcount
    )


def render_role(row: Sequence[str]) -> Json:
    role_id, template, name, description = row
    return {
        "id": role_id,
        "deletedDateTime": None,
        "description": description,
        "displayName": name,
        "roleTemplateId": template,
    }
