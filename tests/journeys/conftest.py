"""The journey that a module's tests walk together, in their order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.journey import Journey


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """A fresh checkout with a running tenant; the tenant is stopped at the end."""
    folder: Path = tmp_path_factory.mktemp("journey")
    begun = Journey.begin(folder)
    begun.migrate("tenant", "start")
    yield begun
    begun.migrate("tenant", "stop")
