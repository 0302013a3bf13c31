"""Waves from a table: one line for each, a template, and complaints by the table's line."""

from pathlib import Path

import pytest

from intune_waves.campaign.errors import Complaint, DeclarationError
from intune_waves.declarations import load

CAMPAIGN = """\
name: Bench
organisation: Adatum Corporation
first_period: 2027-01-11
period_length: 14 days
break_glass: [breakglass1@adatum.com, breakglass2@adatum.com]
defaults: {platforms: [windows], personal_devices: block}
"""
TEMPLATE = """\
# What all sites have in common.
title: Site <City>
part_of: <region>
people:
  rule: user.city -eq "<City>"
size: <people>
start: {period: <start>}
stages:
  enforce: {coverage: 85}
"""
TABLE = """\
id,City,Region,People,Start
site-berlin,Berlin,Europe,300,1
site-lyon,Lyon,Europe,,2
site-austin,"Austin, TX",America,120,2
"""


def waves(folder: Path, table: str = TABLE, template: str = TEMPLATE) -> Path:
    """A waves folder with a table in a folder of its own."""
    (folder / "waves" / "sites").mkdir(parents=True)
    (folder / "waves" / "campaign.yaml").write_text(CAMPAIGN)
    (folder / "waves" / "sites" / "sites.csv").write_text(table)
    (folder / "waves" / "sites" / "sites.template.yaml").write_text(template)
    return folder / "waves"


def complaints(folder: Path) -> list[Complaint]:
    """What is wrong with it."""
    with pytest.raises(DeclarationError) as refused:
        load(folder)
    return list(refused.value.complaints)


def test_each_line_is_a_wave(tmp_path: Path) -> None:
    found = {each.id: each for each in load(waves(tmp_path)).waves}
    assert found.keys() == {"site-berlin", "site-lyon", "site-austin"}
    austin = found["site-austin"]
    assert (austin.title, austin.size, austin.part_of) == ("Site Austin, TX", 120, "America")
    assert austin.people.membership_rule == 'user.city -eq "Austin, TX"'
    assert found["site-lyon"].size is None


def test_it_is_the_wave_that_its_own_file_would_declare(tmp_path: Path) -> None:
    table = load(waves(tmp_path)).wave("site-berlin")
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "campaign.yaml").write_text(CAMPAIGN)
    (alone / "site-berlin.yaml").write_text(
        'title: Site Berlin\npart_of: Europe\npeople: {rule: user.city -eq "Berlin"}\nsize: 300\n'
        "start: {period: 1}\nstages: {enforce: {coverage: 85}}\n"
    )
    assert load(alone).wave("site-berlin") == table


@pytest.mark.parametrize(
    ("written", "instead", "line", "rule"),
    [
        ("300,1", "many,1", 2, "size"),
        ("300,1", "300,0", 2, "start-period"),
        ("site-berlin", "Site Berlin", 2, "wave-id"),
        ("site-lyon", "site-berlin", 3, "wave-twice"),
        ('"Austin, TX"', "", 4, "table-cell"),
        ('"Austin, TX"', '"Aus""tin"', 4, "table-cell"),
        ("site-lyon,Lyon,Europe,,2", "site-lyon,Lyon", 3, "table-row"),
        ("Lyon,Europe", "Berlin,Europe", 3, "duplicate-title"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(
    tmp_path: Path, written: str, instead: str, *, line: int, rule: str
) -> None:
    found = complaints(waves(tmp_path, TABLE.replace(written, instead)))
    assert [(str(each.where).rpartition("waves/")[2], each.rule) for each in found] == [
        (f"sites/sites.csv:{line}:1", rule)
    ] * len(found)


def test_what_the_template_says_of_all_is_told_once_there(tmp_path: Path) -> None:
    (found,) = complaints(waves(tmp_path, template=TEMPLATE.replace("coverage: 85", "coverage: 850")))
    assert str(found.where).endswith("waves/sites/sites.template.yaml:9:23")
    assert found.rule == "coverage-share"


def test_a_column_that_there_is_not_is_told_once(tmp_path: Path) -> None:
    (found,) = complaints(waves(tmp_path, template=TEMPLATE.replace("<people>", "<persons>")))
    assert (found.rule, str(found.where).endswith("sites.template.yaml:6:7")) == ("table-column", True)


@pytest.mark.parametrize(
    ("table", "rule"),
    [
        ("name,city\n", "csv-column"),
        ("id,city,region,people,start\n", "no-waves"),
        ('id,city,region,people,start\nsite-x,"open,Europe,1,1\n', "csv-syntax"),
    ],
)
def test_a_table_that_holds_no_waves_is_told(tmp_path: Path, table: str, rule: str) -> None:
    assert [each.rule for each in complaints(waves(tmp_path, table))] == [rule]


def test_a_template_without_its_table_is_told(tmp_path: Path) -> None:
    folder = waves(tmp_path)
    (folder / "sites" / "sites.csv").unlink()
    assert [each.rule for each in complaints(folder)] == ["file-missing"]


def test_names_in_a_template_are_refused(tmp_path: Path) -> None:
    listed = TEMPLATE.replace('rule: user.city -eq "<City>"', "list: [a@adatum.com]")
    found = complaints(waves(tmp_path, template=listed))
    assert [each.rule for each in found] == ["table-list"]


def test_a_cell_says_no_more_than_its_value(tmp_path: Path) -> None:
    """What is in a cell is never read as YAML keys."""
    table = TABLE.replace("Berlin,", '"Berlin}, size: 9, x: {y",', 1)
    found = load(waves(tmp_path, table)).wave("site-berlin")
    assert found.title == "Site Berlin}, size: 9, x: {y"
    assert found.size == 300


def test_a_name_may_look_like_a_number(tmp_path: Path) -> None:
    table = TABLE.replace("Berlin,Europe", "1001,49")
    template = TEMPLATE.replace("title: Site <City>", "title: <City>")
    found = load(waves(tmp_path, table, template)).wave("site-berlin")
    assert (found.title, found.part_of, found.size) == ("1001", "49", 300)


def test_semicolons_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    folder = waves(tmp_path, "\ufeff" + TABLE.replace('"Austin, TX"', "Austin").replace(",", ";"))
    assert len(load(folder).waves) == 3


def test_waves_may_have_folders(tmp_path: Path) -> None:
    folder = waves(tmp_path)
    inner = folder / "head office"
    inner.mkdir()
    text = "title: Helpdesk\npeople: {list: [a@adatum.com]}\nstart: {period: 1}\n"
    (inner / "helpdesk.yaml").write_text(text)
    for other in ("people", "messages", "schema", ".hidden"):
        (folder / other).mkdir()
        (folder / other / "not-a-wave.yaml").write_text("no: wave")
    wave = load(folder).wave("helpdesk")
    assert wave.people.declared_size == 1
    # The provider reads the names there.
    assert str(getattr(wave.people, "file", "")).endswith("waves/head office/helpdesk.yaml")


def test_a_wave_stands_in_one_folder(tmp_path: Path) -> None:
    folder = waves(tmp_path)
    text = "title: Other\npeople: {list: [a@adatum.com]}\nstart: {period: 1}\n"
    (folder / "site-lyon.yaml").write_text(text)
    (found,) = complaints(folder)
    assert found.rule == "wave-twice"
    assert "sites/sites.csv:3" in f"{found.where} {found.what}"
