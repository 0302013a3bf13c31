"""One run of the Pulumi CLI on a stack of this project, in this terminal."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from intune_waves.stack.backend_attributes import drop_blank
from intune_waves.stack.engine_hint import hint
from intune_waves.stack.home import PROJECT, Home
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.sign_in import check_sign_in
from intune_waves.stack.simulated_tenant import connect
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.stack_state import StackState
from tools.installation.environment import engine_environment


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack that can be run: its file, its environment, its name."""

    name: str
    file: StackFile
    environment: dict[str, str]


def open_stack(name: str, home: Home) -> Stack:
    """Make a stack ready to run: tenant reached, signed in, backend made, stack created.

    Raises RefusedError where the stack has no file, the simulated tenant does not run, or sign-in fails.
    """
    file = StackFile.read(PROJECT, name)
    environment = {**os.environ, **engine_environment(PROJECT)}
    if file.simulated:
        environment |= connect(home).environment()
        backend = home.make().backend
        drop_blank(backend)
        environment["PULUMI_BACKEND_URL"] = backend.as_uri()
        environment.setdefault("PULUMI_CONFIG_PASSPHRASE", "")
    check_sign_in(environment)
    stack = Stack(name, file, environment)
    if file.simulated:
        engine_answer(stack, ["stack", "select", "--create", name], "making the stack")
    return stack


def run(stack: Stack, verb: str, arguments: Sequence[str], period: int | None = None) -> int:
    """Run one verb of Pulumi in this terminal; answers its exit code.

    With `period` the run sees the stack's file asking for that period; the file itself is not touched.
    Ctrl-C reaches Pulumi, which ends its current step; this process waits for that.
    """
    with configured(stack, period) as flags:
        command = ["pulumi", verb, "--stack", stack.name, *flags, *arguments]
        process = subprocess.Popen(command, cwd=PROJECT, env=stack.environment, stderr=subprocess.PIPE)
        said: list[str] = []
        assert process.stderr is not None
        copier = threading.Thread(target=_copy, args=(process.stderr, said), daemon=True)
        copier.start()
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            code = process.wait()
            copier.join()
        finally:
            signal.signal(signal.SIGINT, before)
    advice = hint("".join(said)) if code else None
    if advice:
        print(f"next: {advice}", file=sys.stderr)
    return code


def read_state(stack: Stack) -> StackState:
    """The stack's state as it is now; secrets in it stay encrypted."""
    words = ["stack", "export", "--stack", stack.name]
    return StackState.read(json.loads(engine_answer(stack, words, "reading the state")))


@contextmanager
def configured(stack: Stack, period: int | None) -> Iterator[list[str]]:
    """The flags by which a run sees the stack's file asking for `period`; none where it is None."""
    if period is None:
        yield []
        return
    with NamedTemporaryFile("w", suffix=".yaml", prefix="intune-waves-", delete=False) as copy:
        copy.write(stack.file.with_period(period).text)
    try:
        yield ["--config-file", copy.name]
    finally:
        Path(copy.name).unlink(missing_ok=True)


def engine_answer(stack: Stack, arguments: Sequence[str], doing: str) -> str:
    """What Pulumi prints for these words, without a terminal. Raises RefusedError where it fails."""
    answer = subprocess.run(
        ["pulumi", *arguments, "--non-interactive"],
        cwd=PROJECT,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        said = answer.stderr.strip().removeprefix("error: ")
        raise RefusedError(f"{doing} {stack.name!r} failed: {said}", hint(said) or "")
    return answer.stdout


def _copy(source: IO[bytes], said: list[str]) -> None:
    for line in iter(source.readline, b""):
        said.append(line.decode(errors="replace"))
        sys.stderr.buffer.write(line)
        sys.stderr.flush()
