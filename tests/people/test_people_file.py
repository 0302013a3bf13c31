"""Files of people as the admin centres export them, and as people write them: one parser for all readers."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves import declarations
from intune_waves.campaign.people import ListedPeople
from intune_waves.campaign.place import Place
from intune_waves.people.file_complaints import MOST_COMPLAINTS
from intune_waves.people.people_file import PeopleError, read_people, whole
from intune_waves.people.sources import ListSource
from tests.declarations.folder import write

A, B = "ann@adatum.com", "bob@adatum.com"
PILOT = "title: Pilot\npeople: {list: people/FILE}\nstart: {period: 1}\n"


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
        ("a.csv", f"sep=;\nname;UPN\nAnn;{A}\n", {A: 3}),
        ("a.csv", f"userPrincipalName\n{A.upper()}\n", {A: 2}),
        ("a.csv", f"{A}\n{B}\n", {A: 1, B: 2}),
        ("a.txt", f"# pilot\n{A}\n\n{B} # Bob\n", {A: 2, B: 4}),
        ("a.yaml", f"title: Pilot\npeople:\n  list:\n    - {A}\n    - {B}\n", {A: 4, B: 5}),
    ],
)
def test_the_names_are_read_with_their_lines(
    tmp_path: Path, name: str, content: str, lines: dict[str, int]
) -> None:
    read = read_people(written(tmp_path, content, name), name)
    assert read.complaints == []
    assert read.lines == lines


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "a.csv:1:1: there is no column userPrincipalName"),
        ("a.csv", b"userPrincipalName\n", "nobody stands in the file"),
        ("a.txt", b"# nobody\n", "nobody stands in the file"),
        ("a.csv", b"name,mail\nAnn,ann@adatum.com\n", "there is no column userPrincipalName"),
        ("a.csv", b"sep=,\nname,mail\nAnn,ann@adatum.com\n", "a.csv:2:1: there is no column"),
        ("a.csv", b"userPrincipalName\nann@adatum.com\nANN@adatum.com\n", "a.csv:3:1: .* first in line 2"),
        ("a.csv", b"userPrincipalName\nAnn Hill\n", "a.csv:2:1: 'Ann Hill' is no user principal name"),
        ("a.csv", b"\xff\xfeu\x00", "a.csv:1:1: the file is UTF-16"),
        ("a.yaml", b"title: Pilot\npeople: everybody-else\n", "people.list holds no names"),
        ("a.yaml", b"title: [\n", "not YAML"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(PeopleError, match=said):
        whole(path, name)


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(PeopleError, match=r"waves/people/nowhere\.csv: there is no such file"):
        whole(Path("waves/people/nowhere.csv"), "waves/people/nowhere.csv")


def test_the_digest_is_of_the_people_not_of_the_file(tmp_path: Path) -> None:
    first = written(tmp_path, f"name,userPrincipalName\nx,{A}\ny,{B}\n")
    second = written(tmp_path, f"{B.upper()}\n{A}\n", "b.txt")
    assert whole(first, "a").digest == whole(second, "b").digest
    # The states of earlier versions hold it, so it is the same in every version.
    assert whole(first, "a").digest == "c0c7628b994f8eb7b2e321a6e6986a14"


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
    people = read_people(written(tmp_path, f"id,{header}\n1,a@adatum.com\n"), "people.csv")
    assert people.complaints == [] or header.startswith("\ufeff")
    people = read_people(written(tmp_path, f"{header}\na@adatum.com\n"), "people.csv")
    assert people.complaints == []
    assert list(people.lines) == ["a@adatum.com"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_header_s(tmp_path: Path, delimiter: str) -> None:
    content = f'name{delimiter}UPN\n"Vance{delimiter} Adele"{delimiter}a@adatum.com\n'
    assert read_people(written(tmp_path, content), "people.csv").lines == {"a@adatum.com": 2}


def test_lines_count_through_line_breaks_in_cells(tmp_path: Path) -> None:
    path = written(tmp_path, 'UPN,title\r\na@adatum.com,"x\r\ny"\r\n\r\n  B@adatum.com,z\r\n')
    people = read_people(path, "people.csv")
    assert people.lines == {"a@adatum.com": 2, "b@adatum.com": 5}
    assert people.place("b@adatum.com") == Place("people.csv", 5, 3)


def test_a_short_line_names_nobody(tmp_path: Path) -> None:
    people = read_people(written(tmp_path, "name,UPN\nAdele\n"), "people.csv")
    assert [(str(each.where), each.rule) for each in people.complaints] == [("people.csv:2:1", "upn")]


def test_complaints_about_one_file_are_bounded(tmp_path: Path) -> None:
    people = read_people(written(tmp_path, "UPN\n" + "nobody\n" * 5000), "people.csv")
    assert len(people.complaints) == MOST_COMPLAINTS + 1
    assert "4980 more lines" in people.complaints[-1].what


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "UPN\na@adatum.com\n")
    monkeypatch.setattr("intune_waves.people.people_file.PEOPLE_LIMIT", 10)
    people = read_people(path, "people.csv")
    assert [each.rule for each in people.complaints] == ["file-too-large"]
    assert people.lines == {}


def test_the_place_of_a_byte_that_is_not_utf_8_deep_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(
        b"UPN\n" + b"".join(b"p%d@adatum.com\n" % n for n in range(20000)) + b"\xff@adatum.com\n"
    )
    people = read_people(path, "people.csv")
    assert [str(each) for each in people.complaints] == [
        "people.csv:20002:1: the byte 0xff is not UTF-8; save the file as UTF-8 [not-utf-8]"
    ]


FIRST_LINES = [
    f"{A}  # the first, of two",
    "# name; department",
    "# tab\tbed",
    f"{A}, {B}",
    f"{A};Ann",
    f"{A}\tAnn",
    "userPrincipalName,displayName",
]


@pytest.mark.parametrize("first", FIRST_LINES)
@pytest.mark.parametrize("name", ["people.txt", "people.TXT", "people.csv"])
def test_what_validate_accepts_the_preview_and_the_rehearsal_accept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, first: str
) -> None:
    agree(tmp_path, monkeypatch, name, f"{first}\ncara@adatum.com\n")


PIECES = [A, B, "a", "@b.cd", "UPN", ",", ";", "\t", "#", '"', "\n", " "]


@given(
    text=st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    name=st.sampled_from(["people.txt", "people.csv"]),
)
def test_no_text_is_judged_in_two_ways(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        agree(tmp_path_factory.mktemp("project"), patch, name, text)


def agree(project: Path, patch: pytest.MonkeyPatch, name: str, content: str) -> None:
    """The declarations, the provider and the rehearsal read the same people of a file, or all refuse it."""
    patch.chdir(project)
    write(project / "waves", {"pilot.yaml": PILOT.replace("FILE", name), f"people/{name}": content})
    path = f"waves/people/{name}"
    try:
        declared = declarations.load(project / "waves").waves[0].people
    except declarations.DeclarationError:
        with pytest.raises(PeopleError):
            ListSource().named(path)
        with pytest.raises(PeopleError):
            ListSource().names(ListedPeople(1, file=path), project)
        return
    told = ListSource().named(path)
    names = ListSource().names(ListedPeople(1, file=path), project)
    assert declared.declared_size == told.size == len(names) > 0


def test_a_guest_s_name_keeps_its_mark_and_a_remark_does_not_count(tmp_path: Path) -> None:
    text = "# guests\nowner_outlook.com#EXT#@adatum.onmicrosoft.com # of a partner\nada@adatum.com\t#x\n"
    found = read_people(written(tmp_path, text, "people.txt"), "people.txt")
    assert [*found.lines] == ["owner_outlook.com#ext#@adatum.onmicrosoft.com", "ada@adatum.com"]


DEVICES = "Device ID,Device name,Primary user UPN\n1,PC 1,ada@adatum.com\n2,PC 2,ada@adatum.com\n3,PC 3,\n"
MEMBERS = "id,userPrincipalName,objectType\n1,ada@adatum.com,User\n2,,Group\n3,,Device\n"


@pytest.mark.parametrize("content", [DEVICES, MEMBERS], ids=["devices", "members"])
def test_an_export_is_a_list_of_its_people(tmp_path: Path, content: str) -> None:
    assert [*whole(written(tmp_path, content), "people.csv").lines] == ["ada@adatum.com"]


def test_in_a_list_of_people_somebody_twice_and_nobody_are_mistakes(tmp_path: Path) -> None:
    content = "userPrincipalName,city\nada@adatum.com,Oslo\nada@adatum.com,Oslo\n,Bern\n"
    rules = [each.rule for each in read_people(written(tmp_path, content), "people.csv").complaints]
    assert rules == ["person-twice", "upn"]
