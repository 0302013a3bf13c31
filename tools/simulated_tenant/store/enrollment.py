"""Enrollment configurations, their order of priorities and the groups they are assigned to."""

import json
import sqlite3

from tools.simulated_tenant.wire.call import Json

Row = tuple[str, str | None, str | None, int, str]
_SELECT = "SELECT id, platform, ranked, priority, document FROM enrollment_configuration"


def _whole(row: Row) -> Json:
    document: Json = json.loads(row[4])
    document["priority"] = row[3]
    return document


def read_configuration(db: sqlite3.Connection, configuration_id: str) -> Json | None:
    row = db.execute(f"{_SELECT} WHERE id = ? COLLATE NOCASE", (configuration_id,)).fetchone()
    return None if row is None else _whole(row)


def every_configuration(db: sqlite3.Connection) -> list[Json]:
    return [_whole(row) for row in db.execute(f"{_SELECT} ORDER BY position")]


def insert_configuration(
    db: sqlite3.Connection, document: Json, *, platform: str | None, ranked: str | None
) -> Json:
    """Store a new configuration, last of its order: just above the default."""
    priority = 0 if ranked is None else _last(db, ranked) + 1
    db.execute(
        "INSERT INTO enrollment_configuration (id, platform, ranked, priority, document) VALUES (?, ?, ?, "
        "?, ?)",
        (document["id"], platform, ranked, priority, json.dumps(document)),
    )
    return {**document, "priority": priority}


def update_configuration(db: sqlite3.Connection, document: Json) -> None:
    db.execute(
        "UPDATE enrollment_configuration SET document = ? WHERE id = ?",
        (json.dumps(document), document["id"]),
    )


def delete_configuration(db: sqlite3.Connection, document: Json) -> None:
    """Delete it with its assignments; those below it move up, so that the order has no gap."""
    ranked = _ranked(db, document)
    db.execute("DELETE FROM enrollment_configuration WHERE id = ?", (document["id"],))
    db.execute("DELETE FROM enrollment_assignment WHERE configuration_id = ?", (document["id"],))
    db.execute(
        "UPDATE enrollment_configuration SET priority = priority - 1 WHERE ranked = ? AND priority > ?",
        (ranked, document["priority"]),
    )


def is_default(db: sqlite3.Connection, document: Json) -> bool:
    return _ranked(db, document) is None


def lowest_priority(db: sqlite3.Connection, document: Json) -> int:
    """The number of the last place in the order that the configuration belongs to."""
    return _last(db, _ranked(db, document) or "")


def move_configuration(db: sqlite3.Connection, document: Json, *, priority: int) -> None:
    """Put it at `priority` of its order; those in between move by one place."""
    ranked, old = _ranked(db, document), document["priority"]
    step, low, high = (1, priority, old - 1) if priority < old else (-1, old + 1, priority)
    db.execute(
        "UPDATE enrollment_configuration SET priority = priority + ? WHERE ranked = ? AND priority BETWEEN "
        "? AND ?",
        (step, ranked, low, high),
    )
    db.execute("UPDATE enrollment_configuration SET priority = ? WHERE id = ?", (priority, document["id"]))


def count_platform_restrictions(db: sqlite3.Connection) -> int:
    number: int = db.execute(
        "SELECT count(*) FROM enrollment_configuration WHERE platform IS NOT NULL"
    ).fetchone()[0]
    return number


def assigned_groups(db: sqlite3.Connection, configuration_id: str) -> list[str]:
    rows = db.execute(
        "SELECT group_id FROM enrollment_assignment WHERE configuration_id = ? ORDER BY rowid",
        (configuration_id,),
    )
    return [row[0] for row in rows]


def assign_groups(db: sqlite3.Connection, configuration_id: str, *, group_ids: list[str]) -> None:
    """Replace the whole list of assignments."""
    db.execute("DELETE FROM enrollment_assignment WHERE configuration_id = ?", (configuration_id,))
    db.executemany(
        "INSERT INTO enrollment_assignment (configuration_id, group_id) VALUES (?, ?)",
        ((configuration_id, group_id) for group_id in group_ids),
    )


def _ranked(db: sqlite3.Connection, document: Json) -> str | None:
    row = db.execute("SELECT ranked FROM enrollment_configuration WHERE id = ?", (document["id"],)).fetchone()
    ranked: str | None = row[0]
    return ranked


def _last(db: sqlite3.Connection, ranked: str) -> int:
    number: int = db.execute(
        "SELECT coalesce(max(priority), 0) FROM enrollment_configuration WHERE ranked = ?", (ranked,)
    ).fetchone()[0]
    return number
