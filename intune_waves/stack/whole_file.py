"""Text files that are there whole or not at all."""

import contextlib
import os
from pathlib import Path

from intune_waves.stack.refusal import RefusedError


def write_whole(path: Path, text: str, *, next_step: str) -> None:
    """Put the text in the file's place at once: a reader sees the old or the new, never half.

    A file that is there keeps its mode, and a link stays a link; a new one gets the mode of any new file.
    Raises RefusedError with `next_step` where the file cannot be written; then the old one is as it was.
    """
    place = path.resolve()
    beside = place.with_name(place.name + ".part")
    try:
        if place.exists() and not os.access(place, os.W_OK):
            raise PermissionError(None, "Permission denied")
        # What a killed run has left there may have another mode.
        beside.unlink(missing_ok=True)
        # Line ends are the text's own: what was read with another system's ends is written with them.
        with beside.open("x", encoding="utf-8", newline="") as part:
            if place.exists():
                beside.chmod(place.stat().st_mode & 0o7777)
            part.write(text)
            part.flush()
            # A file that is renamed before its text is on the disk can be empty after a power cut.
            os.fsync(part.fileno())
        beside.replace(place)
    except OSError as cannot:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise RefusedError(f"{path}: cannot be written: {cannot.strerror}", next_step) from None
