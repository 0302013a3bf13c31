"""The old service's devices: listed where it is connected, gone as their owners enroll."""

from collections import Counter
from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated

DEVICES = "/v1.0/deviceManagement/managedDevices"
OVERVIEW = "/v1.0/deviceManagement/managedDeviceOverview"


@pytest.fixture
def connected() -> Simulated:
    """1,200 people, whose 2,000 devices the old service manages."""
    adatum = Simulated(people=1200)
    assert adatum.control("PUT", "old-service", {"connected": True}).json()["connected"] is True
    return adatum


def listed(adatum: Simulated, query: str = "") -> list[Any]:
    return adatum.everything(DEVICES + query)


def let_windows_enroll(adatum: Simulated) -> None:
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    adatum.assign(adatum.new_restriction()["id"], everybody)
    adatum.control("PUT", "behaviour", {"name": "eager"})
    adatum.control("POST", "clock", {"days": 7})


def test_nothing_of_it_is_seen_by_default(adatum: Simulated) -> None:
    assert listed(adatum) == []
    assert adatum.get(OVERVIEW).json()["enrolledDeviceCount"] == 0
    assert adatum.snapshot()["oldService"] == {
        "connected": False,
        "connectors": {},
        "mdmScopes": {"Microsoft Intune": "none"},
        "devices": 0,
    }


def test_every_device_of_somebody_who_may_sign_in_is_listed_with_its_agent(connected: Simulated) -> None:
    rows = listed(connected)
    assert {each["managementAgent"] for each in rows} == {"jamf"}
    assert {each["complianceState"] for each in rows} == {"unknown"}
    (owned,) = connected.tenant.db.execute(
        "SELECT count(*) FROM owned_device d JOIN person p ON p.id = d.person_id "
        "WHERE p.account_enabled AND d.kind = 'used'"
    ).fetchone()
    assert len({each["id"] for each in rows}) == len(rows) == owned
    overview = connected.get(OVERVIEW).json()
    assert (overview["enrolledDeviceCount"], overview["mdmEnrolledCount"]) == (owned, 0)
    systems = Counter(each["operatingSystem"] for each in rows)
    assert overview["deviceOperatingSystemSummary"]["windowsCount"] == systems["Windows"]
    assert connected.snapshot()["oldService"]["devices"] == owned
    assert connected.snapshot()["devices"]["total"] == 0


def test_a_device_leaves_the_old_service_as_it_enrolls(connected: Simulated) -> None:
    before = len(listed(connected))
    let_windows_enroll(connected)
    rows = listed(connected)
    agents = Counter((each["managementAgent"], each["operatingSystem"]) for each in rows)
    assert len(rows) == before
    assert agents[("mdm", "Windows")] > 900
    assert agents[("jamf", "Windows")] == 0
    assert agents[("jamf", "iOS")] > 0
    only = listed(connected, "?$filter=managementAgent eq 'jamf'&$select=userId")
    assert len(only) == connected.snapshot()["oldService"]["devices"] == before - agents[("mdm", "Windows")]
    owner = only[0]["userId"]
    assert "jamf" in {
        each["managementAgent"]
        for each in connected.get(f"/v1.0/users/{owner}/managedDevices").json()["value"]
    }
    assert connected.get(f"{DEVICES}/{only[0]['id']}").json()["managementAgent"] == "jamf"


def test_it_stays_connected_through_a_reset_until_it_is_let_go(connected: Simulated) -> None:
    partners = "/v1.0/deviceManagement/complianceManagementPartners"
    partner = connected.get(partners).json()["value"][0]["id"]
    connected.ask("DELETE", f"{partners}/{partner}")
    assert len(listed(connected)) > 0
    connected.control("POST", "reset")
    assert len(connected.get(partners).json()["value"]) == 1
    connected.control("PUT", "old-service", {"connected": False})
    assert listed(connected) == []
    assert connected.control("PUT", "old-service", {"connected": "yes"}).status_code == 400
