"""`./migrate setup` from its options to its exit code."""

import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.installation.conftest import Said
from tools.installation import setup
from tools.installation.engine import engine_folder
from tools.installation.errors import SetupError
from tools.installation.virtual_environment import VirtualEnvironment


class Steps:
    """Both halves of set-up, pretended."""

    def __init__(self) -> None:
        self.missing = True
        self.did: list[str] = []
        self.during: Callable[[], None] = lambda: None


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, project: Path, environment: dict[str, str]) -> Steps:
    """Both halves, pretended; the engine ends up built."""
    pretended = Steps()

    def lacks(_venv: object, *, development: bool = False) -> str | None:
        return "is not there yet" if pretended.missing else None

    def ensure_venv(_venv: object, _progress: object, *, development: bool) -> bool:
        pretended.did.append(f"venv, development {development}")
        pretended.during()
        return True

    def ensure_engine(
        _project: Path, _progress: object, *, choice: str, environment: Mapping[str, str]
    ) -> bool:
        pretended.did.append(f"engine {choice}")
        engine = engine_folder(project, environment)
        engine.finish("build", engine.own_bin)
        return pretended.missing

    monkeypatch.setattr(VirtualEnvironment, "lacks", lacks)
    monkeypatch.setattr(VirtualEnvironment, "ensure", ensure_venv)
    monkeypatch.setattr(setup, "ensure_engine", ensure_engine)
    return pretended


@pytest.fixture
def set_up(project: Path, said: Said, environment: dict[str, str]) -> Callable[..., int]:
    """Set up that checkout."""

    def run(engine: str = "auto", *, development: bool = False, quiet: bool = False) -> int:
        return setup.set_up(
            engine=engine,
            development=development,
            quiet=quiet,
            project=project,
            progress=said.progress,
            environment=environment,
        )

    return run


def test_the_venv_comes_first_because_it_has_pip(
    steps: Steps, set_up: Callable[..., int], said: Said
) -> None:
    assert set_up("build", development=True, quiet=True) == 0
    assert steps.did == ["venv, development True", "engine build"]
    assert said.lines == ["ready: .venv, and pulumi 3.259.0 (build)"]


def test_nothing_to_do_is_said_to_who_asked_and_to_nobody_else(
    steps: Steps, set_up: Callable[..., int], said: Said
) -> None:
    steps.missing = False
    assert set_up(quiet=True) == 0
    assert said.lines == []
    assert set_up() == 0
    assert said.lines == ["nothing to do: .venv, and pulumi 3.259.0 (build)"]
    assert steps.did == ["engine auto", "engine auto"]


def test_a_refusal_is_said_and_its_exit_code_answered(
    steps: Steps, set_up: Callable[..., int], said: Said
) -> None:
    def refuse() -> None:
        raise SetupError("no", "do this", rule="setup-rule", exit_code=3)

    steps.during = refuse
    assert set_up() == 3
    assert said.lines == ["migrate: no [setup-rule]", "  next: do this"]


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_is_one_line_and_a_second_one_changes_nothing(
    steps: Steps, set_up: Callable[..., int], said: Said, kind: signal.Signals
) -> None:
    before = signal.getsignal(kind)
    cleaned = []

    def interrupt() -> None:
        try:
            signal.raise_signal(kind)
        finally:
            signal.raise_signal(kind)
            cleaned.append(True)

    steps.during = interrupt
    assert set_up() == 130
    assert cleaned == [True]
    assert said.lines == [
        "migrate: interrupted; nothing half-written is left, and the same command goes on from here"
    ]
    assert signal.getsignal(kind) is before


def test_a_signal_that_was_ignored_stays_ignored(steps: Steps, set_up: Callable[..., int]) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        steps.during = lambda: signal.raise_signal(signal.SIGINT)
        assert set_up() == 0
    finally:
        signal.signal(signal.SIGINT, before)


def test_the_options_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []

    def pretend(**options: object) -> int:
        asked.append(options)
        return 7

    monkeypatch.setattr(setup, "set_up", pretend)
    assert setup.main(["--engine", "path", "--dev"]) == 7
    assert setup.main([]) == 7
    assert asked == [{"engine": "path", "development": True}, {"engine": "auto", "development": False}]


def test_an_unknown_way_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        setup.main(["--engine", "magic"])
    assert ended.value.code == 2
    assert "argument --engine: invalid choice: 'magic'" in capsys.readouterr().err
