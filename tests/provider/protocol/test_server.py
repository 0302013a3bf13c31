"""The engine sees one sentence for each failure, and starting the provider costs little."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]
import pytest
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]
from pulumi.runtime.proto import provider_pb2, status_pb2

from intune_waves.graph.client.errors import Unreachable
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from intune_waves.provider.protocol.server import ANSWERS, IntuneServicer, version

PROJECT = Path(__file__).resolve().parents[3]


class Aborted(Exception):  # noqa: N818 - stands for grpc's AbortError
    """Carries the status that the engine would get."""

    def __init__(self, code: Any, details: str, metadata: Any = ()) -> None:
        super().__init__(details)
        self.code = code
        self.metadata = dict(metadata)


class Context:
    """What gRPC hands to a call."""

    async def abort(self, code: Any, details: str) -> None:
        raise Aborted(code, details)

    async def abort_with_status(self, status: Any) -> None:
        raise Aborted(status.code, status.details, status.trailing_metadata)


async def create_that_raises(error: Exception) -> Aborted:
    provider = IntuneProvider("0.0.0", {})

    async def create(_: object) -> None:
        raise error

    provider.create = create  # type: ignore[method-assign, assignment]
    servicer: Any = IntuneServicer(provider)
    with pytest.raises(Aborted) as caught:
        await servicer.Create(provider_pb2.CreateRequest(), Context())
    return caught.value


@pytest.mark.parametrize(
    "error", [Refusal("one sentence [rule]"), Unreachable("the tenant", "GET /", message="no")]
)
async def test_a_refusal_reaches_the_engine_as_its_text_alone(error: Exception) -> None:
    aborted = await create_that_raises(error)
    assert (aborted.code, str(aborted)) == (grpc.StatusCode.UNKNOWN, str(error))


async def test_a_fault_of_ours_names_its_place_and_no_traceback() -> None:
    aborted = await create_that_raises(ZeroDivisionError("division"))
    assert aborted.code is grpc.StatusCode.INTERNAL
    assert "a fault of the intune provider, please report it: ZeroDivisionError in test_server.py:" in str(
        aborted
    )
    assert "\n" not in str(aborted)


async def test_what_is_half_made_keeps_its_id_and_state() -> None:
    error = HalfMade("r1", {"displayName": "Pilot", "secret": "s"}, cause=Refusal("not assigned"))
    error.secrets = {"secret"}
    aborted = await create_that_raises(error)
    rich = status_pb2.Status.FromString(aborted.metadata["grpc-status-details-bin"])
    detail = provider_pb2.ErrorResourceInitFailed()
    assert rich.details[0].Unpack(detail)
    assert (detail.id, list(detail.reasons)) == ("r1", ["not assigned"])
    assert detail.properties["displayName"] == "Pilot"
    assert "4dabf18193072939515e22adb298388d" in detail.properties["secret"], "the secret lost its mark"


async def test_an_unknown_resource_is_named_with_those_there_are() -> None:
    servicer: Any = IntuneServicer(IntuneProvider("0.0.0", {}))
    request = provider_pb2.CheckRequest(urn="urn:pulumi:dev::p::intune:index:Wave::w")
    with pytest.raises(
        Aborted, match=r"intune:index:Wave: there is no such resource; there are intune:index:Admission"
    ):
        await servicer.Check(request, Context())


def test_a_call_that_the_provider_does_not_know_is_not_implemented() -> None:
    said: list[Any] = []

    class Unanswered(Context):
        def set_code(self, code: Any) -> None:
            said.append(code)

        def set_details(self, details: str) -> None:
            said.append(details)

    servicer: Any = IntuneServicer(IntuneProvider("0.0.0", {}))
    with pytest.raises(NotImplementedError):
        servicer.Construct(provider_pb2.ConstructRequest(), Unanswered())
    assert said == [grpc.StatusCode.UNIMPLEMENTED, "Method not implemented!"]


async def test_every_answer_of_the_servicer_is_a_call_of_the_engine() -> None:
    calls = {method.name for method in provider_pb2.DESCRIPTOR.services_by_name["ResourceProvider"].methods}
    assert set(ANSWERS) <= calls
    servicer: Any = IntuneServicer(IntuneProvider("7.0.0", {}))
    assert (await servicer.GetPluginInfo(Empty(), Context())).version == "7.0.0"
    assert await servicer.Cancel(Empty(), Context()) == Empty()
    settings = await servicer.DiffConfig(provider_pb2.DiffRequest(), Context())
    assert (settings.changes, list(settings.replaces)) == (provider_pb2.DiffResponse.DIFF_UNKNOWN, [])


def test_importing_the_server_imports_nothing_that_speaks_to_graph() -> None:
    code = "import sys, intune_waves.provider.protocol.server; "
    code += "print(*sorted({name.partition('.')[0] for name, module in sys.modules.items() if module}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(done.stdout.split())
    assert "pulumi" in loaded
    assert not loaded & {
        "msgraph",
        "msgraph_core",
        "kiota_http",
        "kiota_abstractions",
        "azure",
        "aiohttp",
        "httpx",
    }
    assert "deepdiff" not in loaded


@pytest.mark.parametrize(
    ("started_by", "handed_over"),
    [(getattr(sys, "_base_executable", sys.executable), True), (sys.executable, False)],
    ids=["another python", "that very python"],
)
def test_the_executable_hands_over_to_the_python_that_it_is_told(started_by: str, handed_over: bool) -> None:
    script = PROJECT / "intune_waves" / "provider" / "pulumi-resource-intune"
    environment = {"PATH": "/usr/bin:/bin", "PULUMI_PYTHON_CMD": sys.executable}
    done = subprocess.run(
        # The option is not handed over: it tells which process has read the server.
        [started_by, "-X", "importtime", str(script), "--version"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, f"{version()}\n")
    assert ("intune_waves.provider.protocol.server" in done.stderr) is not handed_over


@pytest.mark.skipif(sys.platform == "win32", reason="Windows names a parent that is gone, too")
def test_it_ends_with_an_engine_that_is_killed() -> None:
    script = PROJECT / "intune_waves" / "provider" / "pulumi-resource-intune"
    engine = (
        "import os, signal, subprocess, sys; "
        f"started = subprocess.Popen([{str(script)!r}], stdout=subprocess.PIPE); "
        "print(started.stdout.readline().decode(), flush=True); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = {**os.environ, "PULUMI_PYTHON_CMD": sys.executable}
    killed = subprocess.Popen(
        [sys.executable, "-c", engine], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # Whoever holds the other end of the error's pipe is there still: the answer comes with its end.
    port, errors = killed.communicate(timeout=120)
    assert int(port) > 0
    assert errors == b""


def test_a_python_that_is_not_there_is_named() -> None:
    script = PROJECT / "intune_waves" / "provider" / "pulumi-resource-intune"
    environment = {"PATH": "/usr/bin:/bin", "PULUMI_PYTHON_CMD": "/nowhere/python"}
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.startswith("intune: /nowhere/python cannot be started")
    assert "Traceback" not in done.stderr
