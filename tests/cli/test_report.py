"""`./migrate report` writes what it can from what there is, and says what it could not have."""

import json
from pathlib import Path
from typing import Any

import pytest

from intune_waves.cli.report import Format, report
from intune_waves.stack.refusal import RefusedError

CAMPAIGN = """\
name: Adatum moves to Intune
organisation: Adatum Corporation
first_period: 2027-01-11
period_length: 14 days
break_glass: [breakglass1@adatum.com, breakglass2@adatum.com]
defaults: {platforms: [windows]}
brake: {percent: 100}
"""
PILOT = """\
title: Limited [pilot]
people: {list: people/pilot.csv}
start: {period: 1}
stages: {enforce: {coverage: 90}}
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime folder of its own, that is not there yet."""
    monkeypatch.setenv("INTUNE_WAVES_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign of one wave with twenty people in a file."""
    waves = tmp_path / "waves"
    (waves / "people").mkdir(parents=True)
    (waves / "campaign.yaml").write_text(CAMPAIGN)
    (waves / "limited-pilot.yaml").write_text(PILOT)
    names = "".join(f"p{n}@adatum.com\n" for n in range(20))
    (waves / "people" / "pilot.csv").write_text(f"userPrincipalName\n{names}")
    return waves


def _refusal(folder: Path, **options: Any) -> tuple[int, str]:
    with pytest.raises(RefusedError) as refused:
        report(folder, offline=True, **options)
    return refused.value.exit_code, str(refused.value)


def test_offline_needs_the_waves_alone(folder: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(folder, offline=True, today="2027-01-12")
    html = (home / "report.html").read_text()
    assert html.startswith("<!doctype html>")
    assert "Limited [pilot]" in html
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{home}/report.html: written ({len(html.encode()) / 1000:.0f} kB)\n"


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        (Format.MARKDOWN, "# Adatum moves to Intune\n"),
        (Format.JSON, '{\n  "campaign": "Adatum moves to Intune",\n'),
        (Format.TERMINAL, "Adatum moves to Intune\nThe campaign has not begun"),
    ],
)
def test_the_other_forms_go_to_the_terminal_or_into_a_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: Format, begins: str
) -> None:
    report(folder, offline=True, form=form, today="2027-01-01")
    shown = capsys.readouterr().out
    assert shown.startswith(begins)
    assert "\x1b" not in shown
    report(folder, offline=True, form=form, today="2027-01-01", out=tmp_path / "report")
    written = (tmp_path / "report").read_text()
    assert written.startswith(begins)
    assert list(tmp_path.glob("*.part")) == []


def test_a_dash_is_the_terminal(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(folder, offline=True, out=Path("-"))
    assert capsys.readouterr().out.startswith("<!doctype html>")


def test_markdown_keeps_its_limit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(folder, offline=True, form=Format.MARKDOWN, limit=1000)
    text = capsys.readouterr().out
    assert len(text) <= 1000
    assert "Left out to stay within 1,000 characters" in text


def test_without_a_stack_it_goes_on_and_warns(
    folder: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(folder, stack="nowhere", form=Format.JSON)
    said = capsys.readouterr()
    reason = (
        "the state was not read: Pulumi.nowhere.yaml: there is no such file, so there is no stack 'nowhere'"
    )
    assert said.err == f"warning: {reason}\n"
    rows = json.loads(said.out)
    assert rows["unread"] == [reason]
    assert rows["forecast"][0]["moves"] == ["Limited [pilot]: announce"]


def test_drift_comes_from_a_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "drift.json"
    found = [
        {"severity": 5, "title": "Other changes", "resource": "b", "kind": "intune:index:Gate", "what": "x"},
        {"severity": 1, "title": "Early enforcement", "resource": "a", "kind": "a:b/c:Policy", "what": "y"},
    ]
    file.write_text(json.dumps({"stack": "dev", "period": 3, "drift": found}))
    report(folder, offline=True, form=Format.JSON, drift=file)
    drift = json.loads(capsys.readouterr().out)["drift"]
    assert (drift["checked"], drift["source"]) == (True, "drift.json")
    assert [(row["title"], row["kind"], row["name"]) for row in drift["rows"]] == [
        ("Early enforcement", "Policy", "a"),
        ("Other changes", "Gate", "b"),
    ]


def test_the_engines_own_preview_will_do_too(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = "azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy"
    state = {"type": kind, "custom": True}
    step = {
        "op": "update",
        "urn": f"urn:pulumi:dev::intune-waves::{kind}::tech-savvy",
        "oldState": {**state, "inputs": {"state": "enabled"}},
        "newState": {**state, "inputs": {"state": "enabledForReportingButNotEnforced"}},
        "diffReasons": ["state"],
    }
    (tmp_path / "preview.json").write_text(json.dumps({"steps": [{"op": "same", "urn": "a::b"}, step]}))
    report(folder, offline=True, form=Format.JSON, drift=tmp_path / "preview.json")
    (row,) = json.loads(capsys.readouterr().out)["drift"]["rows"]
    assert (row["severity"], row["title"], row["name"]) == (1, "Early enforcement", "tech-savvy")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"drift": 3}', '{"drift": [{}]}', '{"steps": [{}]}', "\ufeffnull", '{"steps": 1}'],
)
def test_a_file_without_drift_is_refused(folder: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "d.json"
    file.write_text(text, encoding="utf-8")
    expected = "this is no drift in JSON [drift-file]\n  next: write it with ./migrate drift --json > d.json"
    assert _refusal(folder, drift=file) == (2, f"{file}: {expected}")


def test_what_a_person_got_wrong_is_one_message(folder: Path, tmp_path: Path) -> None:
    missing = tmp_path / "none.json"
    assert _refusal(folder, drift=missing) == (2, f"{missing}: cannot be read: No such file or directory")
    assert _refusal(folder, today="22.3.") == (
        2,
        "--today 22.3.: this is no day\n  next: write it as 2027-03-22",
    )
    nowhere = tmp_path / "nowhere" / "report.html"
    assert _refusal(folder, out=nowhere) == (
        1,
        f"{nowhere}: cannot be written: No such file or directory\n  next: name another --out",
    )
    (folder / "limited-pilot.yaml").write_text("title: 3\n")
    assert "[" in _refusal(folder)[1]
