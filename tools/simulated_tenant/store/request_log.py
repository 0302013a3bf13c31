"""The request log: what was asked and answered. Bodies and tokens are not kept."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

COLUMNS = ("id", "at", "method", "path", "status", "app", "request_id", "batch", "alarm")


# Many parameters: one for each column of a row.
def log_request(
    db: sqlite3.Connection,
    *,
    method: str,
    path: str,
    status: int,
    app: str,
    request_id: str,
    batch: str | None = None,
    alarm: str = "",
) -> None:
    """`batch` is the request id of the $batch around the call; `alarm` says what was dangerous."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    db.execute(
        "INSERT INTO request_log (at, method, path, status, app, request_id, batch, alarm) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (at, method, path, status, app, request_id, batch, alarm or None),
    )


def read_requests(db: sqlite3.Connection, since: int = 0) -> list[dict[str, Any]]:
    """The requests after the one with id `since`, oldest first."""
    rows = db.execute(f"SELECT {', '.join(COLUMNS)} FROM request_log WHERE id > ? ORDER BY id", (since,))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def forget_requests(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM request_log")
