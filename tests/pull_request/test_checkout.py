"""The Git checkout: what is read of it, and commits that leave the work tree alone."""

import subprocess
from pathlib import Path

import pytest

from intune_waves.pull_request.checkout import Checkout
from intune_waves.stack.refusal import RefusedError


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=Adatum", "-c", "user.email=it@adatum.com"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone of a bare repository with one commit on main."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Adatum")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "it@adatum.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "hub.git")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "hub.git"), "work")
    folder = tmp_path / "work"
    git(folder, "switch", "--quiet", "-c", "main")
    (folder / "Pulumi.dev.yaml").write_text('config:\n  intune-waves:period: "1"\n')
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Begin")
    git(folder, "push", "--quiet", "--set-upstream", "origin", "main")
    return folder


def test_a_commit_makes_a_branch_and_leaves_the_work_tree_alone(work: Path) -> None:
    checkout = Checkout.at(work)
    before = checkout.git("rev-parse", "HEAD")
    files: dict[str, bytes | None] = {"Pulumi.dev.yaml": None, "messages/a b.txt": b"hello\n"}
    commit = checkout.commit("period-2", files, message="Advance to period 2\n\nwhy\n")
    assert git(work, "show", "--stat=80", "--format=%s|%b|%an", commit).splitlines()[0] == (
        "Advance to period 2|why"
    )
    assert git(work, "ls-tree", "-r", "--name-only", "period-2") == "messages/a b.txt"
    assert git(work, "status", "--porcelain") == ""
    assert git(work, "rev-parse", "HEAD") == before
    assert git(work, "rev-parse", "period-2^") == before


def test_a_second_commit_to_the_same_branch_is_refused(work: Path) -> None:
    checkout = Checkout.at(work)
    first = checkout.commit("period-2", {"a": b"1"}, message="One")
    with pytest.raises(RefusedError, match=r"git branch failed: .*period-2.* already exists"):
        checkout.commit("period-2", {"a": b"2"}, message="Two")
    assert git(work, "rev-parse", "period-2") == first


def test_a_project_in_a_subfolder_commits_below_it(work: Path) -> None:
    (work / "intune").mkdir()
    (work / "intune" / "Pulumi.dev.yaml").write_text("config: {}\n")
    git(work, "add", ".")
    git(work, "commit", "--quiet", "-m", "Move")
    checkout = Checkout.at(work / "intune")
    assert checkout.text_at("HEAD", "Pulumi.dev.yaml") == "config: {}\n"
    checkout.commit("period-2", {"Pulumi.dev.yaml": b"config: {a: 1}\n"}, message="Advance")
    assert git(work, "show", "period-2:intune/Pulumi.dev.yaml") == "config: {a: 1}"


def test_changes_are_refused_by_name(work: Path) -> None:
    (work / "Pulumi.dev.yaml").write_text("")
    for number in range(6):
        (work / f"new{number}").write_text("")
    with pytest.raises(RefusedError) as refused:
        Checkout.at(work).refuse_changes()
    assert str(refused.value) == (
        "the work tree has changes that are not committed: Pulumi.dev.yaml, new0, new1, new2, new3 and 2 "
        "more [clean-tree]\n  next: commit them, or git stash --include-untracked"
    )


def test_a_folder_in_no_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refused:
        Checkout.at(tmp_path)
    assert refused.value.message == f"{tmp_path}: is in no Git checkout"


def test_no_branch_is_refused(work: Path) -> None:
    git(work, "switch", "--quiet", "--detach")
    with pytest.raises(RefusedError, match="no branch is checked out"):
        Checkout.at(work).branch()


def test_a_missing_git_is_one_message(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RefusedError) as refused:
        Checkout.at(work)
    assert (refused.value.message, refused.value.exit_code) == ("git is not installed", 3)


def test_the_upstream_is_fetched_before_it_is_named(work: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", str(tmp_path / "hub.git"), "other")
    (tmp_path / "other" / "news").write_text("")
    git(tmp_path / "other", "add", ".")
    git(tmp_path / "other", "commit", "--quiet", "-m", "News")
    git(tmp_path / "other", "push", "--quiet")
    checkout = Checkout.at(work)
    assert checkout.upstream("main") == "origin/main"
    assert checkout.git("rev-list", "--count", "HEAD..origin/main") == "1"


def test_a_remote_that_cannot_be_asked_is_not_taken_for_up_to_date(work: Path, tmp_path: Path) -> None:
    (tmp_path / "hub.git").rename(tmp_path / "gone.git")
    with pytest.raises(RefusedError, match="origin could not be asked whether main has moved on: git fetch"):
        Checkout.at(work).upstream("main")


def test_without_a_remote_there_is_no_upstream(work: Path) -> None:
    git(work, "remote", "remove", "origin")
    checkout = Checkout.at(work)
    assert checkout.upstream("main") is None
    assert checkout.has_branch("main") == "here"
    assert checkout.has_branch("period-2") is None


def test_a_branch_of_somebody_else_is_found_at_the_remote(work: Path) -> None:
    git(work, "push", "--quiet", "origin", "main:period-2")
    checkout = Checkout.at(work)
    assert checkout.has_branch("period-2") == "origin"
