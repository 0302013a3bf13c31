"""Debug messages reach the engine together, in their order, and never after what was told later."""

import atexit
import threading
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]
from pulumi.runtime import settings
from pulumi.runtime.proto import engine_pb2

from components import debug_messages
from components.debug_messages import GatheringEngine, gather_debug_messages
from tests.components.recording import Recording

DEBUG, INFO, ERROR = engine_pb2.DEBUG, engine_pb2.INFO, engine_pb2.ERROR


class Engine:
    """Keeps what it is told; `heard` is set with each message."""

    def __init__(self) -> None:
        self.told: list[tuple[int, str]] = []
        self.heard = threading.Event()

    def Log(self, request: Any) -> Any:  # noqa: N802 - the name of the call
        self.told.append((request.severity, request.message))
        self.heard.set()
        return Empty()

    def GetRootResource(self, request: Any) -> str:  # noqa: N802 - the name of the call
        return f"the root for {request}"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of a program that gathers from its first line on."""
    monkeypatch.setattr(debug_messages, "_SECONDS", 3600)
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    made = Engine()
    settings.SETTINGS.engine = made
    gather_debug_messages()
    yield made
    settings.SETTINGS.engine = None


def test_debug_messages_go_with_the_next_that_is_none(engine: Engine) -> None:
    for message in ("one", "two", "three"):
        pulumi.log.debug(message)
    assert engine.told == []
    pulumi.log.info("now")
    pulumi.log.debug("four")
    pulumi.log.error("the end")
    assert engine.told == [(DEBUG, "one\ntwo\nthree"), (INFO, "now"), (DEBUG, "four"), (ERROR, "the end")]


def test_a_program_that_says_nothing_else_is_heard_before_long(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(debug_messages, "_SECONDS", 0)
    pulumi.log.debug("waiting for the tenant")
    assert engine.heard.wait(timeout=30)
    assert engine.told == [(DEBUG, "waiting for the tenant")]


def test_many_messages_do_not_wait(engine: Engine) -> None:
    for number in range(450):
        pulumi.log.debug(str(number))
    assert [len(message.split("\n")) for _, message in engine.told] == [200, 200]


def test_the_last_messages_go_at_the_end_of_the_program(
    monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    at_the_end: list[Any] = []
    monkeypatch.setattr(atexit, "register", at_the_end.append)
    settings.SETTINGS.engine = engine
    gather_debug_messages()
    pulumi.log.debug("run_pulumi_func completed")
    (tell,) = at_the_end
    tell()
    tell()
    assert engine.told == [(DEBUG, "run_pulumi_func completed")]


async def test_what_the_sdk_says_of_a_question_is_gathered_and_complete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(debug_messages, "_SECONDS", 3600)
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    engine = settings.SETTINGS.engine = Engine()
    gather_debug_messages()
    await pulumi.runtime.invoke_async("azuread:index/getClientConfig:getClientConfig", {})
    assert engine.told == []
    pulumi.log.info("done")
    ((_, gathered), _) = engine.told
    assert gathered.split("\n") == [
        "Invoking function: tok=azuread:index/getClientConfig:getClientConfig",
        "beginning rpc invoke",
        "Invoking function prepared: tok=azuread:index/getClientConfig:getClientConfig",
        "Invoking function completed: tok=azuread:index/getClientConfig:getClientConfig, error=None",
    ]


def test_the_engines_other_calls_are_its_own() -> None:
    assert GatheringEngine(Engine()).GetRootResource("x") == "the root for x"


def test_an_sdk_that_takes_no_engine_is_named(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    monkeypatch.setattr(settings, "get_engine", lambda: engine)
    with pytest.raises(RuntimeError, match="its settings take no engine as they did in"):
        gather_debug_messages()
