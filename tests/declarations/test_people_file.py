from pathlib import Path

import pytest

from intune_waves.campaign.place import Place
from intune_waves.declarations.people_file import MOST_COMPLAINTS, read


def written(folder: Path, content: str, name: str = "people.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    "header",
    [
        "userPrincipalName",
        "USERPRINCIPALNAME",
        '"User principal name"',
        "UPN",
        "Primary user UPN",
        "\ufeffuserPrincipalName",
    ],
)
def test_the_column_is_found_by_its_names(tmp_path: Path, header: str) -> None:
    people = read(written(tmp_path, f"id,{header}\n1,a@adatum.com\n"), tmp_path, "people.csv")
    assert people.complaints == [] or header.startswith("\ufeff")
    people = read(written(tmp_path, f"{header}\na@adatum.com\n"), tmp_path, "people.csv")
    assert people.complaints == []
    assert list(people.lines) == ["a@adatum.com"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_header_s(tmp_path: Path, delimiter: str) -> None:
    content = f'name{delimiter}UPN\n"Vance{delimiter} Adele"{delimiter}a@adatum.com\n'
    assert read(written(tmp_path, content), tmp_path, "people.csv").lines == {"a@adatum.com": 2}


def test_lines_count_through_line_breaks_in_cells(tmp_path: Path) -> None:
    path = written(tmp_path, 'UPN,title\r\na@adatum.com,"x\r\ny"\r\n\r\n  B@adatum.com,z\r\n')
    people = read(path, tmp_path, "people.csv")
    assert people.lines == {"a@adatum.com": 2, "b@adatum.com": 5}
    assert people.place("b@adatum.com") == Place("people.csv", 5, 3)


def test_a_short_line_names_nobody(tmp_path: Path) -> None:
    people = read(written(tmp_path, "name,UPN\nAdele\n"), tmp_path, "people.csv")
    assert [(str(each.where), each.rule) for each in people.complaints] == [("people.csv:2:1", "upn")]


def test_complaints_about_one_file_are_bounded(tmp_path: Path) -> None:
    people = read(written(tmp_path, "UPN\n" + "nobody\n" * 5000), tmp_path, "people.csv")
    assert len(people.complaints) == MOST_COMPLAINTS + 1
    assert "4980 more lines" in people.complaints[-1].what


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "UPN\na@adatum.com\n")
    monkeypatch.setattr("intune_waves.declarations.people_file.PEOPLE_LIMIT", 10)
    people = read(path, tmp_path, "people.csv")
    assert [each.rule for each in people.complaints] == ["file-too-large"]
    assert people.lines == {}


def test_the_place_of_a_byte_that_is_not_utf_8_deep_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(
        b"UPN\n" + b"".join(b"p%d@adatum.com\n" % n for n in range(20000)) + b"\xff@adatum.com\n"
    )
    people = read(path, tmp_path, "people.csv")
    assert [str(each) for each in people.complaints] == [
        "people.csv:20002:1: the byte 0xff is not UTF-8; save the file as UTF-8 [not-utf-8]"
    ]
