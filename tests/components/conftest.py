"""Each test has a Pulumi runtime of its own, on an event loop of its own.

The mocks keep one root stack for the whole process; it belongs to the loop of the test that made it, and the
next test that waits for it fails or not as chance has it.
"""

import asyncio
from collections.abc import Iterator

import pulumi
import pytest
from pulumi.runtime import resource

from tests.components.ending import catch_end


@pytest.fixture(autouse=True)
def own_runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for patched in ("prepare_resource", "_get_stack_trace"):
        monkeypatch.setattr(resource, patched, getattr(resource, patched))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.reset_options()
    yield
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_complete(asyncio.sleep(0))
    asyncio.set_event_loop(None)
    loop.close()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the program shows before it ends, which is caught."""
    return catch_end(monkeypatch)
