"""Pulumi's file backend: the locks that its runs hold, and what a killed one leaves behind."""

import gzip
import json
import os
import socket
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

PROJECT_NAME = "intune-waves"

_BLANK_SECONDS = 10.0
"""A run writes its lock at once: one that stays blank was never written."""
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class RunLock:
    """One run's lock: the process that took it, on which machine, and when."""

    path: Path
    pid: int
    hostname: str
    since: str

    def alive(self) -> bool:
        """Whether its process may still run; what cannot be told counts as alive."""
        if self._stays_blank():
            return False
        if self.hostname != socket.gethostname() or os.name != "posix":
            return True
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return not _is_zombie(self.pid)

    def _stays_blank(self) -> bool:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return True
        return found.st_size == 0 and time.time() - found.st_mtime > _BLANK_SECONDS

    def release(self) -> None:
        """Remove the lock and what the backend noted beside it; fine when they are gone already."""
        self.path.unlink(missing_ok=True)
        self.path.with_name(f"{self.path.name}.attrs").unlink(missing_ok=True)


def _is_zombie(pid: int) -> bool:
    """Whether the process has ended and only waits for its parent to notice (Linux's /proc tells)."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    except OSError:
        return False
    return after_name.split()[0] in {"Z", "X"}


def locks_of(backend: Path, stack: str) -> Iterator[RunLock]:
    """The locks of a stack in a file backend. One that cannot be read counts as alive."""
    folder = backend / ".pulumi" / "locks" / "organization" / PROJECT_NAME / stack
    for path in sorted(folder.glob("*.json")):
        try:
            row = json.loads(path.read_text())
            yield RunLock(path, int(row["pid"]), str(row["hostname"]), str(row["timestamp"])[:19])
        except FileNotFoundError:
            continue
        except (ValueError, KeyError, TypeError):
            yield RunLock(path, 0, "", "an unknown time")


def checkpoints_of(backend: Path, stack: str) -> Iterator[str]:
    """The text of the stack's state in a file backend, then of the one before it; what cannot be read is
    left out.
    """
    folder = backend / ".pulumi" / "stacks" / PROJECT_NAME
    for name in (f"{stack}.json", f"{stack}.json.gz", f"{stack}.json.bak", f"{stack}.json.gz.bak"):
        try:
            found = (folder / name).read_bytes()
            packed = found.startswith(_GZIP)
            yield (gzip.decompress(found) if packed else found).decode(errors="replace")
        except (OSError, EOFError, zlib.error):
            continue


def backend_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder of the file backend that the environment names; None where it names another kind."""
    url = environment.get("PULUMI_BACKEND_URL", "")
    return Path(unquote(urlsplit(url).path)).expanduser() if url.startswith("file://") else None


def drop_blank_notes(backend: Path) -> None:
    """Remove notes that a killed run left empty beside its files. The backend does without them, but fails on
    an empty one ("failed to load checkpoint: EOF"); a run that is alive writes its own again.
    """
    for note in (backend / ".pulumi" / "stacks").glob("*/*.attrs"):
        try:
            if note.stat().st_size == 0:
                note.unlink()
        except FileNotFoundError:
            continue
