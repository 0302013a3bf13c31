"""The checkout's `.venv`: made, filled from hashed requirements, and recognised when it is not whole."""

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.installation import child
from tools.installation.errors import SetupError, no_space, of_disk
from tools.installation.progress import Progress
from tools.installation.venv_state import (
    DEVELOPMENT,
    RUNTIME,
    STAMP,
    VENV,
    lacks,
    packages,
    pins,
    python_of,
    site_packages,
)

# Each of these sends packages, or the search for them, somewhere else than this venv.
_MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PYTHONHOME", "PYTHONPATH")
_RETRY = "see what it says above, then run ./migrate setup again"


class VirtualEnvironment:
    """The virtual environment of one checkout."""

    def __init__(self, project: Path, environment: Mapping[str, str] = os.environ) -> None:
        self.project = project
        self.folder = project / VENV
        self.python = Path(python_of(str(project)))
        self._environment = {name: text for name, text in environment.items() if name not in _MISLEADING}

    def lacks(self, *, development: bool = False) -> str | None:
        """Why the venv cannot be used as it is, or None. Reads a few files, starts nothing."""
        return lacks(str(self.project), development=development)

    def ensure(self, progress: Progress, *, development: bool = False) -> bool:
        """Make the venv usable; answers whether there was anything to do. Raises SetupError."""
        reason = self.lacks(development=development)
        if reason is None:
            return False
        try:
            if self.lacks() is None:
                self._install(DEVELOPMENT, progress)
            else:
                progress.say(f"{VENV} {reason}: making it")
                self._make(progress)
                self._install(RUNTIME, progress)
                if development:
                    self._install(DEVELOPMENT, progress)
            self._compile(progress)
            self._write_stamp(development=development)
        except OSError as fault:
            raise of_disk(fault, self.folder) from None
        return True

    def _make(self, progress: Progress) -> None:
        if self.folder.is_symlink():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(self.folder)
        progress.begin(f"making {VENV}")
        made = child.run(
            [sys.executable, "-m", "venv", self.folder],
            environment=self._environment,
            on_wait=lambda: progress.tick(""),
        )
        if made.code:
            if "ensurepip" in made.text:
                raise SetupError(
                    f"{VENV}: {sys.executable} cannot make virtual environments: its ensurepip is missing",
                    "install it (Debian, Ubuntu: the package python3-venv), then run ./migrate setup again",
                    rule="setup-venv",
                )
            raise self._failed(
                progress, made, what="the virtual environment could not be made", rule="setup-venv"
            )
        progress.end(f"made {VENV}")

    def _install(self, requirements: str, progress: Progress) -> None:
        """Install every pinned package; the stamp goes first, so that half a set of them is no set."""
        (self.folder / STAMP).unlink(missing_ok=True)
        wanted = sum("==" in line for line in (self.project / requirements).read_text().splitlines())
        seen = 0
        doing = "fetching"

        def count(line: str) -> None:
            nonlocal seen, doing
            seen += line.startswith(("Collecting ", "Requirement already"))
            doing = "unpacking" if line.startswith("Installing collected") else doing

        progress.begin(f"installing {requirements}")
        command: list[str | Path] = [
            self.python,
            "-m",
            "pip",
            "install",
            "--require-hashes",
            "--no-deps",
            "--no-compile",
        ]
        installed = child.run(
            [*command, "--no-input", "--progress-bar", "off", "-r", self.project / requirements],
            environment={**self._environment, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            on_line=count,
            on_wait=lambda: progress.tick(f"{doing} {min(seen, wanted)} of at most {wanted} packages"),
        )
        if installed.code:
            raise self._failed(
                progress, installed, what=f"{requirements} could not be installed", rule="setup-packages"
            )
        progress.end(f"installed {seen} packages of {requirements}")

    def _compile(self, progress: Progress) -> None:
        """Compile what was installed and the project itself, on all processors; pip would do it on one.

        Not the SDK's 16,000 generated classes: few are ever imported, and Python compiles those by itself.
        Where compiling fails the packages work all the same, only slower.
        """
        progress.begin("compiling the packages")
        environment = {
            name: text for name, text in self._environment.items() if name != "PYTHONDONTWRITEBYTECODE"
        }
        folder = site_packages(str(self.folder)) or self.folder
        own = sorted(each.parent for each in self.project.glob("*/__init__.py"))
        child.run(
            [self.python, "-m", "compileall", "-q", "-j", "0", "-x", r"msgraph.generated", folder, *own],
            environment=environment,
            on_wait=lambda: progress.tick(""),
        )
        progress.end("compiled the packages")

    def _failed(self, progress: Progress, child_end: child.Finished, *, what: str, rule: str) -> SetupError:
        if "No space left" in child_end.text or "not enough space" in child_end.text:
            return no_space(self.folder)
        for line in child_end.lines[-8:]:
            progress.say(f"  | {line}")
        return SetupError(f"{VENV}: {what} (exit code {child_end.code})", _RETRY, rule=rule)

    def _write_stamp(self, *, development: bool) -> None:
        project, venv = str(self.project), str(self.folder)
        stamp = {
            "checkout": project,
            "runtime": pins(project, RUNTIME),
            "development": pins(project, DEVELOPMENT) if development else None,
            "packages": packages(venv),
        }
        # With this the checkout's own packages are found from every working directory.
        path_file = Path(site_packages(venv) or venv) / "intune-waves.pth"
        path_file.write_text(f"{project}\n", encoding="utf-8")
        part = self.folder / f"{STAMP}.part"
        part.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
        os.replace(part, self.folder / STAMP)
