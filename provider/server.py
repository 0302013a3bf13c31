"""The provider's server: the engine speaks gRPC to it.

Pulumi's own servicer lets an exception reach gRPC, which prints a traceback and wraps the text in the
class's name. Here every refusal reaches people as its text alone.
"""

import argparse
import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn

import grpc  # type: ignore[import-untyped]
import grpc.aio  # type: ignore[import-untyped]
from google.protobuf import any_pb2  # type: ignore[import-untyped]
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from graph.errors import GraphError
from provider.engine_log import EngineLog
from provider.intune_provider import IntuneProvider
from provider.refusal import HalfMade, Refusal
from provider.wire import to_wire

VERSION = "0.1.0"

_GUARDED = (
    *("GetSchema", "CheckConfig", "DiffConfig", "Configure", "Invoke"),
    *("Check", "Diff", "Create", "Read", "Update", "Delete"),
)


class IntuneServicer(ProviderServicer):
    """Pulumi's servicer, with every failure told in one sentence."""

    def __init__(self, args: list[str], provider: IntuneProvider, engine_address: str) -> None:
        super().__init__(args, VERSION, provider, engine_address)
        for name in _GUARDED:
            setattr(self, name, _guarded(getattr(self, name)))


def _guarded(call: Callable[[Any, Any], Awaitable[Any]]) -> Callable[[Any, Any], Awaitable[Any]]:
    async def guarded(request: Any, context: Any) -> Any:
        try:
            return await call(request, context)
        except HalfMade as half_made:
            await context.abort_with_status(_half_made_status(half_made))
        except (Refusal, GraphError) as refused:
            await context.abort(grpc.StatusCode.UNKNOWN, str(refused))
        except (NotImplementedError, grpc.aio.AbortError):
            raise
        except Exception as error:
            await _abort_unforeseen(context, error)

    return guarded


async def _abort_unforeseen(context: Any, error: Exception) -> NoReturn:
    # A fault of ours: where it was raised is enough to find it, and no value is printed that could be secret.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    text = f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}: {error}"
    await context.abort(grpc.StatusCode.INTERNAL, f"a fault of the intune provider, please report it: {text}")
    raise AssertionError("abort returned")


def _half_made_status(half_made: HalfMade) -> Any:
    """The status by which the engine keeps a resource that was made but not finished
    (ErrorResourceInitFailed).
    """
    detail = provider_pb2.ErrorResourceInitFailed(
        id=half_made.resource_id,
        properties=PropertyValue.marshal_map(to_wire(half_made.state, half_made.secrets)),
        reasons=[str(half_made)],
    )
    packed = any_pb2.Any()
    packed.Pack(detail)
    rich = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(half_made), details=[packed])
    status: Any = grpc.Status()
    status.code = grpc.StatusCode.UNKNOWN
    status.details = str(half_made)
    status.trailing_metadata = (("grpc-status-details-bin", rich.SerializeToString()),)
    return status


def main(arguments: list[str]) -> int:
    """Serve until the engine ends the process; prints the port, as the engine expects."""
    parser = argparse.ArgumentParser(
        prog="pulumi-resource-intune", description="The intune provider; the Pulumi engine starts it."
    )
    parser.add_argument("engine", nargs="?", default="", help="address of the Pulumi engine")
    parser.add_argument("--version", action="version", version=VERSION)
    known, _ = parser.parse_known_args(arguments)
    try:
        asyncio.run(_serve(arguments, known.engine))
    except KeyboardInterrupt:
        return 130
    return 0


async def _serve(arguments: list[str], engine_address: str) -> None:
    provider = IntuneProvider(VERSION, tell=EngineLog(engine_address))
    server = grpc.aio.server(options=_GRPC_CHANNEL_OPTIONS)
    servicer = IntuneServicer(arguments, provider, engine_address)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        await server.wait_for_termination()
    finally:
        await provider.connection.close()
