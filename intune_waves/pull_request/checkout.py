"""The project's Git checkout: what commands read of it, and the one way in which they commit."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from intune_waves.stack.refusal import RefusedError

REMOTE = "origin"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Checkout:
    """A work tree. `folder` is its top; `prefix` leads from there to the project, with a slash at its end."""

    folder: Path
    prefix: str = ""

    @classmethod
    def at(cls, folder: Path) -> "Checkout":
        """The checkout that the project's `folder` is in. Raises RefusedError where there is none."""
        project = cls(folder)
        top = project.asked("rev-parse", "--show-toplevel")
        if top is None:
            raise RefusedError(
                f"{folder}: is in no Git checkout",
                "keep the project in a Git repository: each period is one commit in it",
            )
        return cls(Path(top), project.git("rev-parse", "--show-prefix"))

    def git(self, *words: str, given: bytes | None = None, index: Path | None = None) -> str:
        """What `git` prints. Raises RefusedError with Git's own words where it fails."""
        done = self._run(words, given, index=index)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip() or f"exit code {done.returncode}"
            raise RefusedError(f"git {words[0]} failed: {said}")
        return done.stdout.decode(errors="replace").strip()

    def asked(self, *words: str) -> str | None:
        """What `git` prints, or None where it says no."""
        done = self._run(words)
        return None if done.returncode else done.stdout.decode(errors="replace").strip()

    def branch(self) -> str:
        """The branch that is checked out. Raises RefusedError where none is."""
        name = self.asked("symbolic-ref", "--short", "HEAD")
        if name is None:
            raise RefusedError("no branch is checked out", "git switch main")
        return name

    def refuse_changes(self) -> None:
        """Raise RefusedError where the work tree holds anything that is not committed."""
        changed = self.git("status", "--porcelain").splitlines()
        if changed:
            more = f" and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
            named = ", ".join(line[2:].strip() for line in changed[:_SHOWN])
            raise RefusedError(
                f"the work tree has changes that are not committed: {named}{more} [clean-tree]",
                "commit them, or git stash --include-untracked",
            )

    def text_at(self, revision: str, path: str) -> str | None:
        """A file's text in a revision; None where either is not there."""
        done = self._run(("show", f"{revision}:{self.prefix}{path}"))
        return None if done.returncode else done.stdout.decode(errors="replace")

    def upstream(self, main: str) -> str | None:
        """The remote's `main`, fetched now, as `origin/main`; None where there is no remote.

        Raises RefusedError where the remote cannot be asked: what is unknown is not taken for up to date.
        """
        if REMOTE not in self.git("remote").splitlines():
            return None
        try:
            self.git("fetch", "--quiet", REMOTE, main)
        except RefusedError as refused:
            raise RefusedError(
                f"{REMOTE} could not be asked whether {main} has moved on: {refused.message}",
                "go on when it can be reached",
            ) from None
        return f"{REMOTE}/{main}"

    def has_branch(self, name: str) -> str | None:
        """Where a branch of that name is: "here", the remote's name, or None."""
        if self.asked("rev-parse", "--verify", "--quiet", f"refs/heads/{name}") is not None:
            return "here"
        if REMOTE in self.git("remote").splitlines() and self.git("ls-remote", "--heads", REMOTE, name):
            return REMOTE
        return None

    def commit(self, branch: str, files: Mapping[str, bytes | None], *, message: str) -> str:
        """A new branch, one commit ahead of HEAD, in which `files` are as given (None: gone).

        The work tree and its index are not touched, so whatever ends this half-way leaves nothing behind.
        Raises RefusedError where Git refuses, such as for a branch that exists.
        """
        with tempfile.TemporaryDirectory(prefix="intune-waves-") as private:
            index = Path(private) / "index"
            self.git("read-tree", "HEAD", index=index)
            lines = []
            for name, content in sorted(files.items()):
                path = f"{self.prefix}{name}"
                if content is None:
                    lines.append(f"0 {'0' * 40}\t{path}\n")
                else:
                    blob = self.git("hash-object", "-w", "--stdin", given=content)
                    lines.append(f"100644 {blob}\t{path}\n")
            self.git("update-index", "--index-info", given="".join(lines).encode(), index=index)
            tree = self.git("write-tree", index=index)
        signed = ["-S"] if self.asked("config", "--type=bool", "commit.gpgsign") == "true" else []
        commit = self.git("commit-tree", tree, "-p", "HEAD", *signed, "-F", "-", given=message.encode())
        self.git("branch", branch, commit)
        return commit

    def _run(
        self, words: tuple[str, ...], given: bytes | None = None, *, index: Path | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        try:
            return subprocess.run(
                ["git", *words],
                cwd=self.folder,
                env={
                    **os.environ,
                    "GIT_TERMINAL_PROMPT": "0",
                    **({"GIT_INDEX_FILE": str(index)} if index else {}),
                },
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise RefusedError(
                "git is not installed", "install Git, then run this again", exit_code=3
            ) from None
