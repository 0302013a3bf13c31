"""The state in a file backend, kept whole: room before a run, and the last whole state after a bad end.

The engine writes the whole state anew after each of its steps. A disk that is full in the middle of that can
leave a file that is empty or ends early.
"""

import gzip
import json
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

from intune_waves.stack.file_backend import PROJECT_NAME
from intune_waves.stack.refusal import RefusedError

_ROOM_STATES = 8
"""A run writes its state as that, as its backup, and twice into the history; and it grows by a wave."""
_ROOM_BYTES = 1 << 20
_GZIP = b"\x1f\x8b"
_NEXT_STEP = "free some disk space, then run the same command again"


def require_room(backend: Path, stack: str) -> None:
    """Raises RefusedError where the backend's disk has no room for what a run writes."""
    size = max((path.stat().st_size for path in _states(backend, stack)), default=0)
    free, needed = shutil.disk_usage(backend).free, _ROOM_BYTES + _ROOM_STATES * size
    if free < needed:
        raise RefusedError(
            f"{backend}: {free // 1024:,} KB are free, and a run may need {needed // 1024:,} KB [disk-room]",
            _NEXT_STEP,
        )


def keep_state(backend: Path, stack: str) -> None:
    """Keep a copy of the state, where it is whole. Raises RefusedError where it cannot be written."""
    for path in _states(backend, stack):
        content = path.read_bytes()
        if _is_whole(content):
            kept = _kept(backend, path.name)
            try:
                kept.parent.mkdir(mode=0o700, exist_ok=True)
                _put(kept, content)
            except OSError as cannot:
                raise RefusedError(f"{kept}: cannot be written: {cannot.strerror}", _NEXT_STEP) from None


def cut_off_states(backend: Path, stack: str) -> Iterator[Path]:
    """The stack's files that are empty or end early."""
    return (path for path in _states(backend, stack) if not _is_whole(path.read_bytes()))


def put_back_state(backend: Path, stack: str) -> str:
    """Put the last whole state in the place of one that is empty or cut off; answers a line about it, or
    nothing.

    Raises RefusedError where there is none, or where it cannot be written.
    """
    for path in cut_off_states(backend, stack):
        before = [path.with_name(f"{path.name}.bak"), _kept(backend, path.name)]
        whole = [each for each in before if each.is_file() and _is_whole(each.read_bytes())]
        if not whole:
            raise RefusedError(
                f"{path}: the state is cut off, and no whole one is kept",
                "put it back from a backup of yours; ./migrate stop works without it",
            )
        newest = max(whole, key=lambda each: each.stat().st_mtime_ns)
        try:
            _put(path, newest.read_bytes())
        except OSError as cannot:
            raise RefusedError(f"{path}: cannot be written: {cannot.strerror}", _NEXT_STEP) from None
        # The note beside it is of the file that was cut off.
        path.with_name(f"{path.name}.attrs").unlink(missing_ok=True)
        return f"the state was cut off: the last whole one is put back ({newest.name})"
    return ""


def _states(backend: Path, stack: str) -> Iterator[Path]:
    folder = backend / ".pulumi" / "stacks" / PROJECT_NAME
    return (path for name in (f"{stack}.json", f"{stack}.json.gz") if (path := folder / name).is_file())


def _kept(backend: Path, name: str) -> Path:
    return backend / "whole-states" / name


def _is_whole(content: bytes) -> bool:
    try:
        text = gzip.decompress(content) if content.startswith(_GZIP) else content
        return isinstance(json.loads(text), dict)
    except (ValueError, OSError, EOFError, zlib.error):
        return False


def _put(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.part")
    try:
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
