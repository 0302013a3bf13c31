"""Tells people something while the engine runs; what a plugin prints itself is not always shown."""

import sys

import grpc  # type: ignore[import-untyped]


class EngineLog:
    """Writes to the engine's own output. Blocks for one short call, so call it off the event loop."""

    def __init__(self, address: str) -> None:
        """`address` is what the engine gave at start; empty when nobody runs the provider but a person."""
        self._address = address

    def __call__(self, text: str) -> None:
        """Show one line as a warning, which every display of the engine prints at once."""
        if not self._address:
            print(text, file=sys.stderr)
            return
        # Imported here: needed only when a person has to sign in.
        from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

        with grpc.insecure_channel(self._address) as channel:
            request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=text)
            engine_pb2_grpc.EngineStub(channel).Log(request, timeout=10)
