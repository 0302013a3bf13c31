"""Compliance policies, their actions for noncompliance, and the groups they are assigned to."""

import json
import sqlite3
from typing import Any

from tools.simulated_tenant.wire.call import Json


def read_policy(db: sqlite3.Connection, policy_id: str) -> Json | None:
    row = db.execute(
        "SELECT document FROM compliance_policy WHERE id = ? COLLATE NOCASE", (policy_id,)
    ).fetchone()
    return None if row is None else json.loads(row[0])


def every_policy(db: sqlite3.Connection) -> list[Json]:
    rows = db.execute("SELECT document FROM compliance_policy ORDER BY position")
    return [json.loads(row[0]) for row in rows]


def insert_policy(db: sqlite3.Connection, document: Json, *, actions: list[Json]) -> None:
    db.execute(
        "INSERT INTO compliance_policy (id, document, actions) VALUES (?, ?, ?)",
        (document["id"], json.dumps(document), json.dumps(actions)),
    )


def update_policy(db: sqlite3.Connection, document: Json) -> None:
    db.execute(
        "UPDATE compliance_policy SET document = ? WHERE id = ?", (json.dumps(document), document["id"])
    )


def delete_policy(db: sqlite3.Connection, policy_id: str) -> None:
    """Delete it with its actions and assignments."""
    db.execute("DELETE FROM compliance_policy WHERE id = ?", (policy_id,))
    db.execute("DELETE FROM compliance_assignment WHERE policy_id = ?", (policy_id,))


def read_actions(db: sqlite3.Connection, policy_id: str) -> list[Json]:
    """The policy's scheduledActionsForRule, each with its scheduledActionConfigurations."""
    row = db.execute("SELECT actions FROM compliance_policy WHERE id = ?", (policy_id,)).fetchone()
    found: list[Json] = json.loads(row[0])
    return found


def write_actions(db: sqlite3.Connection, policy_id: str, *, actions: list[Json]) -> None:
    """Replace all actions of the policy."""
    db.execute("UPDATE compliance_policy SET actions = ? WHERE id = ?", (json.dumps(actions), policy_id))


def action_items(actions: list[Json]) -> list[Json]:
    """The single actions of all rules."""
    items: list[Any] = [item for rule in actions for item in rule["scheduledActionConfigurations"]]
    return items


def policies_that_send(db: sqlite3.Connection, template_id: str) -> list[str]:
    """The names of the policies one of whose actions sends the template."""
    rows = db.execute("SELECT document, actions FROM compliance_policy ORDER BY position")
    return [
        json.loads(document)["displayName"]
        for document, actions in rows
        if any(item["notificationTemplateId"] == template_id for item in action_items(json.loads(actions)))
    ]


def assigned_groups(db: sqlite3.Connection, policy_id: str) -> list[str]:
    rows = db.execute(
        "SELECT group_id FROM compliance_assignment WHERE policy_id = ? ORDER BY rowid", (policy_id,)
    )
    return [row[0] for row in rows]


def assign_groups(db: sqlite3.Connection, policy_id: str, *, group_ids: list[str]) -> None:
    """Replace the whole list of assignments."""
    db.execute("DELETE FROM compliance_assignment WHERE policy_id = ?", (policy_id,))
    db.executemany(
        "INSERT INTO compliance_assignment (policy_id, group_id) VALUES (?, ?)",
        ((policy_id, group_id) for group_id in group_ids),
    )
