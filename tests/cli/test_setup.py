"""The verb's twin in the app asks for the same set-up, and the list before set-up is the app's own."""

import pytest
import typer
from typer.testing import CliRunner

from intune_waves.cli.app import app
from intune_waves.cli.setup import setup
from tools.installation.engine import CHOICES
from tools.installation.verbs import VERBS


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What set-up was asked for; it answers 3."""
    calls: list[dict[str, object]] = []

    def set_up(**options: object) -> int:
        calls.append(options)
        return 3

    monkeypatch.setattr("intune_waves.cli.setup.set_up", set_up)
    return calls


def _run(*words: str) -> int:
    app = typer.Typer()
    app.command()(setup)
    return CliRunner().invoke(app, list(words)).exit_code


def test_its_options_are_handed_on_and_its_exit_code_answered(asked: list[dict[str, object]]) -> None:
    assert _run("--dev", "--engine", "build") == 3
    assert asked == [{"engine": "build", "development": True}]


@pytest.mark.parametrize("choice", CHOICES)
def test_every_way_to_an_engine_can_be_named(asked: list[dict[str, object]], choice: str) -> None:
    assert _run("--engine", choice) == 3
    assert asked == [{"engine": choice, "development": False}]


def test_another_way_is_a_wrong_call(asked: list[dict[str, object]]) -> None:
    assert _run("--engine", "magic") == 2
    assert asked == []


def test_the_list_before_set_up_names_the_verbs_of_the_app() -> None:
    assert sorted(VERBS) == sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
