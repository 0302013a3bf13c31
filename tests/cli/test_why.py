"""`./migrate why` on exports: the page, the same as JSON, and clear words for whoever is not there."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from intune_waves.cli import why as module
from intune_waves.cli.declared import declared_campaign
from intune_waves.cli.why import why
from intune_waves.stack.refusal import RefusedError
from tests.declarations.folder import CAMPAIGN
from tests.declarations.folder import write as write_waves
from tests.people.exports import DEVICES, USERS, device, user, write

EXCLUDED = """\
exclusions:
  - {account: sync@adatum.com, reason: Directory synchronisation, by: Alex Wilber}
"""
PILOT = "title: Limited pilot\npeople: {list: [p1@adatum.com, p2@adatum.com]}\nstart: {period: 1}\n"
REST = "title: All regions\npeople: everybody-else\nstart: {after: limited-pilot}\n"


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    folder = tmp_path / "waves"
    files = {
        "campaign.yaml": CAMPAIGN + EXCLUDED,
        "limited-pilot.yaml": PILOT,
        "all-regions.yaml": REST,
    }
    write_waves(folder, files)
    monkeypatch.setattr(module, "PROJECT", tmp_path)
    monkeypatch.setattr(module, "declared_campaign", lambda messages: declared_campaign(folder))
    people = [user(f"p{n}") for n in range(5)]
    people += [user("guest", userType="Guest"), user("sync"), user("gone", accountEnabled="False")]
    machines = [
        device("PC-1", "p1"),
        device("Phone-1", "p1", OS="iOS", Compliance="Not compliant"),
        device("PC-3", "p3", **{"Managed by": "JAMF"}),
    ]
    return {
        "users": write(tmp_path / "users.csv", USERS, people),
        "devices": write(tmp_path / "devices.csv", DEVICES, machines),
    }


def told(capsys: pytest.CaptureFixture[str], name: str, *, period: str = "2", **files: Any) -> Any:
    with pytest.raises(typer.Exit) as ended:
        why(f"{name}@adatum.com", period=period, as_json=True, **files)
    assert ended.value.exit_code == 0
    return json.loads(capsys.readouterr().out)


def test_the_page_tells_wave_devices_and_what_to_do(
    capsys: pytest.CaptureFixture[str], exports: dict[str, Any]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        why("P1@adatum.com", period="2", **exports)
    text = capsys.readouterr().out
    assert ended.value.exit_code == 0
    for said in (
        "Limited pilot (limited-pilot), by the exports, in period 2",
        "2027-01-25  instruct <- now",
        "Phone-1",
        "Intune has found it not compliant",
        "iOS, and keeps another device",
        "windows: corporate devices only (as declared)",
        "Intune waves: Limited pilot needs a compliant device (report-only",
        "by 2027-02-22: open Company Portal on Phone-1 (iOS)",
        "in no export",
    ):
        assert said in text, said


def test_the_same_as_json(capsys: pytest.CaptureFixture[str], exports: dict[str, Any]) -> None:
    found = told(capsys, "p1", **exports)
    assert (found["wave"], found["stage"]) == ("limited-pilot", "instruct")
    assert [each["let_in"] for each in found["devices"]] == [True, False]
    assert {each["sources"] for each in found["devices"]} == {"Intune's export"}


def test_everybody_else_are_told_of_the_old_service(
    capsys: pytest.CaptureFixture[str], exports: dict[str, Any]
) -> None:
    found = told(capsys, "p3", period="3", **exports)
    assert found["wave"] == "all-regions"
    assert found["to_do"] == [
        "by 2027-03-08: take PC-3 (Windows) out of the old service, then enroll it in Intune"
    ]


def test_excluded_guest_and_disabled_accounts_are_told_so(
    capsys: pytest.CaptureFixture[str], exports: dict[str, Any]
) -> None:
    sync = told(capsys, "sync", **exports)
    assert sync["standing"][0] == "never in the campaign: excluded by Alex Wilber: Directory synchronisation"
    assert (sync["wave"], sync["to_do"]) == (None, ["nothing"])
    assert told(capsys, "guest", **exports)["standing"][0].startswith("a guest")
    assert told(capsys, "gone", **exports)["standing"][0].startswith("the account is disabled")


def test_without_a_devices_export_devices_are_not_known(
    capsys: pytest.CaptureFixture[str], exports: dict[str, Any]
) -> None:
    found = told(capsys, "p1", users=exports["users"])
    assert found["loses"] == "not known"
    assert "no devices export was given" in found["not_known"]


def test_nobody_of_a_name_is_told_with_the_next_step(exports: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        why("nobody@adatum.com", period="2", **exports)
    assert refused.value.exit_code == 1
    assert "[person-unknown]" in str(refused.value)


def test_what_goes_with_exports_alone_is_refused_without_them(exports: dict[str, Any]) -> None:
    with pytest.raises(RefusedError) as refused:
        why("p1@adatum.com", devices=exports["devices"])
    assert refused.value.exit_code == 2


def test_the_sources_that_are_not_looked_into_are_named_once(
    capsys: pytest.CaptureFixture[str], exports: dict[str, Any], tmp_path: Path
) -> None:
    named = "inventories: [{file: ws1.csv, service: Workspace ONE}]\nsign_in_log: true\n"
    (tmp_path / "waves" / "campaign.yaml").write_text(CAMPAIGN + EXCLUDED + named)
    with pytest.raises(typer.Exit) as ended:
        why("p1@adatum.com", period="2", as_json=True, **exports)
    assert ended.value.exit_code == 0
    assert json.loads(capsys.readouterr().out)["not_known"][1:] == [
        "Workspace ONE's inventory was not looked into",
        "the sign-in log was not looked into",
    ]
