"""`./migrate doctor`: what it says, asks and mends, and by which exit code."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from intune_waves.cli import doctor as doctoring
from intune_waves.cli.app import app
from tests.stack.test_diagnosis import GONE, lock

FILE = 'config:\n  intune-waves:period: "0"\n'


@pytest.fixture(autouse=True)
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file backend of a stack on a real tenant, whose state was cut off, and no engine."""
    monkeypatch.setattr(doctoring, "PROJECT", tmp_path)
    monkeypatch.setattr("intune_waves.stack.diagnosis.left_files", lambda: iter(()))
    monkeypatch.setenv("PULUMI_BACKEND_URL", tmp_path.as_uri())
    (tmp_path / "Pulumi.dev.yaml").write_text(FILE)
    folder = tmp_path / ".pulumi" / "stacks" / "intune-waves"
    folder.mkdir(parents=True)
    (folder / "dev.json").write_text("{")
    (folder / "dev.json.bak").write_text("{}")
    lock(tmp_path, GONE)
    return tmp_path


def doctor(*words: str) -> Any:
    return CliRunner().invoke(app, ["doctor", *words])


def test_it_lists_and_changes_nothing(backend: Path) -> None:
    done = doctor()
    assert done.exit_code == doctoring.DISORDERED
    assert "is locked by process" in done.stdout
    assert "the state is cut off" in done.stdout
    assert "not looked at: state and tenant, because the state is cut off" in done.stderr
    assert (backend / ".pulumi" / "stacks" / "intune-waves" / "dev.json").read_text() == "{"


def test_programs_are_told_by_words(backend: Path) -> None:
    said = json.loads(doctor("--json").stdout)
    assert sorted(each["disorder"] for each in said["findings"]) == ["locked", "state-cut-off"]
    assert all(each["repair"] for each in said["findings"])


def test_a_repair_that_nobody_can_be_asked_about_is_refused(backend: Path) -> None:
    done = doctor("--repair")
    assert (done.exit_code, "add --yes" in str(done.exception or "") + done.output) == (1, True)
    assert (backend / ".pulumi" / "stacks" / "intune-waves" / "dev.json").read_text() == "{"


def test_a_repair_releases_and_puts_back(backend: Path) -> None:
    doctor("--repair", "--yes")
    assert (backend / ".pulumi" / "stacks" / "intune-waves" / "dev.json").read_text() == "{}"
    assert not list((backend / ".pulumi" / "locks").rglob("*.json"))
