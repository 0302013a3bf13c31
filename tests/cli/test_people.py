"""`./migrate people` writes names into a private file, shows counts alone, and refuses what cannot be."""

import csv
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer

from intune_waves.campaign.stage import Stage
from intune_waves.cli import people as module
from intune_waves.cli.people import TITLES, people
from intune_waves.graph.client.errors import GraphError
from intune_waves.observing.board_reading import Board
from intune_waves.stack.home import RuntimeHome
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_state import StackState, StateWave
from intune_waves.step.board import BoardRow
from tests.campaign.build import campaign, wave

ROW = BoardRow("deadline on 2027-02-08", True, True, False, "loses iOS and keeps another device", "admitted")
BOARD = Board({"id-1": ("=adele@adatum.com", ROW)}, ())
WAVES = {"limited-pilot": StateWave(Stage.ENFORCE, "Limited pilot", ("windows",), "g")}


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    read(monkeypatch, BOARD)
    planned = campaign(wave(), wave("second"))
    opened = SimpleNamespace(state=StackState(waves=WAVES), home=RuntimeHome(tmp_path))
    monkeypatch.setattr(module, "declared_campaign", lambda messages: planned)
    monkeypatch.setattr(Stack, "open", lambda stack: opened)
    return tmp_path / "board.csv"


def read(monkeypatch: pytest.MonkeyPatch, found: Board | GraphError) -> None:
    async def reading(*ignored: Any, **more: Any) -> Board:
        if isinstance(found, GraphError):
            raise found
        return found

    monkeypatch.setattr(module, "_read", reading)


def run(out: Path, **options: Any) -> int:
    with pytest.raises(typer.Exit) as ended:
        people(wave="limited-pilot", out=out, **options)
    return int(ended.value.exit_code)


def test_the_file_is_private_and_the_terminal_shows_counts_alone(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(out) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    with out.open(newline="") as file:
        titles, line = csv.reader(file)
    assert tuple(titles) == TITLES
    assert line[:3] == ["'=adele@adatum.com", "id-1", ROW.told]
    assert line[3:] == ["yes", "yes", "no", ROW.failed_because, "admitted"]
    said = capsys.readouterr()
    assert "Limited pilot: 1 person: 1 told" in said.out
    assert "adele" not in said.out + said.err


def test_the_counts_as_json(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(out, as_json=True) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["people"], counts["compliant"], counts["admitted"], counts["doubts"]) == (1, 0, 1, [])


def test_a_doubt_is_told_by_the_exit_code(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read(monkeypatch, Board(BOARD.rows, ("the group lists 1 person and counts 9",)))
    assert run(out) == 1
    assert "Not to be trusted: the group lists 1 person" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [("nobody", 2, "name one of limited-pilot, second"), ("second", 1, "has not begun")],
)
def test_a_wave_without_people_is_refused(out: Path, name: str, code: int, says: str) -> None:
    with pytest.raises(RefusedError, match=says) as refused:
        people(wave=name, out=out)
    assert refused.value.exit_code == code
    assert not out.exists()


def test_a_tenant_that_cannot_be_read_and_a_file_that_cannot_be_written_are_refused(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RefusedError, match="cannot be written"):
        people(wave="limited-pilot", out=out / "in" / "no-folder")
    read(monkeypatch, GraphError("the group", "GET /groups", message="refused"))
    with pytest.raises(RefusedError, match="the group"):
        people(wave="limited-pilot", out=out)
