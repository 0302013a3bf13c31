"""Devices that are registered in Entra ID: listed with their owners, counted, marked as Intune says."""

from collections import Counter
from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated

DEVICES = "/v1.0/devices"
OWNERS = "$expand=registeredOwners($select=id)"


@pytest.fixture
def adatum() -> Simulated:
    return Simulated()


def everything(adatum: Simulated) -> list[Any]:
    return adatum.everything(f"{DEVICES}?{OWNERS}&$top=999")


def test_every_device_is_listed_once_with_its_owner_and_a_shared_one_without(adatum: Simulated) -> None:
    kinds = Counter(row[0] for row in adatum.tenant.db.execute("SELECT kind FROM owned_device"))
    assert set(kinds) == {"used", "idle", "disabled", "shared"}
    rows = everything(adatum)
    assert len({each["id"] for each in rows}) == len({each["deviceId"] for each in rows}) == len(rows)
    assert len(rows) == sum(kinds.values()) == int(adatum.eventual(f"{DEVICES}/$count").text)
    assert Counter(len(each["registeredOwners"]) for each in rows)[0] == kinds["shared"]
    assert Counter(each["accountEnabled"] for each in rows)[False] == kinds["disabled"]
    assert {each["isCompliant"] for each in rows} == {None}


def test_people_have_more_than_two_devices_each(adatum: Simulated) -> None:
    assert 2.2 < len(everything(adatum)) / 600 < 2.5


def test_one_that_nobody_uses_was_seen_long_ago(adatum: Simulated) -> None:
    seen = Counter(each["approximateLastSignInDateTime"][:10] for each in everything(adatum))
    assert set(seen) == {"2025-10-07", "2026-01-05"}
    found = adatum.eventual(
        f"{DEVICES}?$filter=approximateLastSignInDateTime ge 2026-01-01T00:00:00Z&$count=true&$top=1"
    )
    assert found.json()["@odata.count"] == seen["2026-01-05"]


def test_an_enrolled_device_is_marked_as_intune_says_and_has_one_id_in_both(adatum: Simulated) -> None:
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    adatum.assign(adatum.new_restriction()["id"], everybody)
    adatum.control("PUT", "behaviour", {"name": "eager"})
    adatum.control("POST", "clock", {"days": 7})
    adatum.tenant.db.execute("UPDATE managed_device SET compliance_state = 'noncompliant' WHERE position = 1")
    managed = {
        each["azureADDeviceId"]: each["complianceState"]
        for each in adatum.everything("/v1.0/deviceManagement/managedDevices")
    }
    marked = {each["deviceId"]: each["isCompliant"] for each in everything(adatum)}
    assert managed.keys() < marked.keys()
    assert {name: marked[name] for name in managed} == {
        name: state == "compliant" for name, state in managed.items()
    }
    assert not [name for name in marked.keys() - managed.keys() if marked[name]]


def test_a_personal_device_that_may_not_enroll_is_given_up(adatum: Simulated) -> None:
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    rule = adatum.new_restriction(platform="ios", personalDeviceEnrollmentBlocked=True)
    adatum.assign(rule["id"], everybody)
    before = Counter(each["deviceOwnership"] for each in phones(adatum))
    adatum.control("PUT", "behaviour", {"enrolling": [0.0], "parting": 1.0})
    adatum.control("POST", "clock", {"days": 7})
    after = Counter(each["deviceOwnership"] for each in phones(adatum))
    assert after["Company"] == before["Company"]
    assert after["Personal"] < before["Personal"]
    adatum.control("POST", "reset")
    assert Counter(each["deviceOwnership"] for each in phones(adatum)) == before


def phones(adatum: Simulated) -> list[Any]:
    return adatum.everything(f"{DEVICES}?$filter=operatingSystem eq 'IPhone'&$top=999")


def test_one_device_and_its_owners_are_read_too(adatum: Simulated) -> None:
    one = next(each for each in everything(adatum) if each["registeredOwners"])
    other = adatum.user_ids(1)[0]
    adatum.tenant.db.execute("INSERT INTO device_owner VALUES (?, ?)", (one["deviceId"], other))
    owner = one["registeredOwners"][0]["id"]
    listed = adatum.get(f"{DEVICES}/{one['id']}/registeredOwners").json()["value"]
    assert [each["id"] for each in listed] == list(dict.fromkeys([owner, other]))
    assert adatum.get(f"{DEVICES}/{one['id']}?$select=trustType").json()["trustType"] == one["trustType"]
    assert adatum.get(f"{DEVICES}/{other}").status_code == 404


def test_reading_them_takes_a_right(adatum: Simulated) -> None:
    adatum.control("PUT", "application", {"rights": ["DeviceManagementManagedDevices.Read.All"]})
    adatum.token = adatum.sign_in().json()["access_token"]
    assert adatum.get(DEVICES).status_code == 403
    adatum.control("PUT", "application", {"rights": ["Device.Read.All"]})
    adatum.token = adatum.sign_in().json()["access_token"]
    assert adatum.get(DEVICES).status_code == 200


def test_expanding_and_counting_at_once_is_not_served(adatum: Simulated) -> None:
    assert adatum.eventual(f"{DEVICES}?{OWNERS}&$count=true").status_code == 501
    assert adatum.get(f"{DEVICES}?$expand=memberOf").status_code == 501
