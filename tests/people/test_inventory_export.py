"""Inventories of other services are read whatever their titles, separators, encodings and days look like."""

from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from intune_waves.campaign.device_evidence import Inventory
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.inventory_export import (
    InventoriedDevice,
    InventoryExport,
    digest_of,
    read_inventory,
    whole_inventories,
)

ADELE = "adele.vance@adatum.com"
PHONE = InventoriedDevice(ADELE, "iOS", "f2lxk0adatum", "", "2027-01-08")
TITLES = "UPN,Platform,Last Seen,Serial Number"
WORKSPACE_ONE = """\
"Friendly Name","Platform","User","Email Address","Serial Number","Last Seen","Enrollment Status"
"avance iPhone","Apple iOS","avance","Adele.Vance@adatum.com","F2LXK0ADATUM","1/8/2027 9:14:00 AM","Enrolled"
"gone","Apple iOS","avance","adele.vance@adatum.com","F2LXK1ADATUM","1/13/2027 9:14:00 AM","Unenrolled"
"""
JAMF = """\
Display Name,Model,Serial Number,Username,Email Address,Last Inventory Update,Managed
avance,iPhone 15 Pro,F2LXK0ADATUM,avance,adele.vance@adatum.com,2027-01-08 at 9:14 AM,Managed
"""
IVANTI = """\
sep=;
User Email;Platform Name;Device Serial Number;Last Check-In;Registration State
adele.vance@adatum.com;iOS 18.2;F2LXK0ADATUM;Jan 8, 2027 09:14:00 AM;ACTIVE
adele.vance@adatum.com;iOS 18.2;F2LXK1ADATUM;Jan 8, 2027 09:14:00 AM;RETIRED
"""
MAAS360 = """\
Device Name\tUsername\tEmail Address\tPlatform\tSerial Number\tLast Reported\tManaged Status
avance\tavance\tadele.vance@adatum.com\tiOS\tF2LXK0ADATUM\t8 January 2027 09:14 UTC\tEnrolled
avance\tavance\tadele.vance@adatum.com\tiOS\tF2LXK1ADATUM\t8 January 2027 09:14 UTC\tControl Removed
"""


def read(path: Path, text: str, encoding: str = "utf-8") -> InventoryExport:
    path.write_bytes(text.encode(encoding))
    return read_inventory(path, path.name)


@pytest.mark.parametrize("text", [WORKSPACE_ONE, JAMF, IVANTI, MAAS360])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_four_services_are_read_in_three_encodings(tmp_path: Path, text: str, encoding: str) -> None:
    found = read(tmp_path / "inventory.csv", text, encoding)
    assert (found.complaints, found.devices) == ((), [PHONE])
    assert found.gone == (0 if text is JAMF else 1)
    assert found.newest == "2027-01-08"


def test_a_zip_that_holds_the_export_is_read(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "inventory.zip", "w") as packed:
        packed.writestr("devices.csv", WORKSPACE_ONE)
    assert read_inventory(tmp_path / "inventory.zip", "inventory.zip").devices == [PHONE]


@pytest.mark.parametrize("lacking", ["UPN", "Platform", "Last Seen", "Serial Number"])
def test_a_column_that_lacks_is_complained_of(tmp_path: Path, lacking: str) -> None:
    titles = ",".join(each for each in TITLES.split(",") if each != lacking)
    found = read(tmp_path / "inventory.csv", f"{titles}\na,b,c\n")
    assert [each.rule for each in found.complaints] == ["csv-column"]
    assert not found.devices


def test_what_entra_id_knows_a_device_by_stands_for_its_serial_number(tmp_path: Path) -> None:
    text = f"UPN,Platform,Last Seen,Azure AD Device ID\n{ADELE},Android,2027-01-08,ABC-1\n"
    found = read(tmp_path / "inventory.csv", text)
    assert found.devices == [InventoriedDevice(ADELE, "android", "", "abc-1", "2027-01-08")]


@pytest.mark.parametrize(
    ("row", "rule", "says"),
    [
        ("adele.vance,Windows,2027-01-08,SERIAL1", "csv-value", "'adele.vance' is no user principal name"),
        (f"{ADELE},Symbolics,2027-01-08,SERIAL1", "csv-value", "'Symbolics' is no platform"),
        (f"{ADELE},,2027-01-08,SERIAL1", "csv-value", "nothing is no platform"),
        (f"{ADELE},Windows,yesterday,SERIAL1", "csv-value", "'yesterday' is no day"),
        (f"{ADELE},Windows,2027-02-30,SERIAL1", "csv-value", "'2027-02-30' is no day"),
        (f"{ADELE},Windows,2027-01-08", "csv-row", "the row has 3 cells"),
    ],
)
def test_a_line_that_cannot_be_understood_is_complained_of(
    tmp_path: Path, row: str, rule: str, says: str
) -> None:
    found = read(tmp_path / "inventory.csv", f"{TITLES}\n{row}\n")
    [complaint] = found.complaints
    assert (complaint.rule, complaint.where and complaint.where.line) == (rule, 2)
    assert says in complaint.what


@pytest.mark.parametrize("text", ["", f"{TITLES}\n"])
def test_an_inventory_of_nothing_is_not_an_organisation_without_devices(tmp_path: Path, text: str) -> None:
    assert [each.rule for each in read(tmp_path / "inventory.csv", text).complaints] == ["export-empty"]


def test_an_inventory_whose_devices_have_all_left_is_one_of_none(tmp_path: Path) -> None:
    text = f"{TITLES},Status\n{ADELE},iOS,2027-01-08,F2LXK0ADATUM,Retired\n"
    found = read(tmp_path / "inventory.csv", text)
    assert (found.complaints, found.devices, found.gone, found.newest) == ((), [], 1, "")


def test_a_file_that_is_not_there_is_complained_of(tmp_path: Path) -> None:
    found = read_inventory(tmp_path / "inventory.csv", "waves/inventory.csv")
    assert [str(each.where) for each in found.complaints] == ["waves/inventory.csv"]
    assert digest_of(tmp_path / "inventory.csv") == ""
    with pytest.raises(ExportError):
        whole_inventories([(Inventory("waves/inventory.csv", "Jamf"), tmp_path / "inventory.csv")])


def test_the_digest_is_the_files(tmp_path: Path) -> None:
    (tmp_path / "inventory.csv").write_bytes(b"UPN\n")
    assert digest_of(tmp_path / "inventory.csv") == sha256(b"UPN\n").hexdigest()


@pytest.mark.parametrize(("other", "day"), [("13/01/2027", "2027-08-01"), ("01/13/2027", "2027-01-08")])
def test_one_day_of_a_file_tells_how_all_are_written(tmp_path: Path, other: str, day: str) -> None:
    rows = [f"{ADELE},iOS,1/8/2027,F2LXK0ADATUM", f"{ADELE},iOS,{other},F2LXK1ADATUM"]
    found = read(tmp_path / "inventory.csv", "\n".join([TITLES, *rows]))
    assert [each.last_seen for each in found.devices] == [day, "2027-01-13"]
