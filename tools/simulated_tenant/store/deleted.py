"""What was deleted from the directory and can be restored for some time: users and groups."""

import json
import sqlite3
from typing import Any

from tools.simulated_tenant.wire.call import Json

# The rows that go with an object, by table: which column names the object, and what is kept.
_ROWS: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "user": (
        ("membership", "member_id", ("group_id", "member_id")),
        ("ownership", "owner_id", ("group_id", "owner_id")),
        ("role_member", "member_id", ("role_id", "member_id")),
        ("owned_device", "person_id", ()),
        ("person", "id", ()),
    ),
    "group": (
        ("membership", "group_id", ("group_id", "member_id")),
        ("membership", "member_id", ("group_id", "member_id")),
        ("ownership", "group_id", ("group_id", "owner_id")),
        ("role_member", "member_id", ("role_id", "member_id")),
    ),
}

_THERE = (
    "SELECT id FROM person UNION SELECT id FROM directory_group WHERE NOT deleted "
    "UNION SELECT id FROM service_principal"
)


def put_away(db: sqlite3.Connection, kind: str, *, object_id: str, at: str, shown: Json) -> None:
    """Delete the object with everything that goes with it, so that it can be restored."""
    kept: list[tuple[str, list[str], list[list[Any]]]] = []
    for table, column, columns in _ROWS[kind]:
        names = list(columns) or _columns(db, table)
        rows = db.execute(
            f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ? ORDER BY rowid"
            if table != "owned_device"
            else f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ?",
            (object_id,),
        ).fetchall()
        kept.append((table, names, [list(row) for row in rows]))
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (object_id,))
    if kind == "group":
        db.execute("UPDATE directory_group SET deleted = 1 WHERE id = ?", (object_id,))
    document = {**shown, "deletedDateTime": at}
    db.execute(
        "INSERT OR REPLACE INTO deleted_item (id, kind, at, document, kept) VALUES (?, ?, ?, ?, ?)",
        (object_id, kind, at, json.dumps(document), json.dumps(kept)),
    )


def read_deleted(db: sqlite3.Connection, object_id: str) -> tuple[str, Json] | None:
    """The kind of a deleted object, and the object as it was shown."""
    row = db.execute("SELECT kind, document FROM deleted_item WHERE id = ?", (object_id.lower(),)).fetchone()
    return None if row is None else (row[0], json.loads(row[1]))


def every_deleted(db: sqlite3.Connection, kind: str) -> list[Json]:
    rows = db.execute("SELECT document FROM deleted_item WHERE kind = ? ORDER BY position", (kind,))
    return [json.loads(row[0]) for row in rows]


def bring_home(db: sqlite3.Connection, kind: str, *, object_id: str) -> None:
    """Restore it with what went with it, as far as the other side is still there.

    Raises sqlite3.IntegrityError when somebody took the user's name meanwhile.
    """
    kept = json.loads(db.execute("SELECT kept FROM deleted_item WHERE id = ?", (object_id,)).fetchone()[0])
    if kind == "group":
        db.execute("UPDATE directory_group SET deleted = 0 WHERE id = ?", (object_id,))
    # The object first, then its relations.
    for table, names, rows in reversed(kept):
        columns = [name for name in names if name != "position"]
        values = [
            [value for name, value in zip(names, row, strict=True) if name != "position"] for row in rows
        ]
        verb = "INSERT" if table == "person" else "INSERT OR IGNORE"
        marks = ", ".join("?" for _ in columns)
        db.executemany(f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
    for table, other in (("membership", "member_id"), ("ownership", "owner_id")):
        for column in ("group_id", other):
            db.execute(
                f"DELETE FROM {table} WHERE ? IN (group_id, {other}) AND {column} NOT IN ({_THERE})",
                (object_id,),
            )
    db.execute("DELETE FROM deleted_item WHERE id = ?", (object_id,))


def forget(db: sqlite3.Connection, object_id: str) -> None:
    """Delete it for good."""
    db.execute("DELETE FROM deleted_item WHERE id = ?", (object_id,))


def forget_before(db: sqlite3.Connection, at: str) -> None:
    db.execute("DELETE FROM deleted_item WHERE at < ?", (at,))


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
