"""A lock between two set-ups at once. The system gives it up when its holder dies, however it dies.

Standard library only: it is held before any package is there. What runs after set-up takes `filelock`.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.installation.errors import of_disk
from tools.installation.progress import Progress

_LOOK_SECONDS = 0.5
_BEYOND_THE_TEXT = 1 << 20


@contextmanager
def lock(
    path: Path, what: str, *, progress: Progress, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Hold the lock file at `path`, after waiting for whoever holds it; a line says for whom.

    Raises SetupError where the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise of_disk(fault, path.parent) from None
    try:
        waited = False
        while not _taken(descriptor):
            if not waited:
                progress.begin(f"waiting for process {_holder(path)}, which sets up {what} too")
                waited = True
            progress.tick("")
            sleep(_LOOK_SECONDS)
        _sign(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            # Only Windows has it.
            import msvcrt

            # Windows keeps others from reading a locked range, and they must read the holder's number.
            os.lseek(descriptor, _BEYOND_THE_TEXT, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            # Windows does not have it.
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sign(descriptor: int, path: Path) -> None:
    try:
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, f"{os.getpid()}\n".encode())
    except OSError as fault:
        raise of_disk(fault, path.parent) from None


def _holder(path: Path) -> str:
    try:
        return path.read_text().strip() or "(unknown)"
    except OSError:
        return "(unknown)"
