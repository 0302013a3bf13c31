"""What validate says of a campaign that holds."""

import json
import shutil
from pathlib import Path

import pytest
import typer

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


def _with_guards(tmp_path: Path, source: str) -> Path:
    folder = tmp_path / "waves"
    shutil.copytree(PROJECT / "waves", folder)
    campaign = folder / "campaign.yaml"
    with campaign.open("a", encoding="utf-8") as file:
        file.write("\nguards: [guards/own.py]\n")
    (tmp_path / "guards").mkdir()
    (tmp_path / "guards" / "own.py").write_text(source, encoding="utf-8")
    return folder


OWN = """from intune_waves.guards import PlannedPeriod, guard


@guard(rule="own-rule", sentence="Nothing is said.")
def judge(period: PlannedPeriod):
    yield from ()
"""


def test_the_organisation_s_own_guards_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = _with_guards(tmp_path, OWN)
    validate(folder)
    assert capsys.readouterr().out.splitlines()[-1] == (
        "  guard own-rule       Nothing is said. (guards/own.py)"
    )
    validate(folder, as_json=True)
    assert json.loads(capsys.readouterr().out)["guards"] == {"own-rule": "guards/own.py"}


def test_a_guard_that_does_not_load_is_a_complaint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        validate(_with_guards(tmp_path, "import nothing_of_that_name\n"))
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == (
        "guards/own.py:1: the file ends in ModuleNotFoundError: No module named 'nothing_of_that_name'; "
        "correct it, or take it out of guards in waves/campaign.yaml [guard-file]\n"
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [(None, "inventory.csv: there is no such file"), ("UPN,OS\n", "there is no column Last Seen")],
)
def test_an_inventory_that_cannot_be_read_is_complained_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, says: str
) -> None:
    folder = tmp_path / "waves"
    shutil.copytree(PROJECT / "waves", folder)
    with (folder / "campaign.yaml").open("a", encoding="utf-8") as file:
        file.write("\ninventories: [{file: inventory.csv, service: Workspace ONE}]\n")
    if text is not None:
        (folder / "inventory.csv").write_text(text)
    with pytest.raises(typer.Exit):
        validate(folder)
    assert says in capsys.readouterr().err
    (folder / "inventory.csv").write_text(
        "UPN,OS,Last Seen,Serial Number\nadele.vance@adatum.com,iOS,2027-01-11,F2LADATUM1\n"
    )
    validate(folder)
