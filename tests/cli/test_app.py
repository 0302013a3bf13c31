"""The command line as people meet it: help, wrong calls, exit codes, and never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer
import typer.core

from intune_waves.cli.app import app
from intune_waves.stack.home import PROJECT
from tools.installation.verbs import VERBS


def _type(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "intune_waves.cli", *words],
        cwd=PROJECT,
        env={"PATH": "", "INTUNE_WAVES_HOME": str(home), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_overview_before_set_up_lists_exactly_the_verbs_that_there_are() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    assert set(group.commands) == set(VERBS)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_of_the_overview_explains_itself(verb: str, tmp_path: Path) -> None:
    done = _type(verb, "--help", home=tmp_path)
    assert done.returncode == 0
    assert f"./migrate {verb}" in done.stdout


@pytest.mark.parametrize("period", ["-1", "2.5", "two", "1e3", "٣", ""])
def test_what_is_no_period_is_refused_in_one_line(period: str, tmp_path: Path) -> None:
    done = _type("preview", f"--period={period}", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    expected = "write a whole number from 0 (before the campaign) to 9999 [period]"
    assert done.stderr == f"period: {period!r} is no period; {expected}\n"


def test_without_a_running_tenant_every_engine_verb_says_how_to_start_it(tmp_path: Path) -> None:
    for verb in ("preview", "up", "refresh", "destroy"):
        done = _type(verb, home=tmp_path)
        assert done.stderr == "the simulated tenant is not running\n  next: ./migrate tenant start\n"
        assert done.returncode == 3


def test_a_stack_that_does_not_exist_is_named(tmp_path: Path) -> None:
    done = _type("preview", "--stack", "nowhere", home=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("Pulumi.nowhere.yaml: there is no such file")


def test_a_home_that_cannot_be_made_is_said_in_one_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = _type("tenant", "start", home=tmp_path / "file" / "home")
    assert done.returncode == 1
    assert done.stderr == (
        f"{tmp_path}/file/home: the folder cannot be made: Not a directory\n"
        "  next: name one that can be written in INTUNE_WAVES_HOME\n"
    )


def test_a_tenant_of_another_size_is_started_by_name(tmp_path: Path) -> None:
    assert _type("tenant", "start", "--people", "60", home=tmp_path).returncode == 0
    try:
        assert ": 60 people, " in _type("tenant", "status", home=tmp_path).stdout
        done = _type("tenant", "start", "--people", "61", home=tmp_path)
        assert "[tenant-already-running]" in done.stderr
    finally:
        assert _type("tenant", "stop", home=tmp_path).returncode == 0
