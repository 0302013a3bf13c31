"""The settings that hold for the whole tenant."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated, error

MANAGEMENT = "/v1.0/deviceManagement"
SEEDED = {
    "deviceComplianceCheckinThresholdDays": 30,
    "isScheduledActionEnabled": True,
    "secureByDefault": False,
}


def settings(adatum: Simulated) -> Any:
    return adatum.get(f"{MANAGEMENT}?$select=settings").json()["settings"]


def test_devices_without_a_policy_count_as_compliant_until_the_setting_says_otherwise(
    adatum: Simulated,
) -> None:
    assert settings(adatum) == SEEDED
    answer = adatum.ask("PATCH", MANAGEMENT, {"settings": {"secureByDefault": True}})
    assert (answer.status_code, answer.json()["settings"]) == (200, {**SEEDED, "secureByDefault": True})
    assert adatum.get("/beta/deviceManagement").json()["settings"]["secureByDefault"] is True
    adatum.control("POST", "reset")
    assert settings(adatum) == SEEDED


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"settings": {"secureByDefault": 1}}, "secureByDefault must be true or false, got 1"),
        ({"settings": {"deviceComplianceCheckinThresholdDays": 0}}, "must be a number from 1 to 120, got 0"),
        ({"settings": {"deviceComplianceCheckinThresholdDays": 121}}, "must be a number from 1 to 120"),
        ({"settings": {"secureByDesign": True}}, "'secureByDesign' does not exist on type"),
        ({"settings": True}, "Invalid value True for property 'settings'"),
        ({"shoeSize": 42}, "'shoeSize' does not exist on type"),
    ],
)
def test_a_setting_that_is_none_is_refused(adatum: Simulated, body: Any, said: str) -> None:
    answer = adatum.ask("PATCH", MANAGEMENT, body)
    assert error(answer)[:2] == (400, "BadRequest")
    assert said in error(answer)[2]
    assert settings(adatum) == SEEDED


def test_settings_take_the_right_of_configuration(adatum: Simulated) -> None:
    adatum.control("PUT", "application", {"rights": ["DeviceManagementConfiguration.Read.All"]})
    adatum.token = adatum.sign_in().json()["access_token"]
    assert adatum.get(MANAGEMENT).status_code == 200
    assert adatum.ask("PATCH", MANAGEMENT, {"settings": {}}).status_code == 403
