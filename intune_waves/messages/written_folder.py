"""A folder of files that we write, and write again: nothing else in it is touched."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

RECORD = "written.json"
"""Which files of the folder are ours, and the SHA-256 of what was written last."""
_NAME = re.compile(r"\.gitattributes|[a-z0-9-]{1,80}/[a-z0-9-]{1,80}\.(txt|html|csv|ics)", re.ASCII)


class ForeignFileError(Exception):
    """A file that would be written exists and is not ours; `file` is its path."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the files, by their paths in the folder."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Files that no longer belong but were changed by somebody else, so they were left alone."""


def write(folder: Path, files: Mapping[str, bytes], *, belongs: Callable[[str], bool]) -> Written:
    """Write `files` into the folder, and remove those of ours that do not belong any more.

    Raises ForeignFileError before anything is written, and OSError.
    """
    ours = _ours(folder)
    now = {name: _digest_of_file(folder / name) for name in {*files, *ours}}
    wanted = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name in sorted(files):
        foreign = now[name] is not None and name not in ours and now[name] != wanted[name]
        if foreign or not (folder / name).parent.resolve().is_relative_to(folder.resolve()):
            raise ForeignFileError(folder / name)
    obsolete = sorted(name for name in ours if name not in files and not belongs(name))
    kept = tuple(name for name in obsolete if now[name] not in (None, ours[name]))
    removed = tuple(name for name in obsolete if now[name] == ours[name])
    changed = sorted(name for name in files if now[name] != wanted[name])
    if not files and not ours:
        return Written()
    # Ours before they are there: so a run that is stopped in between can be run again.
    left = {name: digest for name, digest in ours.items() if name not in obsolete}
    _record(folder, {**ours, **wanted})
    for name in changed:
        _put(folder / name, files[name])
    for name in removed:
        (folder / name).unlink()
        with suppress(OSError):
            (folder / name).parent.rmdir()
    _record(folder, {**left, **wanted})
    return Written(
        new=tuple(name for name in changed if now[name] is None),
        changed=tuple(name for name in changed if now[name] is not None),
        unchanged=tuple(sorted(name for name in files if now[name] == wanted[name])),
        removed=removed,
        kept=kept,
    )


def _ours(folder: Path) -> dict[str, str]:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        found = dict(record["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    inside = folder.resolve()
    return {
        name: str(digest)
        for name, digest in found.items()
        if _NAME.fullmatch(name) and (folder / name).parent.resolve().is_relative_to(inside)
    }


def _digest_of_file(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _record(folder: Path, files: Mapping[str, str]) -> None:
    text = json.dumps({"files": dict(sorted(files.items()))}, indent=2) + "\n"
    if not (folder / RECORD).is_file() or (folder / RECORD).read_bytes() != text.encode():
        _put(folder / RECORD, text.encode())


def _put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.half")
    half.write_bytes(content)
    os.replace(half, file)
