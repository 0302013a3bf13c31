"""Files of people as the admin centres export them, and as people write them."""

import re
from pathlib import Path

import pytest

from intune_waves.people.people_file import PeopleFile, read_people

A, B = "ann@adatum.com", "bob@adatum.com"


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("a.csv", f"userPrincipalName,displayName\n{A},Ann\n{B},Bob\n", {A: 2, B: 3}),
        (
            "a.csv",
            f'\ufeff"displayName","UserPrincipalName"\r\n"Ann, of ""IT""","{A}"\r\n"Bob","{B}"\r\n',
            {A: 2, B: 3},
        ),
        ("a.csv", f'displayName,UPN\n"two\nlines",{A}\nBob,{B}\n', {A: 2, B: 4}),
        ("a.csv", f"name;Primary user UPN\nAnn;{A}\n\nBob;{B}\n", {A: 2, B: 4}),
        ("a.csv", f"userPrincipalName\n{A.upper()}\n", {A: 2}),
        ("a.txt", f"# pilot\n{A}\n\n{B} # Bob\n", {A: 2, B: 4}),
        ("a.csv", f"{A}\n{B}\n", {A: 1, B: 2}),
        ("a.yaml", f"title: Pilot\npeople:\n  list:\n    - {A}\n    - {B}\n", {A: 4, B: 5}),
    ],
)
def test_the_names_are_read_with_their_lines(
    tmp_path: Path, name: str, content: str, lines: dict[str, int]
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    read = read_people(str(path))
    assert isinstance(read, PeopleFile)
    assert read.lines == lines


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "nobody stands in the file"),
        ("a.csv", b"userPrincipalName\n", "nobody stands in the file"),
        ("a.csv", b"name,mail\nAnn,ann@adatum.com\n", "names no column userPrincipalName"),
        ("a.csv", b"userPrincipalName\nann@adatum.com\nANN@adatum.com\n", "a.csv:3: .* first in line 2"),
        ("a.csv", b"userPrincipalName\nAnn Hill\n", "a.csv:2: 'Ann Hill' is no user principal name"),
        ("a.csv", b"\xff\xfeu\x00", "not UTF-8"),
        ("a.yaml", b"title: Pilot\npeople: everybody-else\n", "people.list holds no names"),
        ("a.yaml", b"title: [\n", "not YAML"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    read = read_people(str(path))
    assert isinstance(read, list)
    assert re.search(said, read[0].reason)


def test_a_missing_file_is_refused() -> None:
    read = read_people("waves/people/nowhere.csv")
    assert isinstance(read, list)
    assert read[0].reason.startswith("waves/people/nowhere.csv: there is no such file")


def test_many_wrong_lines_are_ten_and_a_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("userPrincipalName\n" + "nobody\n" * 13)
    read = read_people(str(path))
    assert isinstance(read, list)
    assert len(read[0].reason.splitlines()) == 11
    assert read[0].reason.endswith("and 3 more")


def test_the_digest_is_of_the_people_not_of_the_file(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.txt"
    first.write_text(f"name,userPrincipalName\nx,{A}\ny,{B}\n")
    second.write_text(f"{B.upper()}\n{A}\n")
    digests = {
        read.digest for read in map(read_people, map(str, (first, second))) if isinstance(read, PeopleFile)
    }
    assert len(digests) == 1
