"""An organisation is cut into departments and countries without losing anybody."""

from pathlib import Path

from intune_waves.people.organisation import cells_of, read_organisation
from intune_waves.planning import Cell
from tests.people.exports import USERS, user, write


def test_names_that_differ_in_case_are_one_department(tmp_path: Path) -> None:
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


def test_a_column_that_is_missing_is_not_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "users.csv", ["userPrincipalName", "country"], [user("a")])
    [cell] = cells_of(read_organisation(path), [])
    assert (cell.department, cell.country, cell.is_known) == (None, "US", True)
