"""`./migrate messages` writes what people are told, twice the same, and touches nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from intune_waves.cli.app import app
from intune_waves.cli.messages import messages
from intune_waves.stack.refusal import RefusedError
from tests.messages.adatum import write
from tests.people.exports import USERS, user
from tests.people.exports import write as export

CAMPAIGN = """\
name: Adatum moves to Intune
organisation: Adatum Corporation
first_period: 2027-01-11
period_length: 14 days
break_glass: [breakglass1@adatum.com, breakglass2@adatum.com]
messages:
  helpdesk: the service desk
  old_service: {name: Fabrikam MDM}
"""
PILOT = """\
title: Limited pilot
people: {list: [p1@adatum.com, p2@adatum.com]}
start: {period: 1}
"""
REST = """\
title: All regions
people: everybody-else
start: {after: limited-pilot}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A campaign of two waves with short templates, in the folder where the test stands."""
    waves = write(tmp_path / "waves")
    (waves / "campaign.yaml").write_text(CAMPAIGN)
    (waves / "limited-pilot.yaml").write_text(PILOT)
    (waves / "all-regions.yaml").write_text(REST)
    monkeypatch.chdir(tmp_path)
    return waves


def _run(*words: str) -> str:
    known = ["messages", "--waves", "waves", "--out", "out"]
    if "--as-of" not in words:
        known += ["--as-of", "2027-01-01"]
    done = CliRunner().invoke(app, [*known, *words], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def _refusal(*words: str) -> tuple[int, str]:
    with pytest.raises(RefusedError) as refused:
        _run(*words)
    return refused.value.exit_code, str(refused.value)


def _files() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}


def test_it_says_who_is_told_what_and_what_is_not_known(folder: Path) -> None:
    assert _run("--period", "2") == (
        "Messages of period 2 (2027-01-25), in out:\n"
        "  limited-pilot        instruct  2 recipients        The instruct\n"
        "  all-regions          announce  recipients unknown  The announce\n"
        "  all-regions: no list of recipients, because the wave lists nobody by name; add --users users.csv\n"
        "Files: 8 new.\n"
    )
    files = _files()
    assert sorted(files) == [
        "out/.gitattributes",
        "out/all-regions/all-regions.ics",
        "out/all-regions/announce.html",
        "out/all-regions/announce.txt",
        "out/limited-pilot/instruct.html",
        "out/limited-pilot/instruct.txt",
        "out/limited-pilot/limited-pilot.ics",
        "out/limited-pilot/recipients.csv",
        "out/written.json",
    ]
    assert files["out/limited-pilot/instruct.txt"].decode() == (
        "The instruct\n\nHello {{ person.name }}, this is the instruct.\n"
    )


def test_a_second_run_changes_no_byte(folder: Path) -> None:
    _run("--period", "2")
    first = _files()
    assert _run("--period", "2").splitlines()[-1] == "Files: 8 unchanged."
    assert _files() == first


def test_exports_say_who_everybody_else_is(folder: Path, tmp_path: Path) -> None:
    people = [user(f"p{n}", displayName=f"Person, {n}") for n in range(4)] + [
        user("gone", accountEnabled="False")
    ]
    export(tmp_path / "users.csv", USERS, people)
    said = json.loads(_run("--period", "2", "--users", "users.csv", "--json"))
    assert [(row["wave"], row["recipients"], row["unknown"]) for row in said["messages"]] == [
        ("limited-pilot", 2, None),
        ("all-regions", 2, None),
    ]
    assert len(said["files"]["new"]) == 9
    table = (tmp_path / "out" / "all-regions" / "recipients.csv").read_bytes().decode("utf-8-sig")
    assert table == ('userPrincipalName,displayName\np0@adatum.com,"Person, 0"\np3@adatum.com,"Person, 3"\n')


def test_earlier_messages_stay_and_those_that_moved_on_go(folder: Path) -> None:
    _run("--period", "1")
    _run("--period", "2")
    assert {"out/limited-pilot/announce.txt", "out/limited-pilot/instruct.txt"} <= _files().keys()
    said = _run("--period", "1").splitlines()[-1]
    assert said == "Files: 5 unchanged, 5 removed."
    assert sorted(each for each in _files() if each.endswith(".txt")) == ["out/limited-pilot/announce.txt"]


def test_a_file_of_somebody_else_is_left_alone(folder: Path) -> None:
    theirs = Path("out/limited-pilot/announce.txt")
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine")
    assert _refusal("--period", "1") == (
        1,
        "out/limited-pilot/announce.txt: the file exists, and ./migrate messages did not write it\n"
        "  next: move it away, or name another folder with --out",
    )
    assert _files() == {"out/limited-pilot/announce.txt": b"mine"}


def test_a_period_in_which_nothing_begins_says_so(folder: Path) -> None:
    assert _run("--period", "7") == (
        "No wave enters a stage in period 7 (2027-04-05): nobody is told anything.\nFiles: none.\n"
    )
    assert not Path("out").exists()


def test_a_deadline_that_is_over_is_not_told(folder: Path) -> None:
    code, said = _refusal("--period", "3", "--as-of", "2027-03-08")
    assert code == 1
    assert said.splitlines() == [
        "waves/limited-pilot.yaml:3:8: start: limited-pilot would hear of deadline with 2027-02-22 as the "
        "day of enforcement, and today is 2027-03-08; move the start, hold the wave, or see the messages "
        "as of an earlier day with --as-of DAY [message-deadline-past]",
        "waves/all-regions.yaml:3:8: start: all-regions would hear of instruct with 2027-03-08 as the day of "
        "enforcement, and today is 2027-03-08; move the start, hold the wave, or see the messages as of an "
        "earlier day with --as-of DAY [message-deadline-past]",
    ]
    assert not Path("out").exists()


def test_a_template_that_cannot_be_filled_points_at_its_line(folder: Path) -> None:
    write(folder, announce="---\nsubject: Hello\n---\n\nUntil {{ dates.enforced | day }}.\n")
    assert _refusal("--period", "1") == (
        1,
        "waves/messages/en/announce.md:5:16: the template asks for what there is not: dates has no enforced, "
        "only announce, instruct, deadline, enforce, last_day; correct its name; docs/messages.md lists all "
        "variables [message-variable]",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "which period?\n  next: ./migrate messages --period 1"),
        (["--period", "1", "--as-of", "soon"], "--as-of soon: this is no day\n"
         "  next: write year-month-day, such as --as-of 2027-01-11"),
        (["--period", "1", "--users", "gone.csv"], "gone.csv: there is no such file; correct its name "
         "[file-missing]"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_exit_code_2(folder: Path, words: list[str], said: str) -> None:
    assert _refusal(*words) == (2, said)


def test_a_campaign_without_messages_says_how_to_declare_them(folder: Path) -> None:
    (folder / "campaign.yaml").write_text(CAMPAIGN.partition("messages:")[0])
    assert _refusal("--period", "1") == (
        1,
        "waves/campaign.yaml:1:1: messages: the campaign declares no messages to people; add messages: with "
        "helpdesk and old_service; docs/messages.md shows them [messages-undeclared]",
    )


def test_a_folder_that_cannot_be_written_is_named(folder: Path) -> None:
    Path("out").write_text("a file")
    code, said = _refusal("--period", "1")
    assert (code, said.splitlines()[-1]) == (1, "  next: name another folder with --out")


def test_it_is_a_group_that_takes_more_verbs() -> None:
    command: Any = typer.main.get_command(messages)
    assert command.invoke_without_command
