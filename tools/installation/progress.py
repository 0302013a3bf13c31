"""What a person reads while set-up works: a moving line on a terminal, a line every two seconds elsewhere."""

import shutil
import sys
import time
from collections.abc import Callable
from typing import TextIO

_MOVING_SECONDS = 0.25
_LINES_SECONDS = 2.0


def spell(seconds: float) -> str:
    """A duration for people: `7 s`, `2 min 05 s`."""
    whole = int(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60:02d} s"


class Progress:
    """Says what goes on, on one stream; never more often than a person can read."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._clock = clock
        self._moving = self._stream.isatty()
        self._every = _MOVING_SECONDS if self._moving else _LINES_SECONDS
        self._step = ""
        self._since = self._last = clock()
        self._width = 0

    @property
    def elapsed(self) -> float:
        """Seconds since the step began."""
        return self._clock() - self._since

    def say(self, text: str) -> None:
        """Print a whole line."""
        self._clear()
        self._stream.write(f"{text}\n")
        self._stream.flush()
        self._last = self._clock()

    def begin(self, step: str) -> None:
        """Name the step that starts now; its clock starts at nought."""
        self._step = step
        self._since = self._clock()
        self.tick("", at_once=True)

    def tick(self, detail: str, *, at_once: bool = False) -> None:
        """Say how far the step is, if the last word is long enough ago."""
        now = self._clock()
        if not at_once and now - self._last < self._every:
            return
        self._last = now
        parts = [part for part in (detail, spell(now - self._since) if not at_once else "") if part]
        line = f"{self._step}: {', '.join(parts)}" if parts else f"{self._step} ..."
        if self._moving:
            line = line[: max(20, shutil.get_terminal_size().columns - 1)]
            self._stream.write("\r" + line.ljust(self._width))
            self._width = len(line)
        else:
            self._stream.write(line + "\n")
        self._stream.flush()

    def end(self, text: str) -> None:
        """Close the step by one line with its duration."""
        self.say(f"{text} ({spell(self.elapsed)})")

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._width = 0
