"""The engine as kept for later: binaries whose hashes were written down, and checked before they are used."""

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tools.installation.content import sha256_of

_RECORD = "engine.json"
_WORK = "work-"


@dataclass(frozen=True, slots=True)
class Witness:
    """A file as it was put in place: source (download or build), hash, bytes, time of change in ns."""

    source: str
    sha256: str
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path, source: str) -> "Witness":
        """Look at a file. Raises OSError."""
        found = path.stat()
        return cls(source, sha256_of(path), found.st_size, found.st_mtime_ns)


class EngineFolder:
    """One engine in the user's cache: `bin`, a Pulumi home with the plugin, and the record of both.

    Nothing in the folder is believed without its line in the record, which is written after the file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own_bin = folder / "bin"
        self.home = folder / "pulumi-home"
        self.work = folder / f"{_WORK}{os.getpid()}"

    @property
    def lane(self) -> str | None:
        """How the CLI was had: path, download, build; None where no engine was finished."""
        lane = self._record().get("lane")
        return lane if isinstance(lane, str) else None

    @property
    def bin(self) -> Path:
        """The folder that holds `pulumi`: our own, or the one found on PATH."""
        named = self._record().get("bin")
        return Path(named) if isinstance(named, str) else self.own_bin

    def finish(self, lane: str, bin_folder: Path) -> None:
        """Declare the engine complete. Raises OSError."""
        self._write({**self._record(), "lane": lane, "bin": str(bin_folder)})

    def reopen(self) -> None:
        """Take the declaration back while parts are replaced; the files' own lines stay. Raises OSError."""
        record = self._record()
        if "lane" in record:
            self._write({"files": record.get("files", {})})

    def admit(self, made: Path, relative: str, *, source: str) -> None:
        """Move a finished file to its place and write down what it is. Raises OSError."""
        place = self.folder / relative
        place.parent.mkdir(parents=True, exist_ok=True)
        made.chmod(0o755)
        os.replace(made, place)
        self.witness(relative, source)

    def witness(self, relative: str, source: str) -> None:
        """Write down what a file is that another program put in its place. Raises OSError."""
        files = {**self._files(), relative: asdict(Witness.of(self.folder / relative, source))}
        self._write({**self._record(), "files": files})

    def holds(self, relative: str, source: str | None = None, *, thoroughly: bool = True) -> bool:
        """Whether a file is there, what it was, and from the source asked for.

        Unless `thoroughly`, a file of the same size and time of change is not read again.
        """
        path = self.folder / relative
        try:
            known = Witness(**self._files()[relative])
            found = path.stat()
            if found.st_size != known.size or source not in (None, known.source):
                return False
            if not thoroughly and found.st_mtime_ns == known.changed:
                return True
            return sha256_of(path) == known.sha256
        except (KeyError, TypeError, OSError):
            return False

    def broken(self, *, thoroughly: bool = True) -> list[str]:
        """The recorded files that are gone or not what they were."""
        return [name for name in self._files() if not self.holds(name, thoroughly=thoroughly)]

    def fresh_work(self) -> Path:
        """An empty folder for half-made things. Raises OSError."""
        self.clear_work()
        self.work.mkdir(parents=True)
        return self.work

    def clear_work(self) -> None:
        """Remove what any run left half-made, also one that was killed and whose compiler still writes."""
        for left in self.folder.glob(f"{_WORK}*"):
            shutil.rmtree(left, ignore_errors=True)

    def _files(self) -> dict[str, Any]:
        files = self._record().get("files")
        return files if isinstance(files, dict) else {}

    def _record(self) -> dict[str, Any]:
        try:
            record = json.loads((self.folder / _RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    def _write(self, record: dict[str, Any]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{_RECORD}.part"
        part.write_text(json.dumps(record, indent=1), encoding="utf-8")
        os.replace(part, self.folder / _RECORD)
