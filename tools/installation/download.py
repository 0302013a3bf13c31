"""Fetching files that may not be had: refused or silent is given up within five seconds in all."""

import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 18
_LOOK_SECONDS = 0.2


class NotToBeHadError(Exception):
    """A file that could not be fetched; says why in a phrase."""


class Patience:
    """The seconds that a set-up waits without receiving anything, over all its downloads together."""

    def __init__(self, seconds: float = 5.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.seconds = self._left = seconds
        self._clock = clock

    def wait(self, got: "queue.Queue[bytes | Exception | None]") -> bytes | Exception | None:
        """The next thing received; b"" while there is none yet. Raises NotToBeHadError when patience ends."""
        began = self._clock()
        try:
            return got.get(timeout=min(_LOOK_SECONDS, max(self._left, 0.01)))
        except queue.Empty:
            self._left -= self._clock() - began
            if self._left <= 0:
                raise NotToBeHadError(f"no answer within {self.seconds:g} s") from None
            return b""


def fetch(
    url: str, into: Path, *, patience: Patience, on_bytes: Callable[[int], None] = lambda _n: None
) -> Path:
    """Write what a URL holds to a file. Raises NotToBeHadError, and OSError for the disk alone."""
    # Name resolution cannot be given a time limit, so all of it happens on a thread that may be left behind.
    got: queue.Queue[bytes | Exception | None] = queue.Queue(maxsize=64)
    threading.Thread(target=_receive, args=(url, got), daemon=True).start()
    received = 0
    with into.open("wb") as file:
        while True:
            piece = patience.wait(got)
            if piece is None:
                return into
            if isinstance(piece, Exception):
                raise NotToBeHadError(_phrase(piece)) from None
            file.write(piece)
            received += len(piece)
            on_bytes(received)


def _receive(url: str, got: "queue.Queue[bytes | Exception | None]") -> None:
    try:
        with urllib.request.urlopen(url) as answer:
            while piece := answer.read(_CHUNK):
                got.put(piece)
        got.put(None)
    except Exception as fault:
        got.put(fault)


def _phrase(fault: Exception) -> str:
    if isinstance(fault, urllib.error.HTTPError):
        return f"answered {fault.code} {fault.reason}"
    reason = getattr(fault, "reason", fault)
    return str(getattr(reason, "strerror", None) or reason)
