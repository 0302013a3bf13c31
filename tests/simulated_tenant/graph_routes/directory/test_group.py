"""/groups: made, refused, changed, deleted, listed."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated, error

RULE = 'user.department -eq "IT"'


def test_azureads_way_of_making_a_group(adatum: Simulated) -> None:
    owner = adatum.tenant.db.execute("SELECT id FROM service_principal").fetchone()[0]
    link = f"https://localhost/beta/directoryObjects/{owner}"
    group = adatum.new_group("Wave limited pilot", **{"owners@odata.bind": [link]})
    path = f"/beta/groups/{group['id']}"
    for name in ("TERRAFORM_UPDATE_1", "Wave limited pilot"):
        assert adatum.ask("PATCH", path, {"displayName": name}).status_code == 204
        assert adatum.get(path).json()["displayName"] == name
    owners = adatum.get(f"{path}/owners").json()["value"]
    assert [(each["@odata.type"], each["id"]) for each in owners] == [
        ("#microsoft.graph.servicePrincipal", owner)
    ]
    assert adatum.get(f"{path}/memberOf").json()["value"] == []
    assert adatum.ask("DELETE", path).status_code == 204
    assert adatum.get(path).status_code == 404


@pytest.mark.parametrize("name", ["displayName", "mailEnabled", "mailNickname", "securityEnabled"])
def test_a_required_property_left_out_is_refused(adatum: Simulated, name: str) -> None:
    body: dict[str, Any] = {
        "displayName": "W",
        "mailEnabled": False,
        "mailNickname": "w",
        "securityEnabled": True,
    }
    del body[name]
    status, code, message = error(adatum.ask("POST", "/v1.0/groups", body))
    assert (status, code) == (400, "Request_BadRequest")
    assert message == f"A value is required for property '{name}' of resource 'Group'."


@pytest.mark.parametrize(
    "change",
    [
        {"mailEnabled": True},
        {"groupTypes": ["Round"]},
        {"groupTypes": ["DynamicMembership"]},
        {"groupTypes": ["DynamicMembership"], "membershipRule": RULE},
        {
            "groupTypes": ["DynamicMembership"],
            "membershipRule": "user.x",
            "membershipRuleProcessingState": "On",
        },
        {"membershipRule": RULE},
        {"mailNickname": "has space"},
        {"displayName": "x" * 257},
        {"visibility": "Invisible"},
        {"shoeSize": 42},
        {"createdDateTime": "2026-01-01T00:00:00Z"},
        {"owners@odata.bind": ["https://localhost/v1.0/users/00000000-0000-0000-0000-000000000000"]},
        {"owners@odata.bind": ["nonsense"]},
    ],
)
def test_what_graph_refuses_leaves_no_group(adatum: Simulated, change: dict[str, Any]) -> None:
    body = {"displayName": "W", "mailEnabled": False, "mailNickname": "w", "securityEnabled": True, **change}
    before = len(adatum.snapshot()["groups"])
    assert adatum.ask("POST", "/v1.0/groups", body).status_code == 400
    assert len(adatum.snapshot()["groups"]) == before


def test_a_body_that_is_no_json_object_is_refused(adatum: Simulated) -> None:
    headers = {"Authorization": f"Bearer {adatum.token}"}
    for content in (b"{", b"[]", b""):
        assert adatum.send("POST", "/v1.0/groups", content=content, headers=headers).status_code == 400


def test_a_dynamic_group_is_filled_at_once_and_follows_its_rule(adatum: Simulated) -> None:
    dynamic: dict[str, Any] = {"groupTypes": ["DynamicMembership"], "membershipRuleProcessingState": "On"}
    group = adatum.new_group(membershipRule=RULE, **dynamic)
    assert adatum.count_members(group["id"]) == 15
    path = f"/v1.0/groups/{group['id']}"
    adatum.ask("PATCH", path, {"membershipRule": 'user.userPrincipalName -startsWith "breakglass"'})
    assert adatum.count_members(group["id"]) == 2
    adatum.ask("PATCH", path, {"membershipRuleProcessingState": "Paused"})
    assert adatum.count_members(group["id"]) == 0


def test_groups_are_found_by_name(adatum: Simulated) -> None:
    adatum.new_group("It's a wave")
    found = adatum.get(
        "/beta/groups?$filter=displayName eq 'It''s a wave' and securityEnabled eq true"
    ).json()
    assert [group["displayName"] for group in found["value"]] == ["It's a wave"]
    assert adatum.get("/v1.0/groups?$filter=displayName eq 'IT'").json()["value"] == []
    assert adatum.get("/v1.0/groups?$filter=startswith(displayName,'IT')&$select=displayName").json()["value"]


def test_names_need_not_be_unique_as_in_graph(adatum: Simulated) -> None:
    assert adatum.new_group()["id"] != adatum.new_group()["id"]
