"""azuread is begun early, once, and as the version that its SDK asks for."""

import asyncio
import importlib.metadata
from typing import Any

import pulumi
import pytest

from components.tenant_lookup import start_azuread
from tests.components.recording import Recording


async def begun(mocks: Recording) -> None:
    pulumi.runtime.set_mocks(mocks, project="intune-waves", stack="test")
    start_azuread()
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)


async def test_the_provider_is_begun_by_a_question_that_asks_the_tenant_nothing() -> None:
    mocks = Recording()
    await begun(mocks)
    assert mocks.sign_ins == 1


async def test_a_provider_that_does_not_begin_is_left_to_the_first_look_up() -> None:
    loose: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: loose.append(context))
    await begun(Recording(silent=True))
    assert loose == []


async def test_it_is_the_version_of_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []

    async def invoke(_: str, __: Any, opts: pulumi.InvokeOptions) -> None:
        asked.append(opts.version)

    monkeypatch.setattr(pulumi.runtime, "invoke_async", invoke)
    start_azuread()
    await asyncio.sleep(0)
    assert asked == [importlib.metadata.version("pulumi_azuread")]
