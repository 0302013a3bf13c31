"""What ./migrate answers before any package is installed, and whom it hands the rest to."""

from pathlib import Path

import pytest

from tools.installation import entry, venv_state
from tools.installation import setup as set_up_verb
from tools.installation.verbs import VERBS, overview


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was handed over, instead of becoming it."""
    commands: list[list[str]] = []

    def hand_over(command: list[str]) -> int:
        commands.append(command)
        return 0

    monkeypatch.setattr(entry, "_hand_over", hand_over)
    return commands


@pytest.fixture
def set_up_asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What set-up was asked for; it always succeeds and leaves a whole venv."""
    asked: list[dict[str, object]] = []

    def set_up(**options: object) -> int:
        asked.append(options)
        monkeypatch.setattr(venv_state, "lacks", lambda _project: None)
        return 0

    monkeypatch.setattr(set_up_verb, "set_up", set_up)
    return asked


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_needs_no_set_up(words: list[str], project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(words, str(project)) == 0
    assert capsys.readouterr().out == overview()


def test_the_overview_names_every_verb_on_a_line_of_its_own() -> None:
    lines = [line.split()[0] for line in overview().splitlines() if line.startswith("  ")]
    assert lines == list(VERBS)


@pytest.mark.parametrize("word", ["--version", "version"])
def test_the_version_needs_no_set_up(word: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main([word], str(project)) == 0
    assert capsys.readouterr().out == "intune-waves 0.1.0\n"


@pytest.mark.parametrize(
    ("word", "guess"), [("stup", "did you mean 'setup'? "), ("xyz", ""), ("--quick", "")]
)
def test_an_unknown_verb_is_a_wrong_call(
    word: str, guess: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert entry.main([word], str(project)) == 2
    assert capsys.readouterr().err == (
        f"migrate: there is no verb {word!r}; {guess}./migrate --help lists them\n"
    )


def test_a_verb_in_a_fresh_clone_says_what_is_missing(
    project: Path, handed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert entry.main(["up"], str(project)) == 1
    assert capsys.readouterr().err == (
        "migrate: set-up is missing (.venv is not there yet); run ./migrate setup\n"
    )
    assert handed == []


@pytest.mark.parametrize("verb", ["up", "demo"])
def test_a_verbs_help_in_a_fresh_clone_is_its_line(
    verb: str, project: Path, handed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert entry.main([verb, "--help"], str(project)) == 0
    assert capsys.readouterr().out == (
        f"./migrate {verb}: {VERBS[verb]}; ./migrate setup first, then this tells its options\n"
    )
    assert handed == []


def test_setup_runs_here(
    project: Path, handed: list[list[str]], set_up_asked: list[dict[str, object]]
) -> None:
    assert entry.main(["setup", "--dev"], str(project)) == 0
    assert set_up_asked == [{"engine": "auto", "development": True}]
    assert handed == []


@pytest.mark.parametrize(("verb", "development"), [("demo", False), ("test", True)])
def test_demo_and_test_set_up_what_is_missing_first(
    verb: str,
    development: bool,
    project: Path,
    handed: list[list[str]],
    set_up_asked: list[dict[str, object]],
) -> None:
    assert entry.main([verb, "--all"], str(project)) == 0
    assert set_up_asked == [{"development": development, "quiet": True}]
    python = str(project / ".venv" / "bin" / "python")
    assert handed == [[python, "-P", "-m", "intune_waves.cli", verb, "--all"]]


def test_a_set_up_that_fails_is_the_end(
    project: Path, handed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_up_verb, "set_up", lambda **_options: 130)
    assert entry.main(["demo"], str(project)) == 130
    assert handed == []


def test_other_verbs_are_handed_over_with_their_words(
    project: Path, handed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(venv_state, "lacks", lambda _project: None)
    assert entry.main(["up", "--period", "2", "--", "-x y"], str(project)) == 0
    assert handed[0][3:] == ["intune_waves.cli", "up", "--period", "2", "--", "-x y"]
