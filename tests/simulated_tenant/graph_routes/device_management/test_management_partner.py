"""The connector of the old service: listed while it is connected, changed and taken away."""

import pytest

from tests.simulated_tenant.simulated import Simulated, error

PARTNERS = "/v1.0/deviceManagement/complianceManagementPartners"


@pytest.fixture
def connected(adatum: Simulated) -> Simulated:
    assert adatum.control("PUT", "old-service", {"connected": True}).status_code == 200
    return adatum


def test_no_connector_is_there_until_the_old_service_is_connected(adatum: Simulated) -> None:
    assert adatum.get(PARTNERS).json()["value"] == []


def test_a_connected_service_is_a_partner_that_can_be_ended(connected: Simulated) -> None:
    (partner,) = connected.get(PARTNERS).json()["value"]
    assert (partner["displayName"], partner["partnerState"]) == ("Contoso Device Management", "enabled")
    one = f"{PARTNERS}/{partner['id']}"
    changed = connected.ask("PATCH", one, {"partnerState": "terminated"})
    assert (changed.status_code, changed.json()["partnerState"]) == (200, "terminated")
    assert connected.get(f"{one}?$select=partnerState").json()["partnerState"] == "terminated"
    assert connected.ask("DELETE", one).status_code == 204
    assert connected.get(PARTNERS).json()["value"] == []
    assert connected.get(one).status_code == 404


@pytest.mark.parametrize("body", [{"partnerState": "gone"}, {"shoeSize": 1}, {"macOsOnboarded": "yes"}])
def test_what_a_partner_does_not_take_is_400(connected: Simulated, body: dict[str, str]) -> None:
    one = connected.get(PARTNERS).json()["value"][0]["id"]
    assert connected.ask("PATCH", f"{PARTNERS}/{one}", body).status_code == 400


def test_reading_takes_a_right(connected: Simulated) -> None:
    connected.control("PUT", "application", {"rights": ["Group.Read.All"]})
    connected.token = connected.sign_in().json()["access_token"]
    assert error(connected.get(PARTNERS))[:2] == (403, "Forbidden")
