"""One child process that is read line by line, and that never outlives us."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_LOOK_SECONDS = 0.2
_GRACE_SECONDS = 5
_LINES_KEPT = 400


@dataclass(frozen=True, slots=True)
class Finished:
    """How a child ended: its exit code, and the last lines of what it said on both streams."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """All kept lines in one text."""
        return "\n".join(self.lines)


def run(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    folder: Path | None = None,
    on_line: Callable[[str], None] = lambda _line: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Finished:
    """Run a command to its end; `on_wait` is called several times a second, `on_line` for each line.

    Whatever is raised meanwhile, Ctrl-C first of all, ends the child and its own children before it goes on.
    A program that cannot be started is told as exit code 127.
    """
    own_group = {"creationflags": 0x200} if sys.platform == "win32" else {"start_new_session": True}
    try:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            text=True,
            encoding="utf-8",
            errors="replace",
            **own_group,
        )
    except OSError as fault:
        return Finished(127, (f"{command[0]}: {fault.strerror}",))
    said: queue.Queue[str | None] = queue.Queue()
    kept: deque[str] = deque(maxlen=_LINES_KEPT)
    threading.Thread(target=_read, args=(process.stdout, said), daemon=True).start()
    try:
        while True:
            try:
                line = said.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                on_wait()
                continue
            if line is None:
                return Finished(process.wait(), tuple(kept))
            kept.append(line)
            on_line(line)
            on_wait()
    except BaseException:
        _stop(process)
        raise


def _read(stream: IO[str], said: "queue.Queue[str | None]") -> None:
    for line in stream:
        said.put(line.rstrip())
    said.put(None)


def _stop(process: "subprocess.Popen[str]") -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        process.wait()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_GRACE_SECONDS)
        # The leader may be gone before its own children are.
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
