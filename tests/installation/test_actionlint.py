"""actionlint: built once for each content of its pins."""

import io
from pathlib import Path

import pytest

from tools.installation import actionlint
from tools.installation.actionlint import PART, ensure_actionlint
from tools.installation.go_build import Part
from tools.installation.progress import Progress
from tools.installation.workshop import Workshop

VERSIONS = '[pulumi]\nversion = "1.0.0"\n[language-host]\nversion = "1.0.0"\n[azuread]\nversion = "1.0.0"\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    (folder / PART.module).mkdir(parents=True)
    (folder / PART.module / "go.mod").write_text("module actionlint\n")
    (folder / PART.module / "go.sum").write_text("")
    (folder / "tools" / "engine").mkdir(parents=True)
    (folder / "tools" / "engine" / "versions.toml").write_text(
        f'{VERSIONS}upstream = "1.0.0"\n[go]\nminimum = "1.26"\n'
    )
    monkeypatch.setattr(actionlint, "find_go", lambda shop: Path("go"))
    return folder


def test_it_is_built_once_for_each_content_of_its_pins(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Part] = []

    def build(shop: Workshop, go: Path, part: Part) -> Path:
        built.append(part)
        made = shop.engine.fresh_work() / "actionlint"
        made.write_text("program")
        return made

    monkeypatch.setattr(actionlint, "build", build)
    environment = {"INTUNE_WAVES_CACHE": str(tmp_path / "cache")}
    progress = Progress(io.StringIO())
    first = ensure_actionlint(progress, project, environment=environment)
    assert first.read_text() == "program"
    assert ensure_actionlint(progress, project, environment=environment) == first
    assert built == [PART]

    first.write_text("something else")
    assert ensure_actionlint(progress, project, environment=environment).read_text() == "program"
    (project / PART.module / "go.sum").write_text("more\n")
    assert ensure_actionlint(progress, project, environment=environment) != first
    assert built == [PART] * 3
