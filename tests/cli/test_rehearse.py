"""`./migrate rehearse` says what it rests on, what each period does to people, and which one fails."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer

from intune_waves.cli.options.exports import _name_and_file
from intune_waves.cli.rehearse import rehearse
from intune_waves.stack.refusal import RefusedError
from tests.declarations.folder import CAMPAIGN
from tests.declarations.folder import write as write_waves
from tests.people.exports import DEVICES, USERS, device, user, write

RULES = "defaults: {platforms: [windows]}\nbrake: {percent: 100}\n"
PILOT = """\
title: Limited [pilot]
people: {list: people/pilot.csv}
start: {period: 1}
stages: {enforce: {coverage: 90}}
"""
REST = """\
title: All regions
people: everybody-else
start: {after: limited-pilot}
size: 5000
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A campaign of two waves, the first with twenty people in a file."""
    waves = tmp_path / "waves"
    names = "".join(f"p{n}@adatum.com\n" for n in range(20))
    files = {
        "campaign.yaml": CAMPAIGN + RULES,
        "limited-pilot.yaml": PILOT,
        "all-regions.yaml": REST,
        "people/pilot.csv": f"userPrincipalName\n{names}",
    }
    write_waves(waves, files)
    return waves


@pytest.fixture
def exports(tmp_path: Path) -> dict[str, Path]:
    """Fifty people, every fifth of whom has a compliant device already."""
    people = [user(f"p{n}") for n in range(50)] + [user("guest", userType="Guest")]
    people += [user("breakglass1"), user("BreakGlass2")]
    machines = [device(str(n), f"p{n}") for n in range(0, 50, 5)]
    return {
        "users": write(tmp_path / "users.csv", USERS, people),
        "devices": write(tmp_path / "devices.csv", DEVICES, machines),
    }


def _run(capsys: pytest.CaptureFixture[str], folder: Path, **options: Any) -> tuple[int, str]:
    with pytest.raises(typer.Exit) as ended:
        rehearse(folder, **options)
    return ended.value.exit_code, capsys.readouterr().out


def _json(capsys: pytest.CaptureFixture[str], folder: Path, **options: Any) -> tuple[int, dict[str, Any]]:
    code, text = _run(capsys, folder, as_json=True, **options)
    return code, json.loads(text)


def _refusal(folder: Path, **options: Any) -> tuple[int, str]:
    with pytest.raises(RefusedError) as refused:
        rehearse(folder, **options)
    return refused.value.exit_code, str(refused.value)


def test_the_first_line_says_what_it_rests_on(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    code, text = _run(capsys, folder)
    lines = text.splitlines()
    assert code == 0
    assert lines[0] == (
        "Rehearsal of Adatum moves to Intune, on the sizes that the waves declare (assumed); assumed: "
        "70 % enroll when instructed, 95 % by the deadline, 98 % after that; "
        "97 % of them with a compliant device."
    )
    assert lines[-1] == "None of the 5 periods would be refused."
    assert "\x1b" not in text
    enforced = next(line for line in lines if "enforce" in line)
    assert "Limited [pilot]: enforce (90.0 % covered; 18" in enforced
    assert [cell.strip() for cell in enforced.split("│")][3:5] == ["·", "2"]


def test_exports_are_counted(
    capsys: pytest.CaptureFixture[str], folder: Path, exports: dict[str, Path]
) -> None:
    code, said = _json(capsys, folder, **exports)
    assert code == 0
    assert said["basis"].startswith(
        f"Rehearsal of Adatum moves to Intune, on 52 people of {exports['users']} "
        f"and the devices of {exports['devices']}; assumed: 70 % enroll"
    )
    people = {each["wave"]: (each["basis"], each["people"], each["covered"]) for each in said["waves"]}
    assert people == {"limited-pilot": ("counted", 20, 4), "all-regions": ("counted", 30, 6)}
    assert [(row["asked"], row["blocked"]) for row in said["periods"]] == [
        (0, 0),
        (16, 0),
        (24, 0),
        (0, 1),
        (0, 2),
    ]
    assert said["remarks"] == [
        "all-regions: 30 people counted, 5,000 expected",
        "1 guest is left out",
        "42 people have no device in Intune",
        "the devices are those that Intune lists: who loses a device that is in no list is not known",
    ]


def test_a_period_that_would_be_refused_is_exit_code_1(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "assume.yaml").write_text("compliant: 99\nenrolled_after_deadline: 80\n")
    options: dict[str, Any] = {"assume": tmp_path / "assume.yaml", "assuming": ["compliant=100"]}
    code, said = _json(capsys, folder, **options)
    assert (code, said["first_refused"]) == (1, 4)
    assert said["assumptions"]["enrolled_after_deadline"] == 80
    assert said["assumptions"]["compliant"] == 100
    assert [each["rule"] for each in said["periods"][3]["refusals"]] == ["stage-gate"]
    code, text = _run(capsys, folder, **options)
    lines = text.splitlines()
    assert code == 1
    assert lines[-1] == "Period 4 would be the first to be refused (stage-gate)."
    refusal = next(line for line in lines if line.startswith("period 4: "))
    assert (
        "limited-pilot.yaml:4:30: stages.enforce.coverage: limited-pilot from deadline to enforce: failed:"
        in refusal
    )
    assert "16 of 20 covered (80 %, needs 90 %)" in refusal


def test_declarations_that_do_not_hold_are_refused(folder: Path) -> None:
    (folder / "all-regions.yaml").write_text("title: All regions\n")
    code, said = _refusal(folder)
    assert code == 1
    assert said.count("the key is missing; add it [missing-key]") == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"devices": Path("d.csv")},
            "--devices and --group need the people too\n  next: add --users users.csv",
        ),
        ({"group": ["a=b.csv"]}, "--devices and --group need the people too\n  next: add --users users.csv"),
        (
            {"users": Path("u.csv"), "group": ["Pilot"]},
            "--group Pilot: this names no group and file\n"
            "  next: write --group 'Name of the group=members.csv'",
        ),
        (
            {"users": Path("u.csv"), "group": ["Pilot=a.csv", "pilot=b.csv"]},
            "--group pilot=b.csv: the group was given already (a.csv)\n  next: remove one of the two",
        ),
        (
            {"users": Path("gone.csv")},
            "gone.csv: there is no such file; correct its name [file-missing]",
        ),
        (
            {"assuming": ["compliant"]},
            "--assuming compliant: this gives no value\n  next: write --assuming compliant=90",
        ),
        (
            {"assuming": ["compliant=many"]},
            "compliant: 'many' is none; write a percentage from 0 to 100 [assumption-value]",
        ),
    ],
)
def test_a_wrong_call_is_exit_code_2(folder: Path, options: dict[str, Any], said: str) -> None:
    assert _refusal(folder, **options) == (2, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1\n", ":1:1: this is not what belongs here; "
         "write keys and values, such as enrolled_after_instruct: 60 [wrong-type]"),
        ("# a guess\ncompliant: -1\n", ":2:12: compliant: -1 is none; "
         "write a percentage from 0 to 100 [assumption-value]"),
    ],
)  # fmt: skip
def test_assumptions_that_are_wrong_point_at_their_line(
    folder: Path, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "assume.yaml"
    path.write_text(text)
    assert _refusal(folder, assume=path) == (2, f"{path}{said}")


def test_a_group_export_fills_a_wave(
    capsys: pytest.CaptureFixture[str], folder: Path, exports: dict[str, Path], tmp_path: Path
) -> None:
    (folder / "limited-pilot.yaml").write_text(PILOT.replace("list: people/pilot.csv", "group: Pilot Group"))
    members = tmp_path / "members.csv"
    members.write_text("id,userPrincipalName\n" + "".join(f"{n},p{n}@adatum.com\n" for n in range(8)))
    _, counted = _json(capsys, folder, users=exports["users"], group=[f"pilot group={members}"])
    _, unknown = _json(capsys, folder, users=exports["users"])

    def people(said: dict[str, Any]) -> Sequence[int | None]:
        return [each["people"] for each in said["waves"]]

    assert people(counted) == [8, 42]
    assert people(unknown) == [None, 5000]


@pytest.mark.parametrize("here", [".", "waves", "waves/people"])
def test_files_of_people_are_found_from_wherever_it_is_called(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    exports: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    here: str,
) -> None:
    monkeypatch.chdir(folder.parent / here)
    _, said = _json(capsys, folder, users=exports["users"])
    assert said["waves"][0]["people"] == 20


@pytest.mark.parametrize("name", ["pilot group", "team=blue"])
@pytest.mark.parametrize("file", ["members.csv", "of=a=team.csv"])
def test_a_group_s_name_and_its_file_may_hold_an_equals_sign(tmp_path: Path, name: str, file: str) -> None:
    (tmp_path / file).write_text("")
    assert _name_and_file(f"{name}={tmp_path / file}") == (name, "=", str(tmp_path / file))


def test_a_file_that_is_not_there_is_what_stands_behind_the_last_equals_sign() -> None:
    assert _name_and_file("Team=Blue=missing.csv") == ("Team=Blue", "=", "missing.csv")
