"""The SDK's debug messages, told to the engine together.

The SDK makes a call of its own for each, and waits for it: five or six for every resource. The engine shows
them under `pulumi --debug`, but does not tell the program whether it was asked to.
"""

import atexit
import threading
from typing import Any

from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]
from pulumi.runtime import settings
from pulumi.runtime.proto import engine_pb2

_AT_MOST = 200
_SECONDS = 0.5


class GatheringEngine:
    """The engine as the SDK sees it: a debug message waits for others, for half a second at most.

    Whatever else is told goes at once, after what has been gathered before it.
    """

    def __init__(self, engine: Any) -> None:
        """`engine` is the engine's gRPC stub."""
        self._engine = engine
        self._gathered: list[str] = []
        self._lock = threading.RLock()

    def Log(self, request: Any) -> Any:  # noqa: N802 - the name of the call
        """Tell the engine a message, or gather it."""
        with self._lock:
            if request.severity != engine_pb2.DEBUG or request.urn or request.streamId:
                self.tell_gathered()
                return self._engine.Log(request)
            self._gathered.append(request.message)
            if len(self._gathered) == 1:
                timer = threading.Timer(_SECONDS, self.tell_gathered)
                timer.daemon = True
                timer.start()
            elif len(self._gathered) >= _AT_MOST:
                self.tell_gathered()
        return Empty()

    def tell_gathered(self) -> None:
        """Tell the engine all that has been gathered, in one message."""
        with self._lock:
            gathered, self._gathered = self._gathered, []
            if gathered:
                message = "\n".join(gathered)
                self._engine.Log(engine_pb2.LogRequest(severity=engine_pb2.DEBUG, message=message))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def gather_debug_messages() -> None:
    """Have the SDK's debug messages gathered from here on, to the end of the program.

    Raises RuntimeError where the SDK no longer takes an engine in this way.
    """
    gathering = GatheringEngine(settings.SETTINGS.engine)
    settings.SETTINGS.engine = gathering
    if settings.get_engine() is not gathering:
        raise RuntimeError(
            "pulumi: its settings take no engine as they did in 3.259, see components/debug_messages.py"
        )
    atexit.register(gathering.tell_gathered)
