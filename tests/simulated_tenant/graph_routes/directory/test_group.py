"""/groups: made, refused, changed, deleted, listed."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated, error
from tools.simulated_tenant.graph_routes.rights import GRANTED

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
        {"securityEnabled": False},
        {"groupTypes": ["Unified"]},
        {"visibility": "HiddenMembership"},
        {"isAssignableToRole": True, "visibility": "Public"},
        {
            "isAssignableToRole": True,
            "groupTypes": ["DynamicMembership"],
            "membershipRule": RULE,
            "membershipRuleProcessingState": "On",
        },
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
    # While it is paused it keeps whom it has.
    adatum.ask("PATCH", path, {"membershipRuleProcessingState": "Paused", "membershipRule": RULE})
    assert adatum.count_members(group["id"]) == 2
    adatum.ask("PATCH", path, {"membershipRuleProcessingState": "On"})
    assert adatum.count_members(group["id"]) == 15
    adatum.ask("PATCH", path, {"groupTypes": [], "membershipRule": None})
    assert adatum.count_members(group["id"]) == 15
    people = adatum.everything(f"{path}/members?$select=id")
    assert adatum.ask("DELETE", f"{path}/members/{people[0]['id']}/$ref").status_code == 204


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


def as_role_writer(adatum: Simulated) -> None:
    rights = [*GRANTED, "RoleManagement.ReadWrite.Directory"]
    adatum.control("PUT", "application", {"rights": rights})
    adatum.token = adatum.sign_in().json()["access_token"]


def test_a_group_that_can_hold_roles_is_for_those_who_may_give_them(adatum: Simulated) -> None:
    body = {"displayName": "R", "mailEnabled": False, "mailNickname": "r", "securityEnabled": True}
    refused = adatum.ask("POST", "/v1.0/groups", {**body, "isAssignableToRole": True})
    assert error(refused)[:2] == (403, "Authorization_RequestDenied")
    ours = adatum.token
    as_role_writer(adatum)
    group = adatum.new_group(isAssignableToRole=True)
    assert group["visibility"] == "Private"
    person, inner = adatum.user_ids(1)[0], adatum.new_group()["id"]
    assert "cannot be a member" in error(adatum.add_members(group["id"], [inner]))[2]
    path = f"/v1.0/groups/{group['id']}"
    assert "read-only" in error(adatum.ask("PATCH", path, {"isAssignableToRole": False}))[2]
    adatum.token = ours
    for refused in (
        adatum.add_members(group["id"], [person]),
        adatum.ask("PATCH", path, {"description": "x"}),
        adatum.ask("DELETE", path),
    ):
        assert error(refused)[0] == 403


def test_a_microsoft_365_group_holds_people_alone(adatum: Simulated) -> None:
    unified = {"groupTypes": ["Unified"], "mailEnabled": True, "visibility": "HiddenMembership"}
    team = adatum.new_group("Team", **unified)["id"]
    group = adatum.new_group()["id"]
    assert "users alone" in error(adatum.add_members(team, [group]))[2]
    assert "Microsoft 365 group" in error(adatum.add_members(group, [team]))[2]
    body = {"displayName": "T", "mailNickname": "WAVE", "securityEnabled": False, **unified}
    assert "mailNickname already exists" in error(adatum.ask("POST", "/v1.0/groups", body))[2]
    path = f"/v1.0/groups/{team}"
    changes: list[dict[str, Any]] = [{"visibility": "Public"}, {"groupTypes": []}, {"mailEnabled": False}]
    for change in changes:
        assert adatum.ask("PATCH", path, change).status_code == 400, change


def test_names_of_properties_are_taken_in_any_case(adatum: Simulated) -> None:
    body = {"DisplayName": "W", "MAILENABLED": False, "mailNickname": "w", "securityEnabled": True}
    made = adatum.ask("POST", "/v1.0/groups", body)
    assert made.status_code == 201, made.text
    assert made.json()["displayName"] == "W"
    path = f"/v1.0/groups/{made.json()['id']}"
    assert adatum.ask("PATCH", path, {"DESCRIPTION": "x"}).status_code == 204
    assert adatum.get(f"{path}?$select=DESCRIPTION").json()["description"] == "x"


def test_v1_shows_nothing_that_only_beta_has(adatum: Simulated) -> None:
    group = adatum.new_group()["id"]
    assert "writebackConfiguration" in adatum.get(f"/beta/groups/{group}").json()
    assert "writebackConfiguration" not in adatum.get(f"/v1.0/groups/{group}").json()
    assert adatum.get(f"/v1.0/groups/{group}?$select=writebackConfiguration").status_code == 400


def test_a_new_group_takes_twenty_references_in_all(adatum: Simulated) -> None:
    people = adatum.user_ids(21)
    links = [f"https://localhost/v1.0/users/{each}" for each in people]
    body = {"displayName": "W", "mailEnabled": False, "mailNickname": "w", "securityEnabled": True}
    bound = {"owners@odata.bind": links[:1], "members@odata.bind": links[1:]}
    assert "at most 19" in error(adatum.ask("POST", "/v1.0/groups", {**body, **bound}))[2]
    bound["members@odata.bind"] = links[2:]
    assert adatum.ask("POST", "/v1.0/groups", {**body, **bound}).status_code == 201


def test_members_and_owners_come_with_the_group(adatum: Simulated) -> None:
    group, people = adatum.new_group()["id"], adatum.user_ids(25)
    adatum.add_members(group, people[:20])
    adatum.add_members(group, people[20:])
    bound = {"@odata.id": f"https://localhost/v1.0/directoryObjects/{people[3]}"}
    assert adatum.ask("POST", f"/v1.0/groups/{group}/owners/$ref", bound).status_code == 204
    shown = adatum.get(f"/v1.0/groups/{group}?$expand=members,owners($select=id)").json()
    assert [each["id"] for each in shown["members"]] == people[:20]
    assert {each["@odata.type"] for each in shown["members"]} == {"#microsoft.graph.user"}
    assert shown["owners"] == [{"@odata.type": "#microsoft.graph.user", "id": people[3]}]
    listed = adatum.get(f"/v1.0/groups?$select=id&$expand=members($select=id)&$filter=id eq '{group}'").json()
    assert [len(each["members"]) for each in listed["value"]] == [20]


def test_members_by_a_rule_come_too(adatum: Simulated) -> None:
    everybody = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'&$expand=members").json()
    assert len(everybody["value"][0]["members"]) == 20


def test_an_expansion_that_is_not_simulated_is_501(adatum: Simulated) -> None:
    assert adatum.get("/v1.0/groups?$expand=extensions").status_code == 501
