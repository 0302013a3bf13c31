"""Managed devices: listed in pages, filtered, and counted beside."""

import pytest

from tests.simulated_tenant.simulated import Simulated

DEVICES = "/v1.0/deviceManagement/managedDevices"


@pytest.fixture
def enrolled() -> Simulated:
    """2,400 people with a Windows restriction for everybody, all of whose Windows devices enrolled."""
    adatum = Simulated(people=2400)
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    adatum.assign(adatum.new_restriction()["id"], everybody)
    adatum.control("PUT", "behaviour", {"name": "eager"})
    adatum.control("POST", "clock", {"days": 7})
    return adatum


def test_the_pages_hold_what_the_overview_counts(enrolled: Simulated) -> None:
    overview = enrolled.get("/v1.0/deviceManagement/managedDeviceOverview").json()
    path, sizes, ids = DEVICES, [], set()
    while path:
        page = enrolled.get(path).json()
        assert page["@odata.count"] == len(page["value"])
        sizes.append(len(page["value"]))
        ids |= {each["id"] for each in page["value"]}
        path = page.get("@odata.nextLink", "").removeprefix("https://localhost")
    assert sizes[:-1] == [1000, 1000]
    assert overview["enrolledDeviceCount"] == len(ids) == sum(sizes)
    assert overview["deviceOperatingSystemSummary"]["windowsCount"] == len(ids)
    assert overview["deviceOperatingSystemSummary"]["macOSCount"] == 0


def test_devices_are_filtered_and_selected(enrolled: Simulated) -> None:
    one = enrolled.get(f"{DEVICES}?$top=1").json()["value"][0]
    assert one["complianceState"] == "compliant"
    assert one["operatingSystem"] == "Windows"
    assert one["enrolledDateTime"] == "2026-01-12T08:00:00Z"
    found = enrolled.get(f"{DEVICES}?$filter=userId eq '{one['userId']}'&$select=userPrincipalName").json()[
        "value"
    ]
    assert [each["userPrincipalName"] for each in found] == [one["userPrincipalName"]]
    assert enrolled.get(f"{DEVICES}?$filter=complianceState ne 'compliant'").json()["value"] == []
    assert enrolled.get(f"{DEVICES}?$filter=enrolledDateTime ge 2026-01-13T00:00:00Z").json()["value"] == []
    own = enrolled.get(f"/v1.0/users/{one['userId']}/managedDevices").json()["value"]
    assert [each["id"] for each in own] == [one["id"]]
    assert enrolled.get(f"{DEVICES}/{one['id']}").json()["deviceName"] == one["deviceName"]
    assert enrolled.get(f"{DEVICES}/nothing").status_code == 404
