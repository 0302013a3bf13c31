"""Journeys side by side."""

import signal
import sys
from pathlib import Path

import pytest

from tools.checks.journeys import journey_commands, under_way

SAYS = "import sys; print(sys.argv[1]); sys.exit(int(sys.argv[2]))"
WAITS = "import time; time.sleep(600)"


def test_each_is_told_of_in_turn_with_its_exit_code(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    commands = [("one", [sys.executable, "-c", SAYS, "first", "0"])]
    commands.append(("two", [sys.executable, "-c", SAYS, "second", "3"]))
    with under_way(tmp_path, commands) as running:
        assert [journey.end() for journey in running] == [0, 3]
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert [line.partition(" by ")[0] for line in lines] == [
        "first",
        "== journey one: ok",
        "second",
        "== journey two: failed",
    ]


def test_whatever_is_under_way_is_ended_with_the_rest(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        under_way(tmp_path, [("one", [sys.executable, "-c", WAITS])]) as running,
    ):
        raise KeyboardInterrupt
    assert running[0].process.returncode in (-signal.SIGINT, 1, 130)


def test_every_file_of_journeys_is_walked() -> None:
    project = Path(__file__).resolve().parents[2]
    commands = dict(journey_commands(project))
    assert {"campaign", "killed_run", "pull_request", "retirement"} <= commands.keys()
    assert commands["campaign"][-1].endswith("tests/journeys/test_campaign.py")
