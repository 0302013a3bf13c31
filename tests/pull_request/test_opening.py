"""A pull request is opened by the GitHub CLI, or the reader is told how to go on without it."""

import os
import subprocess
from pathlib import Path

import pytest

from intune_waves.pull_request.checkout import Checkout
from intune_waves.pull_request.opening import open_pull_request
from intune_waves.pull_request.period_commit import PeriodCommit
from intune_waves.stack.refusal import RefusedError

STEP = PeriodCommit(3, 4)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A branch for period 4, and a remote that has not got it yet."""
    remote, work = tmp_path / "remote", tmp_path / "work"
    git("init", "-q", "--bare", str(remote))
    git("init", "-q", "-b", "period-4", str(work))
    git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x", folder=work)
    git("remote", "add", "origin", str(remote), folder=work)
    return Checkout.at(work)


def git(*words: str, folder: Path | None = None) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True)


def put_gh(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> Path:
    """A `gh` that keeps its words, one a line, and ends with `code`."""
    programs = folder / "bin"
    programs.mkdir()
    said = folder / "said"
    gh = programs / "gh"
    gh.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > '{said}'\nexit {code}\n")
    gh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return said


@pytest.mark.skipif(os.name != "posix", reason="the GitHub CLI is played by a shell script")
def test_the_branch_is_pushed_and_its_pull_request_opened(
    tmp_path: Path, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = put_gh(tmp_path, monkeypatch, 0)
    open_pull_request(checkout, STEP, summary="50 people are enforced.")
    assert said.read_text().splitlines() == [
        *("pr", "create", "--head", "period-4", "--title", "Advance to period 4"),
        *("--body", "50 people are enforced."),
    ]
    assert checkout.has_branch("period-4") == "here"
    assert checkout.git("ls-remote", "--heads", "origin", "period-4")


@pytest.mark.skipif(os.name != "posix", reason="the GitHub CLI is played by a shell script")
def test_one_that_is_not_opened_says_what_is_done_already(
    tmp_path: Path, checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_gh(tmp_path, monkeypatch, 1)
    with pytest.raises(RefusedError, match="did not open the pull request; the branch is pushed") as refused:
        open_pull_request(checkout, STEP, summary="")
    assert refused.value.exit_code == 3


def test_without_the_github_cli_the_way_by_hand_is_told(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RefusedError) as refused:
        open_pull_request(checkout, STEP, summary="")
    assert str(refused.value) == (
        "the GitHub CLI (gh) is not installed; the commit is made\n"
        "  next: git push --set-upstream origin period-4, then open the pull request by hand"
    )
