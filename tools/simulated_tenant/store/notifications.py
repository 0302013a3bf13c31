"""Notification message templates and their messages, one for each locale."""

import json
import sqlite3

from tools.simulated_tenant.wire.call import Json


def read_template(db: sqlite3.Connection, template_id: str) -> Json | None:
    row = db.execute(
        "SELECT document FROM notification_template WHERE id = ? COLLATE NOCASE", (template_id,)
    ).fetchone()
    return None if row is None else json.loads(row[0])


def every_template(db: sqlite3.Connection) -> list[Json]:
    rows = db.execute("SELECT document FROM notification_template ORDER BY position")
    return [json.loads(row[0]) for row in rows]


def write_template(db: sqlite3.Connection, document: Json) -> None:
    db.execute(
        "INSERT INTO notification_template (id, document) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET document = excluded.document",
        (document["id"], json.dumps(document)),
    )


def delete_template(db: sqlite3.Connection, template_id: str) -> None:
    """Delete it with its messages."""
    db.execute("DELETE FROM notification_template WHERE id = ?", (template_id,))
    db.execute("DELETE FROM notification_message WHERE template_id = ?", (template_id,))


def messages_of(db: sqlite3.Connection, template_id: str) -> list[Json]:
    rows = db.execute(
        "SELECT document, is_default FROM notification_message WHERE template_id = ? ORDER BY position",
        (template_id,),
    )
    return [{**json.loads(document), "isDefault": bool(default)} for document, default in rows]


def write_message(db: sqlite3.Connection, template_id: str, *, document: Json) -> None:
    """Store the message; one that is the default takes that from the others of the template."""
    if document["isDefault"]:
        db.execute("UPDATE notification_message SET is_default = 0 WHERE template_id = ?", (template_id,))
    db.execute(
        "INSERT INTO notification_message (id, template_id, is_default, document) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET is_default = excluded.is_default, document = excluded.document",
        (document["id"], template_id, int(document["isDefault"]), json.dumps(document)),
    )


def delete_message(db: sqlite3.Connection, message_id: str) -> None:
    db.execute("DELETE FROM notification_message WHERE id = ?", (message_id,))


def count_sent(db: sqlite3.Connection, template_id: str) -> tuple[int, int]:
    """How many notifications of the template went out, and to how many people."""
    sent, people = db.execute(
        "SELECT count(*), count(DISTINCT person_id) FROM notification_sent WHERE template_id = ?",
        (template_id,),
    ).fetchone()
    return sent, people
