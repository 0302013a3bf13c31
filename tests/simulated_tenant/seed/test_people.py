"""The people of the seed: how many, where, and the same every time."""

from collections import Counter

import pytest

from tools.simulated_tenant.seed.organisation import EASTERN_STATES, sizes
from tools.simulated_tenant.seed.people import owned_devices, people, tenant_id
from tools.simulated_tenant.state import SeedMismatchError, open_tenant

CREATED = "2026-01-05T06:00:00Z"
WHOLE = [row for row in people(1, 12_000, created=CREATED)]


def test_the_departments_and_places_have_their_numbers() -> None:
    department, country, state = 8, 11, 12
    staff = WHOLE[:-2]
    counts = Counter(row[department] for row in staff)
    eastern = [row for row in staff if row[country] == "US" and row[state] in EASTERN_STATES]
    assert (len(staff), counts["IT"], counts["Engineering"]) == (12_000, 300, 2_600)
    assert {row[13] for row in staff if row[department] == "IT"} == {"Redmond", "Dublin"}
    assert len([row for row in eastern if row[department] not in ("IT", "Engineering")]) == 3_000
    assert len([row for row in eastern if row[department] == "Engineering"]) == 500
    assert all(row[16] for row in staff if row[department] in ("IT", "Engineering") or row in eastern)


def test_names_and_ids_are_unique() -> None:
    assert len({row[0] for row in WHOLE}) == len({row[1].lower() for row in WHOLE}) == 12_002
    assert [row[1] for row in WHOLE[-2:]] == ["breakglass1@adatum.com", "breakglass2@adatum.com"]


def test_the_same_number_gives_the_same_people_and_another_gives_others() -> None:
    again, other = list(people(1, 500, created=CREATED)), list(people(2, 500, created=CREATED))
    assert again == list(people(1, 500, created=CREATED))
    assert {row[0] for row in again}.isdisjoint({row[0] for row in other})
    ids = [row[0] for row in again]
    assert list(owned_devices(1, ids)) == list(owned_devices(1, ids))


def test_everybody_owns_a_device_of_an_id_of_its_own() -> None:
    ids = [row[0] for row in WHOLE[:2000]]
    devices = list(owned_devices(1, ids))
    assert {device[1] for device in devices} == set(ids)
    assert len({device[0] for device in devices}) == len(devices)


@pytest.mark.parametrize("number", [1, 5, 599, 12_000, 100_001])
def test_every_size_of_tenant_adds_up(number: int) -> None:
    assert sum(sizes(number)) == number
    assert min(sizes(number)) >= 0


def test_the_first_groups_hold_their_people() -> None:
    found = open_tenant(":memory:", people=12_000)
    assert found.db.execute("SELECT count(*) FROM membership").fetchone()[0] == 2_900
    assert tenant_id() == "e3725d7a-5e30-56d1-bb47-a87eb9703ec0"


def test_a_used_home_keeps_its_seed(tmp_path: object) -> None:
    path = f"{tmp_path}/tenant.sqlite"
    open_tenant(path, people=30, number=7).db.close()
    again = open_tenant(path)
    assert (again.seed.number, again.seed.people) == (7, 30)
    again.db.close()
    with pytest.raises(SeedMismatchError, match="people 30, not 31"):
        open_tenant(path, people=31)
