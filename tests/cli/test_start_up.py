"""What a person asks for most often loads none of the heavy packages."""

import subprocess
import sys

import pytest

from intune_waves.stack.home import PROJECT
from tools.installation.verbs import VERBS

HEAVY = ("pulumi", "pulumi_azuread", "msgraph", "kiota_abstractions", "azure", "aiohttp", "starlette", "grpc")
PROGRAM = """
import atexit, runpy, sys
atexit.register(lambda: print(*sys.modules, sep="\\n", file=sys.stderr))
runpy.run_module("intune_waves.cli", run_name="__main__")
"""


def loaded_by(words: list[str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.splitlines())


@pytest.mark.parametrize("words", [["--help"], ["validate"], ["tenant", "--help"], ["preview", "--help"]])
def test_neither_the_engine_nor_graph_is_loaded(words: list[str]) -> None:
    loaded = loaded_by(words)
    assert "intune_waves.cli.app" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(("words", "verbs"), [(["--help"], set()), (["preview", "--help"], {"preview"})])
def test_no_verb_waits_for_another(words: list[str], verbs: set[str]) -> None:
    loaded = loaded_by(words)
    assert {verb for verb in VERBS if f"intune_waves.cli.{verb}" in loaded} == verbs


@pytest.mark.parametrize("verb", ["preview", "up", "report", "messages", "advance"])
def test_a_verbs_help_waits_for_no_declaration_no_calendar_and_no_web_server(verb: str) -> None:
    heavy = {"intune_waves.declarations.loading", "icalendar", "uvicorn", "starlette"}
    assert loaded_by([verb, "--help"]).isdisjoint(heavy)


def test_validate_judges_the_messages_without_a_markdown_parser() -> None:
    loaded = loaded_by(["validate"])
    assert "intune_waves.messages.judgement" in loaded
    assert loaded.isdisjoint({"markdown_it", "icalendar", "httpx", "uvicorn", "sqlite3"})
