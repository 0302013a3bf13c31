"""The provider's server: the engine speaks gRPC to it.

Pulumi's own servicer lets an exception reach gRPC, which prints a traceback and wraps the text in the
class's name. Here every refusal reaches people as its text alone.
"""

import argparse
import asyncio
import atexit
import gc
import os
import re
import sys
import traceback
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import grpc  # type: ignore[import-untyped]
import grpc.aio  # type: ignore[import-untyped]
from google.protobuf import any_pb2  # type: ignore[import-untyped]
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from intune_waves.graph.client.errors import GraphError
from intune_waves.provider.protocol.engine_log import EngineLog
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.kinds import TOKENS, kind_of
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from intune_waves.provider.protocol.wire import to_wire

_ENGINE_SECONDS = 1.0
"""How often it is looked whether the engine is still there."""
_PROJECT_FILE = Path(__file__).parents[3] / "pyproject.toml"

# Pulumi's own provider server takes messages of this size, and leaves them as long in its queue
# (pulumi.runtime._grpc_settings, 3.259).
_CHANNEL_OPTIONS = (
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.server_max_unrequested_time_in_server", 30 * 60),
)


ANSWERS = {
    "GetPluginInfo": "get_plugin_info",
    "GetSchema": "get_schema",
    "CheckConfig": "check_config",
    "DiffConfig": "diff_config",
    "Configure": "configure",
    "Check": "check",
    "Diff": "diff",
    "Create": "create",
    "Read": "read",
    "Update": "update",
    "Delete": "delete",
    "Invoke": "invoke",
    "Cancel": "cancel",
}
"""Which of the provider's methods answers which call of the engine."""


class IntuneServicer(provider_pb2_grpc.ResourceProviderServicer):
    """Hands each call of the engine to the provider, and tells every failure in one sentence.

    Calls that are not here are answered as not implemented, which the engine knows how to do without.
    """

    def __init__(self, provider: IntuneProvider) -> None:
        super().__init__()
        for call, answer in ANSWERS.items():
            setattr(self, call, _guarded(getattr(provider, answer)))


def _guarded(call: Callable[[Any], Awaitable[Any]]) -> Callable[[Any, Any], Awaitable[Any]]:
    async def guarded(request: Any, context: Any) -> Any:
        try:
            return await call(request)
        except HalfMade as half_made:
            await context.abort_with_status(_half_made_status(half_made))
        except (Refusal, GraphError) as refused:
            await context.abort(grpc.StatusCode.UNKNOWN, str(refused))
        except grpc.aio.AbortError:
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
        properties=to_wire(half_made.state, half_made.secrets),
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


def version() -> str:
    """The project's version, which pyproject.toml alone says."""
    # tomllib takes 6 ms to import, on the way of every preview.
    said = re.search(r'^version = "(.+)"$', _PROJECT_FILE.read_text(encoding="utf-8"), re.MULTILINE)
    if said is None:
        raise ValueError(f"{_PROJECT_FILE} says no version")
    return said[1]


def main(arguments: list[str]) -> int:
    """Serve until the engine ends the process; prints the port, as the engine expects."""
    engine = os.getppid()
    parser = argparse.ArgumentParser(
        prog="pulumi-resource-intune", description="The intune provider; the Pulumi engine starts it."
    )
    parser.add_argument("engine", nargs="?", default="", help="address of the Pulumi engine")
    parser.add_argument("--version", action="version", version=version())
    known, _ = parser.parse_known_args(arguments)
    # The engine waits for the process to end, which would look through all modules for garbage once more.
    atexit.register(gc.freeze)
    try:
        asyncio.run(_serve(known.engine, engine))
    except KeyboardInterrupt:
        return 130
    return 0


async def _serve(engine_address: str, engine: int) -> None:
    provider = IntuneProvider(version(), tell=EngineLog(engine_address))
    server = grpc.aio.server(options=_CHANNEL_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(IntuneServicer(provider), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    # The engine speaks to the provider from here on; its first resource comes somewhat later.
    for token in TOKENS:
        await asyncio.to_thread(kind_of, token)
    # Every run but a step back speaks to Graph: its SDK is read while the program still declares.
    await asyncio.to_thread(import_module, "intune_waves.graph.client.request_adapter")
    gc.freeze()
    gc.enable()
    try:
        await _engine_gone(engine)
    finally:
        await server.stop(None)
        await provider.connection.close()


async def _engine_gone(engine: int) -> None:
    """Wait until the process that has started this one is gone: an engine that is killed ends nobody.

    Windows names a parent that is gone, too, so that there the provider stays.
    """
    while os.getppid() == engine:
        await asyncio.sleep(_ENGINE_SECONDS)
