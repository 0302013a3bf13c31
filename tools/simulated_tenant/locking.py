"""The lock that a serving tenant holds on its home: the operating system lets go of it even after kill -9."""

import os
import sys
import time
from pathlib import Path
from typing import IO


class HomeLock:
    """Held by `serve` for its lifetime. Not a pid file: a pid may belong to somebody else tomorrow."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file: IO[bytes] | None = None

    def take(self, patience: float = 0.0) -> bool:
        """Take the lock, trying for `patience` seconds; False when somebody else holds it."""
        deadline = time.monotonic() + patience
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        self.file = os.fdopen(descriptor, "r+b")
        while not _lock(self.file):
            if time.monotonic() >= deadline:
                self.release()
                return False
            time.sleep(0.05)
        return True

    def release(self) -> None:
        if self.file is not None:
            self.file.close()
            self.file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
