"""What a reset brings back without planting anew: the rows of the large tables as the seed made them.

Triggers put a row of the seed aside before it is changed or deleted; every row that came later has a higher
position. So a reset costs what happened since the seed, and not the number of people.
"""

import sqlite3

from tools.simulated_tenant.store.database import read_setting, write_setting

LARGE = ("person", "owned_device", "membership")
_KEY = {"person": "position", "owned_device": "id", "membership": "position"}
# Devices change by every step of the clock, in two columns that are zero in the seed: nothing is put aside.
_PUT_ASIDE = (
    ("person", "UPDATE"),
    ("person", "DELETE"),
    ("membership", "DELETE"),
    ("owned_device", "DELETE"),
)
_ENDS = "seed_ends"


def keep_seed(db: sqlite3.Connection) -> None:
    """Take the rows that are there now for the seed's."""
    for table in LARGE:
        db.execute(f"DROP TABLE IF EXISTS {table}_before")
        db.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table} WHERE 0")
        db.execute(f"CREATE UNIQUE INDEX {table}_before_key ON {table}_before ({_KEY[table]})")
    ends = {
        table: db.execute(f"SELECT coalesce(max(position), 0) FROM {table}").fetchone()[0]
        for table in ("person", "membership")
    }
    write_setting(db, _ENDS, value=ends)


def watch_seed(db: sqlite3.Connection) -> None:
    """Put aside from now on, on this connection; a database that was planted before this was known is not."""
    for table, event in _PUT_ASIDE:
        db.execute(f"DROP TRIGGER IF EXISTS temp.keep_{table}_{event}")
    ends = read_setting(db, _ENDS)
    if ends is None:
        return
    for table, event in _PUT_ASIDE:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        old = ", ".join(f"OLD.{column}" for column in columns)
        of_seed = f"OLD.position <= {int(ends[table])}" if table in ends else "1"
        db.execute(
            f"CREATE TEMP TRIGGER keep_{table}_{event} BEFORE {event} ON main.{table} WHEN {of_seed} "
            f"BEGIN INSERT OR IGNORE INTO {table}_before ({', '.join(columns)}) SELECT {old}; END"
        )


def bring_back(db: sqlite3.Connection) -> bool:
    """Make the large tables what the seed made them; False when nobody kept what that was."""
    ends = read_setting(db, _ENDS)
    if ends is None:
        return False
    for table, end in ends.items():
        db.execute(f"DELETE FROM {table} WHERE position > ?", (end,))
    for table in LARGE:
        # What took a deleted row's place, or its name, gives way.
        columns = ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({table}_before)"))
        db.execute(f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}_before")
        db.execute(f"DELETE FROM {table}_before")
    db.execute(
        "UPDATE owned_device SET invited_steps = 0, enrolled = 0, parted = 0 "
        "WHERE invited_steps OR enrolled OR parted"
    )
    return True
