"""Exports are read as they come, and what cannot be read is said with its line."""

import csv
import io
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.people.encoded_text import ExportError
from intune_waves.people.table import Column, Kind, open_table

PEOPLE = Kind("the export", "some portal", (Column("upn", ("User name", "UPN"), needed=True), Column("city")))


def _read(path: Path) -> list[tuple[int, list[str]]]:
    with open_table(path, "users.csv", kind=PEOPLE) as table:
        return [(line, [row[table.at["upn"]], row[table.at["city"]]]) for line, row in table.rows()]


def _written(tmp_path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = tmp_path / "users.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def _complaint(path: Path) -> str:
    with pytest.raises(ExportError) as refused:
        _read(path)
    return str(refused.value)


TEXT = 'city,"user_NAME"\r\n"Redmond, ""WA""",a\r\n\r\n"two\r\nlines",b\r\n,\r\nDublin,c'
ROWS = [(2, ["a", 'Redmond, "WA"']), (4, ["b", "two\r\nlines"]), (7, ["c", "Dublin"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_quotes_commas_line_breaks_and_empty_lines_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    assert _read(_written(tmp_path, TEXT, encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_the_titles(tmp_path: Path, separator: str) -> None:
    # More commas than separators: counting them would choose wrongly.
    text = f'"a,b,c,d,e,f"{separator}UPN{separator}City\nx{separator}a{separator}Oslo\n'
    assert _read(_written(tmp_path, text)) == [(2, ["a", "Oslo"])]


@pytest.mark.parametrize(
    "ahead", ["sep=;\n", '"sep=;"\r\n', "version:v1.0\n", "\n\n", "sep=;\n\nversion:v1.0\n"]
)
def test_what_stands_above_the_titles_is_skipped_and_lines_still_count(tmp_path: Path, ahead: str) -> None:
    [(line, row)] = _read(_written(tmp_path, f"{ahead}UPN;City\na;Oslo\n"))
    assert (line, row) == (2 + ahead.count("\n"), ["a", "Oslo"])


def test_a_title_may_hold_a_line_break(tmp_path: Path) -> None:
    assert _read(_written(tmp_path, 'UPN,"City\n"\na,Oslo\n')) == [(3, ["a", "Oslo"])]


def test_the_best_of_several_titles_is_taken(tmp_path: Path) -> None:
    assert _read(_written(tmp_path, "UPN,User name,City\nx,a,Oslo\n")) == [(2, ["a", "Oslo"])]


def test_a_missing_column_names_those_that_are_there(tmp_path: Path) -> None:
    assert _complaint(_written(tmp_path, "sep=,\nName,City\na,Oslo\n")) == (
        "users.csv:2: there is no column User name or UPN among Name, City; "
        "give the export (some portal) [csv-column]"
    )


def test_a_column_twice_is_ambiguous(tmp_path: Path) -> None:
    assert _complaint(_written(tmp_path, "UPN,City,upn\n")) == (
        "users.csv:1: the column upn stands in the first line more than once (columns 1 and 3); "
        "remove all but one of them [csv-column-twice]"
    )


def test_a_column_that_nobody_asks_for_may_stand_twice(tmp_path: Path) -> None:
    assert _read(_written(tmp_path, "x,UPN,x,City\n1,a,2,Oslo\n")) == [(2, ["a", "Oslo"])]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n \r\n", b"\xff\xfe"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert _complaint(_written(tmp_path, content)) == (
        "users.csv:1: the file says nothing; give the export (some portal) [export-empty]"
    )


def test_an_open_quote(tmp_path: Path) -> None:
    assert _complaint(_written(tmp_path, 'UPN,City\na,"Oslo\nb,Rome\n')) == (
        "users.csv:3: this is not CSV: unexpected end of data; "
        "look for an open quote in this line or above [csv-syntax]"
    )


def test_another_encoding_is_named_with_its_byte(tmp_path: Path) -> None:
    assert _complaint(_written(tmp_path, b"UPN,City\na,Oslo\nb,Z\xfcrich\n")) == (
        "users.csv:3:4: the byte 0xfc is not UTF-8; "
        "export it again, or save it from the spreadsheet as 'CSV UTF-8' [export-encoding]"
    )


def test_utf_16_that_breaks_off(tmp_path: Path) -> None:
    content = "UPN,City\na,Oslo\n".encode("utf-16")[:-1]
    assert _complaint(_written(tmp_path, content)) == (
        "users.csv: the file breaks off in the middle of its UTF-16 text; "
        "export it again, or save it from the spreadsheet as 'CSV UTF-8' [export-encoding]"
    )


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert _complaint(tmp_path / "none.csv") == (
        "users.csv: there is no such file; correct its name [file-missing]"
    )


def test_a_folder_is_no_export(tmp_path: Path) -> None:
    assert _complaint(tmp_path) == (
        "users.csv: the file cannot be read: Is a directory; "
        "check what it is and who may read it [file-unreadable]"
    )


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(cells, cells), max_size=8),
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_was_written_is_read_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    separator: str,
    encoding: str,
    ending: str,
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=ending, quoting=csv.QUOTE_ALL)
    writer.writerows([("UPN", "city"), *rows])
    path = _written(tmp_path_factory.mktemp("export"), text.getvalue(), encoding)
    read = _read(path)
    assert [tuple(row) for _, row in read] == [row for row in rows if any(row)]
    assert all(earlier < later for (earlier, _), (later, _) in pairwise(read))


def test_titles_in_another_language_are_shown_as_written_and_named_as_such(tmp_path: Path) -> None:
    said = _complaint(_written(tmp_path, "Benutzer Name,Ort\na,Oslo\n"))
    assert "among Benutzer Name, Ort; " in said
    assert "exported while the portal's language is English" in said


def _zipped(tmp_path: Path, **files: str) -> Path:
    path = tmp_path / "users.zip"
    with ZipFile(path, "w") as packed:
        for name, content in files.items():
            packed.writestr(f"{name}.csv", content)
    return path


def test_the_one_file_of_a_zip_is_read(tmp_path: Path) -> None:
    assert _read(_zipped(tmp_path, users="city,user_NAME\nOslo,a\n")) == [(2, ["a", "Oslo"])]


@pytest.mark.parametrize("files", [{}, {"one": "city,UPN\n", "two": "city,UPN\n"}])
def test_another_zip_is_to_be_unpacked(tmp_path: Path, files: dict[str, str]) -> None:
    said = _complaint(_zipped(tmp_path, **files))
    assert "unpack it" in said


def test_what_only_begins_as_a_zip_is_told(tmp_path: Path) -> None:
    assert "this is a zip" in _complaint(_written(tmp_path, b"PK\3\4 and no more"))
