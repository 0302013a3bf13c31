"""What a person asks for most often loads none of the heavy packages."""

import subprocess
import sys

import pytest

from intune_waves.stack.home import PROJECT

HEAVY = ("pulumi", "pulumi_azuread", "msgraph", "kiota_abstractions", "azure", "aiohttp", "starlette", "grpc")


def loaded_by(words: list[str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "intune_waves.cli", *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}


@pytest.mark.parametrize("words", [["--help"], ["validate"], ["tenant", "--help"], ["preview", "--help"]])
def test_neither_the_engine_nor_graph_is_loaded(words: list[str]) -> None:
    loaded = loaded_by(words)
    assert "intune_waves.cli.app" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_validate_judges_the_messages_without_a_markdown_parser() -> None:
    loaded = loaded_by(["validate"])
    assert "intune_waves.messages.judgement" in loaded
    assert loaded.isdisjoint({"markdown_it", "icalendar", "httpx", "uvicorn", "sqlite3"})
