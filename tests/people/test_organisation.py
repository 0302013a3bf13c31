"""People, devices and groups are joined, whoever is left out is counted, and cells lose nobody."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.device_evidence import DeviceEvidence, Inventory
from intune_waves.people.encoded_text import ExportError
from intune_waves.people.organisation import (
    Organisation,
    cells_of,
    read_organisation,
)
from intune_waves.planning import Cell
from intune_waves.step.loss import Device, Management
from tests.people.exports import DEVICES, USERS, device, user, write

Rows = list[dict[str, str]]

ONE_SOURCE = "the devices are those that Intune lists: who loses a device that is in no list is not known"


def _read(folder: Path, users: Rows, devices: Rows | None = None, group: str = "") -> Organisation:
    people = write(folder / "users.csv", USERS, users)
    machines = write(folder / "devices.csv", DEVICES, devices) if devices is not None else None
    groups = {}
    if group:
        groups["Pilot"] = folder / "pilot.csv"
        groups["Pilot"].write_text(group)
    return read_organisation(people, machines, groups=groups)


def _notes(folder: Path, organisation: Organisation) -> list[str]:
    return [note.replace(f"{folder}/", "") for note in organisation.notes]


def test_guests_and_disabled_accounts_are_left_out_and_counted(tmp_path: Path) -> None:
    people = [user("Adele"), user("guest", userType="Guest"), user("gone", accountEnabled="False")]
    organisation = _read(tmp_path, people, [])
    assert [person.upn for person in organisation.users.people] == ["adele@adatum.com"]
    assert _notes(tmp_path, organisation) == [
        "1 guest is left out",
        "1 disabled account is left out",
        "1 person has no device in Intune",
        ONE_SOURCE,
    ]


def test_what_devices_say_about_their_people(tmp_path: Path) -> None:
    machines = [
        device("1", "a", Compliance="Not Compliant"),
        device("2", "A"),
        device("3", "b", Compliance="noncompliant"),
        device("4", "c", **{"Managed by": "Jamf"}),
        device("5", "c", Compliance="In grace period"),
        device("6", ""),
        device("7", "stranger"),
        device("8", "gone"),
        device("9", "d", **{"Managed by": "Jamf"}),
    ]
    people = [*map(user, "abcde"), user("gone", accountEnabled="no")]
    organisation = _read(tmp_path, people, machines)
    good = Device("windows", True, True, Management.INTUNE)
    bad = good._replace(let_in=False)
    elsewhere = Device("windows", False, True, Management.ELSEWHERE)
    # A grace ends with the step that enforces.
    assert organisation.devices == [(bad, good), (bad,), (elsewhere, bad), (elsewhere,), ()]
    assert _notes(tmp_path, organisation) == [
        "1 disabled account is left out",
        "1 device has no primary user",
        "1 device's primary user is not in the users export",
        "1 device belongs to guests and disabled accounts",
        "2 devices are managed by Jamf, not by Intune",
        "2 people have no device in Intune",
        ONE_SOURCE,
    ]


def test_mail_or_protection_alone_is_no_other_service(tmp_path: Path) -> None:
    agents = ["EAS", "MDE", "MsSense", "Jamf"]
    machines = [device(name, "a", **{"Managed by": name}) for name in agents]
    organisation = _read(tmp_path, [user("a")], machines)
    assert organisation.devices is not None
    assert [each.management for each in organisation.devices[0]] == [
        *[Management.NOBODY] * 3,
        Management.ELSEWHERE,
    ]


def test_columns_that_are_missing_are_said(tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text("UPN\nadele@adatum.com\nvisitor#EXT#@adatum.com\n")
    assert read_organisation(tmp_path / "users.csv").notes == (
        "1 guest is left out",
        "the users export has no column accountEnabled: every account counts as enabled",
        "the users export has no column id: shares are drawn by name, the same size but other people "
        "than in the tenant",
        "no devices export: nobody counts as enrolled",
    )


def test_members_who_are_not_people_or_not_known_are_said(tmp_path: Path) -> None:
    titles = "id,userPrincipalName,objectType\n"
    group = titles + "1,a@adatum.com,User\n2,x@adatum.com,User\n3,,Group\n4,,Device\n5,,Group\n"
    organisation = _read(tmp_path, [user("a")], [device("1", "a")], group)
    assert organisation.groups["pilot"].upns == {"a@adatum.com", "x@adatum.com"}
    assert _notes(tmp_path, organisation) == [
        "pilot.csv: 1 member is not in the users export",
        "pilot.csv: 2 groups inside it are not looked into",
        "pilot.csv: 1 member is no person",
        ONE_SOURCE,
    ]


def test_complaints_about_all_files_come_together(tmp_path: Path) -> None:
    people = [
        user("a"),
        user("a", id="other"),
        user("b c"),
        user("d", accountEnabled="ja"),
        user("e", id="id-a"),
    ]
    machines = [device("1", "a"), device("1", "a"), device("2", "a", Compliance="Konform")]
    with pytest.raises(ExportError) as refused:
        _read(tmp_path, people, machines, "Name\nAdele\n")
    assert str(refused.value).replace(f"{tmp_path}/", "").splitlines() == [
        "users.csv:3: the person of line 2 stands here again; remove one of the lines [person-twice]",
        "users.csv:4: 'b c@adatum.com' is no user principal name; "
        "correct the cell, or export the file again [upn]",
        "users.csv:5: 'ja' does not say whether the account is enabled; "
        "correct the cell, or export the file again [csv-value]",
        "users.csv:6: the person of line 2 stands here again; remove one of the lines [person-twice]",
        "devices.csv:3: the device of line 2 stands here again; remove one of the lines [device-twice]",
        "devices.csv:4: 'Konform' is no compliance that is known; "
        "export it again with the portal's language set to English [csv-value]",
        "pilot.csv:1: there is no column userPrincipalName or UPN or User name among Name; "
        "give the export of a group's members "
        "(Entra admin centre, Groups, Members, Bulk operations, Download members), exported while the "
        "portal's language is English [csv-column]",
    ]


@pytest.mark.parametrize(
    ("title", "text"), [("users", "UPN,city\na@adatum.com,Oslo,x\nb@adatum.com\nc@adatum.com,Rome,,\n")]
)
def test_rows_that_broke_are_refused_and_empty_cells_at_their_end_are_not(
    tmp_path: Path, title: str, text: str
) -> None:
    path = tmp_path / f"{title}.csv"
    path.write_text(text)
    with pytest.raises(ExportError) as refused:
        read_organisation(path)
    step = "put quotes around cells that hold separators or line breaks, or export the file again [csv-row]"
    assert str(refused.value).replace(f"{tmp_path}/", "").splitlines() == [
        f"users.csv:2: the row has 3 cells and the first line names 2 columns; {step}",
        f"users.csv:3: the row has 1 cells and the first line names 2 columns; {step}",
    ]


def test_a_wrong_file_complains_twenty_times_and_counts_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "users.csv"
    path.write_text("UPN\n" + "nobody\n" * 50)
    with pytest.raises(ExportError) as refused:
        read_organisation(path)
    assert len(refused.value.complaints) == 21
    assert str(refused.value.complaints[-1]) == (
        f"{path}: 30 more lines of this file are wrong; look whether this is the right file [export-file]"
    )


names = st.sampled_from([f"p{n}" for n in range(12)])


@settings(deadline=None)
@given(
    people=st.dictionaries(names, st.tuples(st.booleans(), st.booleans()), min_size=1),
    owners=st.lists(st.one_of(names, st.just(""), st.just("stranger")), max_size=30),
)
def test_nobody_is_lost_or_counted_twice(
    tmp_path_factory: pytest.TempPathFactory, people: dict[str, tuple[bool, bool]], owners: list[str]
) -> None:
    rows = [
        user(name, userType="Guest" if guest else "Member", accountEnabled=str(enabled))
        for name, (guest, enabled) in people.items()
    ]
    machines = [device(str(n), owner) for n, owner in enumerate(owners)]
    organisation = _read(tmp_path_factory.mktemp("exports"), rows, machines)
    users = organisation.users
    kept = {person.upn for person in users.people}
    assert len(users.people) + len(users.guests) + len(users.disabled) == len(people)
    assert kept == {
        f"{name}@adatum.com" for name, (guest, enabled) in people.items() if enabled and not guest
    }
    assert organisation.devices is not None
    covered = {person.upn for person, held in zip(users.people, organisation.devices, strict=True) if held}
    assert covered == kept & {f"{owner}@adatum.com" for owner in owners}
    of_kept = sum(1 for owner in owners if f"{owner}@adatum.com" in kept)
    assert sum(organisation.platforms.values()) == of_kept
    said = [
        int(note.split()[0])
        for note in organisation.notes
        if note.split()[1].startswith("device") and note != ONE_SOURCE
    ]
    assert of_kept + sum(said) == len(owners)


def test_cells_whose_names_differ_in_case_are_one(tmp_path: Path) -> None:
    people = [
        user("b", department="Sales"),
        user("a", department="SALES"),
        user("c", department="Sales", country="IE"),
        user("d"),
        user("breakglass1"),
    ]
    organisation = read_organisation(write(tmp_path / "users.csv", USERS, people))
    assert cells_of(organisation, ["BreakGlass1@adatum.com"]) == [
        Cell("", "US", ("d@adatum.com",)),
        Cell("Sales", "IE", ("c@adatum.com",)),
        Cell("Sales", "US", ("a@adatum.com", "b@adatum.com")),
    ]


def test_cells_are_cut_by_the_columns_that_are_there(tmp_path: Path) -> None:
    path = write(tmp_path / "users.csv", ["userPrincipalName", "country"], [user("a")])
    [cell] = cells_of(read_organisation(path), [])
    assert (cell.department, cell.country, cell.is_known) == (None, "US", True)


IDENTIFIED = (*DEVICES, "Serial number", "Azure AD Device ID")
INVENTORY = "UPN,Platform,Last Seen,Serial Number,Azure AD Device ID,Status\n"


def _with_inventory(folder: Path, machines: Rows, text: str, *, active_days: int = 30) -> Organisation:
    (folder / "inventory.csv").write_text(INVENTORY + text)
    people = write(folder / "users.csv", USERS, [user("adele"), user("alex")])
    known = [{"Serial number": "", "Azure AD Device ID": "", **each} for each in machines]
    return read_organisation(
        people,
        write(folder / "devices.csv", IDENTIFIED, known),
        evidence=DeviceEvidence(active_days, (Inventory("inventory.csv", "Jamf"),)),
        folder=folder,
    )


def test_what_an_inventory_alone_knows_is_a_persons_device_too(tmp_path: Path) -> None:
    """Of four rows one is the device that Intune lists, one is not active any more and one has left."""
    organisation = _with_inventory(
        tmp_path,
        [device("1", "adele", OS="macOS", **{"Serial number": "C02-ADATUM"})],
        "adele@adatum.com,Mac,2027-01-08,c02adatum,,Enrolled\n"
        "adele@adatum.com,iPhone,2027-01-08,F2LADATUM1,,Enrolled\n"
        "alex@adatum.com,iPad,2026-11-01,F2LADATUM2,,Enrolled\n"
        "alex@adatum.com,iPad,2027-01-08,F2LADATUM3,,Unmanaged\n",
    )
    assert organisation.devices == [
        (
            Device("macOS", True, True, Management.INTUNE),
            Device("iOS", False, True, Management.ELSEWHERE, 1),
        ),
        (Device("iOS", False, False, Management.NOBODY, 1),),
    ]
    assert organisation.notes == (
        "1 person has no device in Intune",
        "2 devices are known to Jamf's inventory alone; it says of 1 that they have left it",
        "the devices are those that Intune and Jamf's inventory list: who loses a device that is in no list "
        "is not known",
    )


def test_a_device_is_known_again_by_what_entra_id_calls_it(tmp_path: Path) -> None:
    organisation = _with_inventory(
        tmp_path,
        [device("1", "", OS="iOS", **{"Azure AD Device ID": "ABC-1", "Managed by": "Jamf"})],
        "adele@adatum.com,iPhone,2027-01-08,,abc-1,\n",
    )
    assert organisation.devices == [(Device("iOS", False, True, Management.ELSEWHERE),), ()]


@pytest.mark.parametrize(("active_days", "active"), [(20, False), (30, True)])
def test_an_inventory_counts_back_from_its_newest_day(tmp_path: Path, active_days: int, active: bool) -> None:
    rows = "adele@adatum.com,iPhone,2027-01-01,F2LADATUM1,,\nalex@adatum.com,iPad,2027-01-25,F2LADATUM2,,\n"
    organisation = _with_inventory(tmp_path, [], rows, active_days=active_days)
    assert organisation.devices
    assert [each.active for each in organisation.devices[0]] == [active]


def test_what_is_wrong_with_an_inventory_is_complained_of_with_the_rest(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"inventory\.csv:2: 'Abacus' is no platform"):
        _with_inventory(tmp_path, [], "adele@adatum.com,Abacus,2027-01-08,F2LADATUM1,,\n")
