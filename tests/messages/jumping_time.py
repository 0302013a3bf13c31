"""An event loop whose time jumps to whatever is waited for next: an hour of pacing takes no time."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class JumpingLoop(asyncio.SelectorEventLoop):
    """Sleeps last no longer than it takes to say so; `time` tells how long they would have lasted."""

    def __init__(self) -> None:
        super().__init__()
        self._moment = 1_000.0
        selector: Any = self._selector  # type: ignore[attr-defined]  # asyncio's own
        ready_now = selector.select

        def select(timeout: float | None = None) -> Any:
            self._moment += timeout or 0.0
            return ready_now(0)

        selector.select = select

    def time(self) -> float:
        return self._moment


def run_jumping(work: Coroutine[Any, Any, _T]) -> _T:
    """Run `work` on such a loop."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)
