"""How set-up says that it cannot go on: one message, no traceback."""

import errno
from pathlib import Path


class SetupError(Exception):
    """An end of set-up that its user can do something about.

    `message` says where, what was found and what was expected; `next_step` what to do; `rule` is the
    permanent id of the message.
    """

    def __init__(self, message: str, next_step: str = "", *, rule: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step
        self.rule = rule
        self.exit_code = exit_code

    def __str__(self) -> str:
        first = f"{self.message} [{self.rule}]"
        return f"{first}\n  next: {self.next_step}" if self.next_step else first


CACHE_ADVICE = "or name another folder in INTUNE_WAVES_CACHE, and run ./migrate setup again"


def no_space(folder: Path, detail: str = "") -> SetupError:
    """The message for a disk that is full; what was half-written has been removed by then."""
    return SetupError(
        f"{folder}: no space left on the disk{detail}; nothing half-written was kept",
        f"free some space, {CACHE_ADVICE}",
        rule="setup-no-space",
    )


def of_disk(fault: OSError, folder: Path) -> SetupError:
    """The message for a file that could not be written."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return no_space(folder)
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return SetupError(
            f"{fault.filename or folder}: cannot be written ({fault.strerror})",
            f"make it writable, {CACHE_ADVICE}",
            rule="setup-not-writable",
        )
    return SetupError(
        f"{fault.filename or folder}: cannot be used ({fault.strerror or fault})",
        f"put it right, {CACHE_ADVICE}",
        rule="setup-file",
    )
