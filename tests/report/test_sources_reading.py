"""What a report says of waves that could not be counted, and what it takes for drift."""

import json
from pathlib import Path

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.report.drift_reading import read_drift
from intune_waves.report.sources_reading import uncounted
from intune_waves.stack.refusal import RefusedError
from intune_waves.step.meaning import Counted, PeopleCount
from intune_waves.step.wave_move import WaveMove


def move(wave: str, group: str | None) -> WaveMove:
    return WaveMove(wave, wave.title(), Stage.ANNOUNCE, Stage.INSTRUCT, None, ("windows",), group)


def test_only_a_wave_that_has_begun_is_missed() -> None:
    moves = [move("counted", "g1"), move("unread", "g2"), move("new", None)]
    counted = {
        "counted": Counted(PeopleCount(5, 3)),
        "unread": Counted("the group has 3 people and 50 are expected"),
        "new": Counted("the wave's group is filled by this very step"),
    }
    assert list(uncounted(moves, counted)) == [
        "Unread was not counted in the tenant: the group has 3 people and 50 are expected"
    ]


def test_a_preview_that_was_refused_is_no_proof_that_nothing_has_drifted(tmp_path: Path) -> None:
    file = tmp_path / "preview.json"
    file.write_text(json.dumps({"steps": []}))
    assert read_drift(file).checked
    file.write_text(json.dumps({"steps": [], "diagnostics": [{"severity": "error", "message": "it failed"}]}))
    with pytest.raises(RefusedError, match="preview ended with an error, so what has drifted is not known"):
        read_drift(file)
