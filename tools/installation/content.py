"""Content hashes: of a file, and of what an engine is built from."""

import hashlib
import platform
import sys
from pathlib import Path

_SOURCES = ("versions.toml", "*/go.mod", "*/go.sum", "*/*.go")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_of_text(path: Path) -> str:
    """The same for a text file, whatever line ends Git gave it. Raises OSError."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def engine_key(project: Path) -> str:
    """Names the engine that a checkout asks for: its sources and this machine's kind. 16 hex digits."""
    engine = project / "tools" / "engine"
    digest = hashlib.sha256(f"{sys.platform} {platform.machine().lower()}\n".encode())
    for path in sorted(found for pattern in _SOURCES for found in engine.glob(pattern)):
        digest.update(f"{path.relative_to(engine).as_posix()} {sha256_of_text(path)}\n".encode())
    return digest.hexdigest()[:16]
