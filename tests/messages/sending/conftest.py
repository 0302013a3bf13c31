"""One tenant process for all tests of sending, turned back to its seed for each of them."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from intune_waves.stack.home import PROJECT
from tests.messages.sending.prepared import Prepared


@pytest.fixture(scope="session")
def sending_tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    home = tmp_path_factory.mktemp("sending") / "home"

    def command(verb: str, *more: str) -> str:
        whole = [sys.executable, "-m", "tools.simulated_tenant", verb, "--home", str(home), *more]
        done = subprocess.run(whole, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout

    command("start", "--people", "3000")
    yield json.loads(command("status", "--json"))
    command("stop")


@pytest.fixture
def prepared(sending_tenant: Mapping[str, str], tmp_path: Path) -> Prepared:
    """The tenant at its seed, calm."""
    found = Prepared(tmp_path, sending_tenant)
    found.control("PUT", "faults", {"name": "calm"})
    found.control("POST", "reset")
    return found
