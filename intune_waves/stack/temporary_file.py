"""Temporary files of runs: private, and removed by the next run where their own was killed."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_LEFT = re.compile(r"intune-waves-(\d+)-.*")


def temporary_prefix() -> str:
    """What the names of this process's temporary files begin with."""
    return f"intune-waves-{os.getpid()}-"


def left_files(folder: Path | None = None) -> Iterator[Path]:
    """This user's temporary files whose process is gone; what cannot be told is left out."""
    if os.name != "posix":
        return
    for path in (folder or Path(tempfile.gettempdir())).glob("intune-waves-*"):
        named = _LEFT.fullmatch(path.name)
        try:
            if named and path.lstat().st_uid == os.getuid() and _is_gone(int(named[1])):
                yield path
        except OSError:
            continue


def remove_left_files(folder: Path | None = None) -> None:
    """Remove this user's temporary files whose process is gone; what cannot be told or removed stays."""
    for path in left_files(folder):
        try:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        except OSError:
            continue


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False
