"""The time of a run, and Ctrl-C as a wish: what is under way ends well, and nothing new begins."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class HaltedError(Exception):
    """A wait was given up because the run is to end."""


class Halt:
    """Whether the run is to end, and its waits; made inside the running event loop.

    `clock` is seconds since 1970; tests replace it.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._wished = asyncio.Event()

    def wish(self) -> None:
        """Ask for the end."""
        self._wished.set()

    def wished(self) -> bool:
        """Whether somebody has asked for it."""
        return self._wished.is_set()

    async def sleep(self, seconds: float) -> None:
        """Wait so long, or until the end is asked for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wished.wait(), max(0.0, seconds))

    async def sleep_or_end(self, seconds: float) -> None:
        """Wait so long. Raises HaltedError when the end is asked for meanwhile."""
        await self.sleep(seconds)
        if self.wished():
            raise HaltedError

    @contextmanager
    def by_interrupt(self) -> Iterator[None]:
        """Let the first Ctrl-C ask for the end; a second one ends the process as usual."""
        loop = asyncio.get_running_loop()
        before = signal.getsignal(signal.SIGINT)

        def interrupted(number: int, frame: FrameType | None) -> None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            loop.call_soon_threadsafe(self.wish)

        signal.signal(signal.SIGINT, interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
