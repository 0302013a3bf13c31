"""A run begins with azuread, then the guard, then intune."""

import atexit
import gc
from collections.abc import Iterator

import pulumi
import pytest

from components import beginning
from components.beginning import begin
from components.break_glass import BreakGlass


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    begun: list[str] = []

    def saying(name: str) -> object:
        return lambda *_: begun.append(name)

    monkeypatch.setattr(beginning, "gather_debug_messages", saying("debug messages"))
    monkeypatch.setattr(beginning, "keep_state_lean", saying("monitor"))
    monkeypatch.setattr(BreakGlass, "keep_out", saying("guard"))
    monkeypatch.setattr(beginning, "start_azuread", saying("azuread"))
    monkeypatch.setattr(beginning, "Provider", saying("intune"))
    pulumi.runtime.set_all_config({})
    yield begun
    gc.enable()


async def test_nothing_is_declared_before_the_guard_stands(order: list[str]) -> None:
    begin()
    assert order == ["debug messages", "monitor", "azuread", "guard", "intune"]


async def test_the_program_looks_for_no_garbage(order: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_end: list[object] = []
    monkeypatch.setattr(atexit, "register", at_the_end.append)
    begin()
    assert not gc.isenabled()
    assert at_the_end == [gc.freeze]
