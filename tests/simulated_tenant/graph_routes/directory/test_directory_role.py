"""Directory roles: who holds them."""

import pytest

from tests.simulated_tenant.simulated import Simulated, error
from tools.simulated_tenant.store.roles import GLOBAL_ADMINISTRATOR

RIGHTS = ["RoleManagement.ReadWrite.Directory", "Group.ReadWrite.All", "User.Read.All"]


@pytest.fixture
def writer(adatum: Simulated) -> Simulated:
    adatum.control("PUT", "application", {"rights": RIGHTS})
    adatum.token = adatum.sign_in().json()["access_token"]
    return adatum


def role_id(adatum: Simulated) -> str:
    [role] = adatum.get(f"/v1.0/directoryRoles?$filter=roleTemplateId eq '{GLOBAL_ADMINISTRATOR}'").json()[
        "value"
    ]
    return str(role["id"])


def test_the_break_glass_accounts_are_global_administrators(adatum: Simulated) -> None:
    members = adatum.get(f"/v1.0/directoryRoles/{role_id(adatum)}/members?$select=userPrincipalName").json()[
        "value"
    ]
    assert [each["userPrincipalName"] for each in members] == [
        "breakglass1@adatum.com",
        "breakglass2@adatum.com",
    ]
    names = [each["displayName"] for each in adatum.get("/v1.0/directoryRoles").json()["value"]]
    assert names == ["Global Administrator", "Intune Administrator", "Conditional Access Administrator"]


def test_the_holders_change(writer: Simulated) -> None:
    path = f"/v1.0/directoryRoles/{role_id(writer)}/members"
    person = writer.user_ids(1)[0]
    body = {"@odata.id": f"https://localhost/v1.0/directoryObjects/{person}"}
    assert writer.ask("POST", f"{path}/$ref", body).status_code == 204
    assert error(writer.ask("POST", f"{path}/$ref", body))[0] == 400
    assert len(writer.get(path).json()["value"]) == 3
    assert writer.ask("DELETE", f"{path}/{person}/$ref").status_code == 204
    assert writer.ask("DELETE", f"{path}/{person}/$ref").status_code == 404


def test_a_group_holds_a_role_only_when_it_was_made_for_it(writer: Simulated) -> None:
    path = f"/v1.0/directoryRoles/{role_id(writer)}/members/$ref"
    for assignable, status in ((False, 400), (True, 204)):
        group = writer.new_group(isAssignableToRole=assignable, visibility="Private")["id"]
        body = {"@odata.id": f"https://localhost/v1.0/directoryObjects/{group}"}
        assert writer.ask("POST", path, body).status_code == status


def test_holding_roles_takes_its_right(adatum: Simulated) -> None:
    path = f"/v1.0/directoryRoles/{role_id(adatum)}/members/$ref"
    body = {"@odata.id": f"https://localhost/v1.0/directoryObjects/{adatum.user_ids(1)[0]}"}
    assert error(adatum.ask("POST", path, body))[:2] == (403, "Authorization_RequestDenied")
