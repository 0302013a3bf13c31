"""Something to read every two seconds, and not more often."""

import io

import pytest

from tests.installation.conftest import Said
from tools.installation.progress import Progress, spell


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.9, "0 s"), (59.9, "59 s"), (60, "1 min 00 s"), (425, "7 min 05 s")]
)
def test_durations_are_spelt_for_people(seconds: float, text: str) -> None:
    assert spell(seconds) == text


def test_a_step_says_a_line_every_two_seconds(said: Said) -> None:
    said.progress.begin("building pulumi")
    for tenth in range(1, 51):
        said.now = tenth / 10
        said.progress.tick(f"{tenth} packages")
    said.progress.end("built pulumi")
    assert said.lines == [
        "building pulumi ...",
        "building pulumi: 20 packages, 2 s",
        "building pulumi: 40 packages, 4 s",
        "built pulumi (5 s)",
    ]


def test_a_step_without_detail_says_its_time(said: Said) -> None:
    said.progress.begin("waiting")
    said.now = 3
    said.progress.tick("")
    assert said.lines == ["waiting ...", "waiting: 3 s"]
    assert said.progress.elapsed == 3


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_moves_and_is_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    terminal = _Terminal()
    now = [0.0]
    progress = Progress(terminal, clock=lambda: now[0])
    progress.begin("building")
    now[0] = 0.3
    progress.tick("a detail that is longer than the terminal")
    progress.end("built")
    assert terminal.getvalue().split("\r") == [
        "",
        "building ...",
        "building: a detail that is lo",
        " " * 29,
        "built (0 s)\n",
    ]
