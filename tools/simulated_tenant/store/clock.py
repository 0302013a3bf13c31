"""The tenant's own clock: it stands still between the days that a control moves it by."""

import sqlite3
from datetime import datetime, timedelta

from tools.simulated_tenant.store.database import read_setting, write_setting


def read_clock(db: sqlite3.Connection) -> datetime:
    return datetime.fromisoformat(read_setting(db, "clock"))


def move_clock(db: sqlite3.Connection, by: timedelta) -> datetime:
    now = read_clock(db) + by
    write_setting(db, "clock", value=now.isoformat())
    return now
