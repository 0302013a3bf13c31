"""What validate says of a campaign that holds."""

import shutil
from pathlib import Path

import pytest

from intune_waves.cli.validate import validate
from intune_waves.stack.home import PROJECT


def test_a_hold_moves_the_period_in_which_a_wave_is_enforced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "waves"
    shutil.copytree(PROJECT / "waves", folder)
    pilot = folder / "limited-pilot.yaml"
    hold = "holds:\n  - {since: 2, until: 3, reason: The VPN client is not ready, by: helpdesk}\n"
    pilot.write_text(pilot.read_text() + hold)
    validate(folder)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "  limited-pilot        starts in period 1 (2027-01-11), enforced in period 6"
    assert lines[2] == "  expanded-pilot       starts in period 2 (2027-01-25), enforced in period 5"
