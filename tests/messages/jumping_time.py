"""An event loop whose time jumps to whatever is waited for next: an hour of pacing takes no time."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")
_TURN_SECONDS = 1e-9


class JumpingLoop(asyncio.SelectorEventLoop):
    """Sleeps last no longer than it takes to say so; `time` tells how long they would have lasted."""

    def __init__(self) -> None:
        super().__init__()
        self._moment = 1_000.0
        selector: Any = self._selector  # type: ignore[attr-defined]  # asyncio's own
        ready_now = selector.select

        def select(timeout: float | None = None) -> Any:
            # A turn without a wait takes a moment too: a wait for a rest of rounding would turn for ever.
            self._moment += max(timeout or 0.0, _TURN_SECONDS)
            return ready_now(0)

        selector.select = select

    def time(self) -> float:
        return self._moment


def run_jumping(work: Coroutine[Any, Any, _T]) -> _T:
    """Run `work` on such a loop."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)
