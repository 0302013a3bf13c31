"""The command itself, as it lies in the checkout."""

import runpy
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from tools.installation.places import PROJECT
from tools.installation.verbs import overview

_Version = namedtuple("_Version", "major minor")


def test_it_answers_from_another_folder_and_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(PROJECT / "migrate")
    for command in (PROJECT / "migrate", tmp_path / "link"):
        said = subprocess.run(
            [sys.executable, command, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert said.stdout == overview()


def test_help_imports_no_package() -> None:
    script = (
        "import runpy, sys; sys.argv[1:] = ['--help']\n"
        f"try: runpy.run_path({str(PROJECT / 'migrate')!r}, run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'typer', 'rich', 'pulumi', 'msgraph'}))"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert said.stdout == f"{overview()}[]\n"


def test_an_old_python_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", _Version(3, 9))
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(PROJECT / "migrate"))
    assert ended.value.code == (
        "migrate: this is Python 3.9, and 3.11 or newer is needed: "
        "install it, then run the same command again"
    )


def test_an_old_python_hands_over_to_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []

    def become(_program: str, words: list[str]) -> None:
        became.append(words)
        raise SystemExit(0)

    monkeypatch.setattr(sys, "version_info", _Version(3, 9))
    monkeypatch.setattr(sys, "argv", ["migrate", "up"])
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name == "python3.12" else None)
    monkeypatch.setattr("os.execv", become)
    with pytest.raises(SystemExit):
        runpy.run_path(str(PROJECT / "migrate"))
    assert became == [["/bin/python3.12", str(PROJECT / "migrate"), "up"]]


def test_windows_has_its_own_starter() -> None:
    lines = (PROJECT / "migrate.cmd").read_bytes().split(b"\r\n")
    assert b'(py -3 "%~dp0migrate" %*) else (python "%~dp0migrate" %*)' in lines[3]
    assert lines[4:] == [b"exit /b %errorlevel%", b""]
