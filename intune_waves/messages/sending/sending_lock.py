"""One sending at a time: a lock beside the ledger that the system itself gives back when its run ends."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intune_waves.campaign.errors import Complaint
from intune_waves.messages.sending.ledger import LedgerError


@contextmanager
def sending_lock(ledger: Path) -> Iterator[None]:
    """Hold the lock of this ledger. Raises LedgerError, at once, while another run holds it.

    A run that is killed holds nothing any more, so a lock never has to be taken away by hand.
    """
    path = ledger.with_name(f"{ledger.name}.lock")
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        # SQLite's own lock on a file is the one that works the same on every system.
        held = sqlite3.connect(path, isolation_level=None, timeout=0)
    except (OSError, sqlite3.Error) as cannot:
        raise _error(
            path, f"cannot be opened: {cannot}", "name a ledger in a folder that can be written"
        ) from None
    try:
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            what = "another run is sending by this ledger"
            raise _error(ledger, what, "wait until it has ended") from None
        yield
    finally:
        held.close()


def _error(path: Path, what: str, next_step: str) -> LedgerError:
    return LedgerError(str(Complaint(rule="ledger", path=str(path), what=what, next_step=next_step)))
