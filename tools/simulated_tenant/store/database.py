"""The tenant's SQLite file: write-ahead log, one connection, one transaction per request."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("schema.sql")
# Columns that tables of an older home lack.
_LATER = (
    ("owned_device", "kind", "TEXT NOT NULL DEFAULT 'used'"),
    ("owned_device", "parted", "INTEGER NOT NULL DEFAULT 0"),
    ("owned_device_before", "kind", "TEXT NOT NULL DEFAULT 'used'"),
    ("owned_device_before", "parted", "INTEGER NOT NULL DEFAULT 0"),
    ("person", "more", "TEXT NOT NULL DEFAULT '{}'"),
    ("person_before", "more", "TEXT NOT NULL DEFAULT '{}'"),
)


def open_database(path: Path | str) -> sqlite3.Connection:
    """Open the file and make the tables that are missing.

    Raises sqlite3.Error when the file cannot be written.
    """
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    # A tenant that loses its last second in a power cut is still a good tenant.
    db.execute("PRAGMA synchronous=NORMAL")
    db.create_function("REGEXP", 2, _matches, deterministic=True)
    for table, column, declared in _LATER:
        _add_column(db, table, column=column, declared=declared)
    db.executescript(SCHEMA.read_text(encoding="utf-8"))
    return db


def _add_column(db: sqlite3.Connection, table: str, *, column: str, declared: str) -> None:
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    if columns and column not in columns:
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column} {declared}")


def hold_in_memory(db: sqlite3.Connection) -> None:
    """Keep temporary tables in memory; planting sorts too much for that. Forgets the temporary tables."""
    db.execute("PRAGMA temp_store=MEMORY")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Commit at the end, roll back when anything is raised."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def read_setting(db: sqlite3.Connection, key: str, *, default: Any = None) -> Any:
    row = db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return default if row is None else json.loads(row[0])


def write_setting(db: sqlite3.Connection, key: str, *, value: Any) -> None:
    db.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = "
        "excluded.value",
        (key, json.dumps(value)),
    )


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _matches(pattern: str, value: str | None) -> bool:
    return value is not None and _pattern(pattern).search(value) is not None
