"""Failed enrollments: in pages, filtered by time, and only for whoever may read devices."""

import pytest

from tests.simulated_tenant.simulated import Simulated, error
from tools.simulated_tenant.graph_routes.rights import GRANTED

EVENTS = "/v1.0/deviceManagement/troubleshootingEvents"


@pytest.fixture
def failed() -> Simulated:
    """600 people, all of whom may enroll Windows; for two weeks every attempt fails."""
    adatum = Simulated()
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"][0]["id"]
    adatum.assign(adatum.new_restriction()["id"], everybody)
    adatum.control("PUT", "behaviour", {"enrolling": [0.0], "failing": 1.0})
    adatum.control("POST", "clock", {"days": 14, "steps": 2})
    return adatum


def test_an_event_has_what_graph_documents(failed: Simulated) -> None:
    first = failed.get(f"{EVENTS}?$top=1").json()["value"][0]
    assert set(first) == {
        "@odata.type", "id", "eventDateTime", "correlationId", "managedDeviceIdentifier", "operatingSystem",
        "osVersion", "userId", "deviceId", "enrollmentType", "failureCategory", "failureReason",
    }  # fmt: skip
    assert first["@odata.type"] == "#microsoft.graph.enrollmentTroubleshootingEvent"
    assert (first["operatingSystem"], first["enrollmentType"]) == ("Windows", "userEnrollment")
    assert first["eventDateTime"] == "2026-01-12T08:00:00Z"
    assert first["failureCategory"] in {"clientDisconnected", "userAbandonment", "authentication"}
    owner = failed.tenant.db.execute("SELECT person_id FROM owned_device WHERE id = ?", (first["deviceId"],))
    assert owner.fetchone()[0] == first["userId"]


def test_the_pages_hold_the_same_in_the_order_of_time(failed: Simulated) -> None:
    whole = failed.everything(EVENTS)
    assert whole == failed.everything(f"{EVENTS}?$top=100")
    assert whole == failed.everything(EVENTS.replace("v1.0", "beta"))
    times = [each["eventDateTime"] for each in whole]
    assert times == sorted(times)
    assert len({each["id"] for each in whole}) == len({each["correlationId"] for each in whole}) == len(whole)
    assert failed.get(f"{EVENTS}?$top=1001").status_code == 400


def test_they_are_filtered_by_time_and_by_nothing_else(failed: Simulated) -> None:
    later = failed.everything(f"{EVENTS}?$filter=eventDateTime ge 2026-01-13T00:00:00Z")
    assert {each["eventDateTime"] for each in later} == {"2026-01-19T08:00:00Z"}
    assert failed.everything(f"{EVENTS}?$filter=eventDateTime gt 2026-01-19T08:00:00Z") == []
    assert error(failed.get(f"{EVENTS}?$filter=userId eq 'x'"))[0] == 400
    assert error(failed.get(f"{EVENTS}?$orderby=eventDateTime"))[0] == 501


def test_select_leaves_what_it_names(failed: Simulated) -> None:
    rows = failed.get(f"{EVENTS}?$select=userId&$top=5").json()["value"]
    assert [set(each) for each in rows] == [{"@odata.type", "id", "userId"}] * 5
    assert failed.get(f"{EVENTS}?$select=shoeSize&$top=5").status_code == 400


def test_reading_them_takes_the_right_to_read_devices(failed: Simulated) -> None:
    rights = [each for each in GRANTED if not each.startswith("DeviceManagementManagedDevices")]
    failed.control("PUT", "application", {"rights": rights})
    failed.token = failed.sign_in().json()["access_token"]
    assert failed.get(EVENTS).status_code == 403


def test_a_reset_forgets_them(failed: Simulated) -> None:
    failed.control("POST", "reset")
    assert failed.everything(EVENTS) == []
