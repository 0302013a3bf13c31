"""Whose devices enroll with which MDM app: a person's matter, and `all` empties the groups."""

import pytest

from tests.simulated_tenant.simulated import Simulated, error
from tools.simulated_tenant.graph_routes.rights import GRANTED
from tools.simulated_tenant.sign_in.tokens import issue_token
from tools.simulated_tenant.store.applications import read_application

POLICIES = "/beta/policies/mobileDeviceManagementPolicies"
INTUNE = f"{POLICIES}/0000000a-0000-0000-c000-000000000000"


@pytest.fixture
def person(adatum: Simulated) -> Simulated:
    """The administrator, signed in."""
    db = adatum.tenant.db
    adatum.token = issue_token(db, read_application(db), base_url="https://localhost", delegated=GRANTED)
    return adatum


def test_an_app_may_neither_read_nor_write(adatum: Simulated) -> None:
    for answer in (
        adatum.get(POLICIES),
        adatum.get(INTUNE),
        adatum.ask("PATCH", INTUNE, {"appliesTo": "all"}),
    ):
        assert error(answer)[:2] == (403, "Authorization_RequestDenied")


def test_intune_applies_to_nobody_and_a_connected_old_service_to_all(person: Simulated) -> None:
    def scopes() -> dict[str, str]:
        rows = person.get(POLICIES).json()["value"]
        return {each["displayName"]: each["appliesTo"] for each in rows}

    assert scopes() == {"Microsoft Intune": "none"}
    person.control("PUT", "old-service", {"connected": True})
    assert scopes() == {"Microsoft Intune": "none", "Contoso Device Management": "all"}


def test_the_scope_is_patched_alone(person: Simulated) -> None:
    assert person.ask("PATCH", INTUNE, {"appliesTo": "all"}).status_code == 204
    assert person.get(INTUNE).json()["appliesTo"] == "all"
    for body in (
        {"appliesTo": "some"},
        {"appliesTo": "selected"},
        {"appliesTo": "all", "complianceUrl": "https://localhost/x"},
        {"shoeSize": 42},
    ):
        assert person.ask("PATCH", INTUNE, body).status_code == 400
    assert person.ask("PATCH", INTUNE, {"complianceUrl": "https://localhost/x"}).status_code == 204
    found = person.get(INTUNE).json()
    assert (found["appliesTo"], found["complianceUrl"]) == ("all", "https://localhost/x")
    assert person.get(f"{POLICIES}/nothing").status_code == 404


def test_a_group_makes_the_scope_selected_and_all_empties_it(person: Simulated) -> None:
    link = {"@odata.id": f"https://localhost/v1.0/groups/{person.new_group()['id']}"}
    group_id = link["@odata.id"].rpartition("/")[2]
    groups = f"{INTUNE}/includedGroups"
    assert person.ask("POST", f"{groups}/$ref", link).status_code == 204
    assert person.get(INTUNE).json()["appliesTo"] == "selected"
    assert person.ask("POST", f"{groups}/$ref", link).status_code == 400
    assert [each["id"] for each in person.get(groups).json()["value"]] == [group_id]
    assert person.ask("DELETE", f"{groups}/{group_id}/$ref").status_code == 204
    person.ask("POST", f"{groups}/$ref", link)
    person.ask("PATCH", INTUNE, {"appliesTo": "all"})
    assert person.get(groups).json()["value"] == []
