"""The folder of a tenant: one file each for its data, certificates, log and status; mode 0700, files 0600."""

import errno
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any


class TenantError(Exception):
    """Something that a person can put right; the message is one line and says how."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@dataclass(frozen=True)
class Home:
    """The paths of one tenant."""

    folder: Path

    @property
    def database(self) -> Path:
        return self.folder / "tenant.sqlite"

    @property
    def ca_file(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def ca_key_file(self) -> Path:
        return self.folder / "ca-key.pem"

    @property
    def certificate_file(self) -> Path:
        return self.folder / "server.pem"

    @property
    def control_token_file(self) -> Path:
        """What the controls ask for: whoever may read the owner's files may use them."""
        return self.folder / "control-token"

    @property
    def status_file(self) -> Path:
        return self.folder / "status.json"

    @property
    def log_file(self) -> Path:
        return self.folder / "tenant.log"

    @property
    def lock_file(self) -> Path:
        return self.folder / "tenant.lock"

    def prepare(self) -> None:
        """Make the folder, readable for its owner alone.

        Raises TenantError when it cannot be made or written.
        """
        with said_plainly(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
            with TemporaryFile(dir=self.folder, prefix=".write-probe-") as probe:
                probe.write(b"x")

    def control_token(self) -> str:
        """The token of the controls; empty where no tenant was ever served here. Raises OSError."""
        try:
            return self.control_token_file.read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def ensure_control_token(self) -> str:
        """The token of the controls, made where there is none yet.

        Raises TenantError where it cannot be written.
        """
        with said_plainly(self.folder):
            token = self.control_token() or secrets.token_urlsafe(32)
            # Written anew each time: a copied or restored home may have made it readable for others.
            written = self.control_token_file.with_suffix(".new")
            write_private(written, token + "\n")
            os.replace(written, self.control_token_file)
        return token

    def read_status(self) -> dict[str, Any]:
        """What the last start wrote; empty when there is none or it cannot be read."""
        try:
            found = json.loads(self.status_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write_status(self, status: dict[str, Any]) -> None:
        """Write the status file whole or not at all."""
        with said_plainly(self.folder):
            write_private(self.status_file.with_suffix(".new"), json.dumps(status, indent=2) + "\n")
            os.replace(self.status_file.with_suffix(".new"), self.status_file)


def write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


@contextmanager
def said_plainly(folder: Path) -> Iterator[None]:
    """Turn what the file system refuses into one line for a person."""
    try:
        yield
    except OSError as error:
        raise TenantError(_sentence(folder, error)) from error


def disk_full(folder: Path) -> str:
    return f"{folder}: the disk is full; free space or name another folder with --home [tenant-disk-full]"


def _sentence(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full(folder)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{folder}: cannot be written; name a folder of yours with --home [tenant-home-unwritable]"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{folder}: is a file, not a folder; name another one with --home [tenant-home-unwritable]"
    return f"{folder}: {error.strerror or error} [tenant-home-unwritable]"
