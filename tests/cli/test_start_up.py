"""What a person asks for most often loads none of the heavy packages."""

import subprocess
import sys

import pytest

from intune_waves.stack.home import PROJECT

HEAVY = ("pulumi", "pulumi_azuread", "msgraph", "kiota_abstractions", "azure", "aiohttp", "starlette", "grpc")


@pytest.mark.parametrize("words", [["--help"], ["validate"], ["tenant", "--help"], ["preview", "--help"]])
def test_neither_the_engine_nor_graph_is_loaded(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "intune_waves.cli", *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "intune_waves.cli.app" in loaded
    assert loaded.isdisjoint(HEAVY)
