"""actionlint, which CI holds the workflows against: built from its pinned Go module and kept."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from tools.installation.content import sha256_of_text
from tools.installation.engine_folder import EngineFolder
from tools.installation.errors import of_disk
from tools.installation.go_build import Part, build
from tools.installation.go_toolchain import find_go
from tools.installation.lock import lock
from tools.installation.places import PROJECT, cache_folder, executable
from tools.installation.progress import Progress
from tools.installation.versions import Versions
from tools.installation.workshop import Workshop

PART = Part("actionlint", ".github/actionlint", "github.com/rhysd/actionlint/cmd/actionlint")


def ensure_actionlint(
    progress: Progress, project: Path = PROJECT, *, environment: Mapping[str, str] = os.environ
) -> Path:
    """The program; built once for each content of its go.mod and go.sum. Raises SetupError."""
    pins = [project / PART.module / name for name in ("go.mod", "go.sum")]
    key = hashlib.sha256("".join(map(sha256_of_text, pins)).encode()).hexdigest()[:16]
    kept = EngineFolder(cache_folder(environment) / "linters" / key)
    place = f"bin/{executable(PART.binary)}"
    with lock(kept.folder.with_suffix(".lock"), "the linter", progress=progress):
        if not kept.holds(place, "build"):
            shop = Workshop(project, kept, Versions.read(project), progress, environment)
            try:
                kept.admit(build(shop, find_go(shop), part=PART), place, source="build")
            except OSError as fault:
                raise of_disk(fault, kept.folder) from None
            finally:
                kept.clear_work()
    return kept.folder / place
