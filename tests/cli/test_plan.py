"""`./migrate plan` proposes, explains, and writes what `declarations` accepts; no up ever reads it."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.people import DynamicRule, EverybodyElse, ListedPeople
from intune_waves.campaign.schedule import schedule
from intune_waves.cli.plan import plan
from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT
from intune_waves.stack.refusal import RefusedError
from tests.declarations.folder import CAMPAIGN
from tests.declarations.folder import write as write_waves
from tests.people.exports import USERS, user, write

PILOT = "title: Limited [pilot]\npeople: {list: people/pilot.csv}\nstart: {period: 4}\n"
REST = "title: All regions\npeople: everybody-else\nstart: {after: limited-pilot, periods: 3}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign of two waves; the list has a byte order mark and Windows line ends."""
    waves = tmp_path / "source"
    names = "".join(f"p{n}@adatum.com\r\n" for n in range(20))
    files = {
        "limited-pilot.yaml": PILOT,
        "all-regions.yaml": REST,
        "people/pilot.csv": f"\ufeffuserPrincipalName\r\n{names}",
    }
    write_waves(waves, files)
    return waves


@pytest.fixture
def users(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four hundred people in two countries, and the project's campaign is the one of `folder`."""
    monkeypatch.setattr("intune_waves.cli.plan.WAVES", folder)
    people = [
        user(f"p{n}", department="IT" if n < 60 else "Sales", country="US" if n % 2 else "IE")
        for n in range(400)
    ]
    return write(tmp_path / "users.csv", USERS, [*people, user("breakglass1", department="IT")])


def _json(capsys: pytest.CaptureFixture[str], **options: Any) -> dict[str, Any]:
    plan(as_json=True, **options)
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def _refusal(**options: Any) -> tuple[int, str]:
    with pytest.raises(RefusedError) as refused:
        plan(**options)
    return refused.value.exit_code, str(refused.value)


def test_new_waves_for_an_organisation(
    capsys: pytest.CaptureFixture[str], users: Path, tmp_path: Path
) -> None:
    said = _json(capsys, users=users, write=tmp_path / "proposed")
    assert said["basis"] == f"Proposed for 401 people of {users}."
    rows = [(each["wave"], each["start"], each["people"], each["who"]) for each in said["waves"]]
    assert rows == [
        ("limited-pilot", 1, 50, "a list"),
        ("expanded-pilot", 2, 10, "a list"),
        ("phase-1-ie", 3, 170, "a rule"),
        ("everybody-else", 4, 170, "everybody else"),
    ]
    campaign = load(tmp_path / "proposed")
    assert [wave.size for wave in campaign.waves] == [50, 10, 170, 170]
    kinds = [type(wave.people) for wave in campaign.waves]
    assert kinds == [ListedPeople, ListedPeople, DynamicRule, EverybodyElse]
    assert schedule(campaign).last_period == 7


def test_waves_that_exist_get_their_starts(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    plan(source=folder, write=tmp_path / "proposed")
    text = capsys.readouterr().out
    lines = text.splitlines()
    assert lines[0] == f"Proposed for the 2 waves of {folder}, on the sizes that they declare."
    assert lines[-1] == (
        f"4 files written to {tmp_path}/proposed; ./migrate rehearse {tmp_path}/proposed walks them."
    )
    first = next(line for line in lines if line.startswith("Limited [pilot]"))
    cells = ["Limited [pilot]", "P1 (2027-01-11)", "P4 (2027-02-22)", "20", "a list"]
    assert [cell.strip() for cell in first.split("│")][:5] == cells
    assert "\x1b" not in text
    campaign = load(tmp_path / "proposed")
    assert dict(schedule(campaign).starts) == {"limited-pilot": 1, "all-regions": 2}
    copied = tmp_path / "proposed" / "people" / "pilot.csv"
    assert copied.read_bytes() == (folder / "people" / "pilot.csv").read_bytes()


def test_waves_that_exist_are_counted_in_exports(
    capsys: pytest.CaptureFixture[str], users: Path, folder: Path
) -> None:
    said = _json(capsys, users=users, source=folder)
    assert said["basis"] == f"Proposed for the 2 waves of {folder}, on people counted in {users}."
    assert [each["people"] for each in said["waves"]] == [20, 380]


def test_factors_of_departments_are_used(
    capsys: pytest.CaptureFixture[str], users: Path, tmp_path: Path
) -> None:
    judged = tmp_path / "factors.yaml"
    judged.write_text("departments:\n  IT: {complexity: high}\n")
    said = _json(capsys, users=users, factors=judged, helpdesk=100)
    assert [each["start"] for each in said["waves"]][:3] == [1, 3, 5]
    judged.write_text("departments:\n  IT: {complexity: huge}\n  HR: {risk: low}\n")
    code, text = _refusal(users=users, factors=judged)
    assert code == 2
    assert text.splitlines() == [
        f"{judged}:2:20: departments.IT.complexity: 'huge' is no level; "
        "write one of low, medium, high [factor-level]",
        f"{judged}:3:8: departments.HR.risk: there is no such key; "
        "write one of willingness, complexity, requirements, location, business_risk [unknown-key]",
    ]


def test_nothing_is_overwritten_without_force(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "proposed"
    plan(source=folder, write=target)
    (target / "limited-pilot.yaml").write_text(PILOT)
    assert _refusal(source=folder, write=target) == (
        2,
        f"{target} has these files already: limited-pilot.yaml\n"
        "  next: write into another folder, or overwrite them with --force",
    )
    assert (target / "limited-pilot.yaml").read_text() == PILOT
    plan(source=folder, write=target, force=True)
    assert dict(schedule(load(target)).starts) == {"limited-pilot": 1, "all-regions": 2}


def test_what_is_the_same_already_is_no_hindrance(folder: Path, tmp_path: Path) -> None:
    plan(source=folder, write=tmp_path / "proposed")
    plan(source=folder, write=tmp_path / "proposed")


def test_a_folder_with_other_waves_is_refused(users: Path, folder: Path) -> None:
    assert _refusal(users=users, write=folder, force=True) == (
        2,
        f"{folder} has other waves, which would become part of the campaign: all-regions.yaml\n"
        "  next: write into an empty folder",
    )


def test_a_file_is_no_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    assert _refusal(source=folder, write=tmp_path / "taken") == (
        2,
        f"{tmp_path}/taken is no folder\n  next: name another one",
    )


def test_factors_need_new_waves(folder: Path, tmp_path: Path) -> None:
    assert _refusal(source=folder, factors=tmp_path / "factors.yaml") == (
        2,
        "--factors is for new waves\n  next: put the factors into the waves' files",
    )


def test_an_export_of_nobody_is_refused(users: Path) -> None:
    write(users, USERS, [user("guest", userType="Guest")])
    assert _refusal(users=users) == (2, f"{users}: nobody stands in it")


def test_a_calendar_that_is_frozen_for_ever_is_refused(folder: Path) -> None:
    freeze = "freezes: [{from: 2027-01-01, to: 9999-12-31, reason: none}]\n"
    (folder / "campaign.yaml").write_text(CAMPAIGN + freeze)
    code, text = _refusal(source=folder)
    assert code == 1
    assert text.endswith("shorten periods or freezes, or start the waves earlier [calendar-end]")


@pytest.mark.parametrize(
    "file",
    [
        "__main__.py",
        "intune_waves/cli/preview.py",
        "intune_waves/cli/up.py",
        "components",
        "intune_waves/provider",
    ],
)
def test_preview_and_up_never_read_a_proposal(file: str) -> None:
    path = PROJECT / file
    sources = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    assert sources
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("intune_waves.planning"), source
            elif isinstance(node, ast.Import):
                assert not any(each.name.startswith("intune_waves.planning") for each in node.names), source


def test_the_texts_of_messages_are_written_along_so_that_the_proposal_holds(tmp_path: Path) -> None:
    proposed = tmp_path / "proposed"
    shipped = Path(__file__).resolve().parents[2] / "waves"
    plan(source=shipped, write=proposed)
    written = {path.relative_to(proposed) for path in (proposed / "messages").rglob("*.md")}
    assert written == {path.relative_to(shipped) for path in (shipped / "messages").rglob("*.md")}
    assert written
    load(proposed)
