"""The Pulumi CLI on one stack of this project: what it answers, and its runs in this terminal."""

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, TextIO

from intune_waves.campaign.visible import visible
from intune_waves.stack.home import PROJECT
from intune_waves.stack.refusal import RefusedError

# What to do next about the few things that the Pulumi CLI itself refuses, by what it says.
_NEXT_STEPS = (
    (
        "incorrect passphrase",
        "unset PULUMI_CONFIG_PASSPHRASE for a stack on the simulated tenant (its passphrase is empty); "
        "for your own stack set the one it was made with",
    ),
    (
        "passphrase must be set",
        "set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the stack's passphrase",
    ),
    (
        "currently locked",
        "let the other run end; if it was killed: run `pulumi cancel` with the variables of ./migrate env, "
        "then ./migrate refresh",
    ),
    ("no space left on device", "free some disk space and run the same command again"),
    (
        "pending operations",
        "a run was killed while it changed the tenant: ./migrate refresh looks what became of it",
    ),
)


@dataclass(frozen=True, slots=True)
class Engine:
    """Pulumi, told which stack, and by `environment` which backend, tenant and credential.

    `heard` is what the last run said where it has no terminal, as in a pipeline.
    """

    stack: str
    environment: Mapping[str, str]
    heard: list[str] = field(default_factory=list, compare=False)

    def answer(self, arguments: Sequence[str], doing: str) -> str:
        """What Pulumi prints for these words, without a terminal. Raises RefusedError where it fails."""
        ended = self.ask(arguments)
        if ended.returncode:
            said = ended.stderr.strip().removeprefix("error: ")
            raise RefusedError(f"{doing} {self.stack!r} failed: {said}", hint(said) or "")
        return ended.stdout

    def ask(self, arguments: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        """Run Pulumi without a terminal; whether it failed is for the caller to judge."""
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=PROJECT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, verb: str, arguments: Sequence[str]) -> int:
        """Run one verb of Pulumi in this terminal; answers its exit code.

        Ctrl-C reaches Pulumi, which ends its current step; this process waits for that.
        """
        # With a terminal Pulumi shows its progress in it, and nobody else hears.
        hears = not sys.stdout.isatty()
        # What was said before goes before what Pulumi says.
        sys.stdout.flush()
        process = subprocess.Popen(
            ["pulumi", verb, "--stack", self.stack, *arguments],
            cwd=PROJECT,
            env=dict(self.environment),
            stdout=subprocess.PIPE if hears else None,
            stderr=subprocess.PIPE,
        )
        said: list[str] = []
        self.heard.clear()
        copied = ((process.stderr, sys.stderr, said), (process.stdout, sys.stdout, self.heard))
        copiers = [
            threading.Thread(target=_copy, args=(source, target), kwargs={"said": kept}, daemon=True)
            for source, target, kept in copied
            if source is not None
        ]
        for copier in copiers:
            copier.start()
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = process.wait()
            for copier in copiers:
                copier.join()
        finally:
            signal.signal(signal.SIGINT, before)
        advice = hint("".join(said)) if code else None
        if advice:
            print(f"next: {advice}", file=sys.stderr)
        return code


def hint(said: str) -> str | None:
    """The next step for what Pulumi said on its error stream, or None where it spoke for itself."""
    lowered = said.lower()
    return next((step for phrase, step in _NEXT_STEPS if phrase in lowered), None)


def _copy(source: IO[bytes], target: TextIO, *, said: list[str]) -> None:
    for line in iter(source.readline, b""):
        text = line.decode(errors="replace")
        said.append(text)
        target.buffer.write(shown_line(text, styled=target.isatty()).encode())
        target.flush()


def shown_line(line: str, *, styled: bool) -> str:
    """The engine's line; what names of the tenant would do to a terminal or a log is written out.

    The engine's own colours stay where a terminal shows them.
    """
    kept = "\x1b" if styled else ""
    parts = re.split(f"([\r{kept}])", line)
    return "".join(part if part in ("\r", "\x1b") else visible(part) for part in parts)
