"""What an object is a member of, directly and by groups in groups."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import Simulated, error

GROUP, ROLE = "#microsoft.graph.group", "#microsoft.graph.directoryRole"


@pytest.fixture
def nested(adatum: Simulated) -> dict[str, str]:
    """Outer holds Middle, Middle holds Inner, Inner holds a person of Engineering; Unified holds them too."""
    person = adatum.get("/v1.0/users?$filter=department eq 'Engineering'&$top=1").json()["value"][0]["id"]
    found = {name: adatum.new_group(name)["id"] for name in ("Inner", "Middle", "Outer", "Other")}
    adatum.add_members(found["Inner"], [person])
    adatum.add_members(found["Middle"], [found["Inner"]])
    adatum.add_members(found["Outer"], [found["Middle"]])
    return {**found, "person": person}


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(each["displayName"] for each in answer.json()["value"])


@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_direct_and_transitive_memberships_of_a_person(
    adatum: Simulated, nested: dict[str, str], version: str
) -> None:
    path = f"/{version}/users/{nested['person']}"
    seed = ["All Employees", "Engineering"]
    assert names(adatum.get(f"{path}/memberOf")) == sorted([*seed, "Inner"])
    assert names(adatum.get(f"{path}/transitiveMemberOf")) == sorted([*seed, "Inner", "Middle", "Outer"])
    assert adatum.eventual(f"{path}/transitiveMemberOf/$count").text == "5"
    assert adatum.eventual(f"{path}/transitiveMemberOf/microsoft.graph.group/$count").text == "5"
    assert adatum.eventual(f"{path}/memberOf/microsoft.graph.directoryRole/$count").text == "0"


def test_memberships_of_a_group(adatum: Simulated, nested: dict[str, str]) -> None:
    path = f"/v1.0/groups/{nested['Inner']}"
    assert names(adatum.get(f"{path}/memberOf")) == ["Middle"]
    assert names(adatum.get(f"{path}/transitiveMemberOf")) == ["Middle", "Outer"]
    assert names(adatum.get(f"{path}/transitiveMemberOf/graph.group")) == ["Middle", "Outer"]


def test_a_cast_leaves_out_the_type_and_may_be_filtered(adatum: Simulated, nested: dict[str, str]) -> None:
    path = f"/v1.0/users/{nested['person']}/transitiveMemberOf/microsoft.graph.group"
    found = adatum.get(f"{path}?$filter=startswith(displayName,'M')&$select=displayName").json()["value"]
    assert found == [{"id": nested["Middle"], "displayName": "Middle"}]
    first = adatum.get(f"{path}?$top=2").json()
    rest = adatum.get(first["@odata.nextLink"].removeprefix("https://localhost")).json()
    assert len(first["value"]) == 2
    assert len({each["id"] for each in first["value"] + rest["value"]}) == len(first["value"] + rest["value"])


def test_groups_in_a_circle_come_to_an_end(adatum: Simulated, nested: dict[str, str]) -> None:
    assert adatum.add_members(nested["Inner"], [nested["Outer"]]).status_code == 204
    path = f"/v1.0/groups/{nested['Inner']}"
    assert names(adatum.get(f"{path}/transitiveMemberOf")) == ["Inner", "Middle", "Outer"]
    members = adatum.everything(f"{path}/transitiveMembers?$select=id&$top=2")
    assert len(members) == len({each["id"] for each in members}) == 4


def test_roles_are_memberships_too(adatum: Simulated) -> None:
    path = "/v1.0/users/breakglass1@adatum.com"
    kinds = [each["@odata.type"] for each in adatum.get(f"{path}/memberOf").json()["value"]]
    assert kinds == [GROUP, ROLE]
    [role] = adatum.get(f"{path}/memberOf/microsoft.graph.directoryRole").json()["value"]
    assert role["displayName"] == "Global Administrator"
    account = adatum.get(path).json()["id"]
    held = adatum.ask("POST", f"{path}/getMemberObjects", {"securityEnabledOnly": False}).json()["value"]
    assert role["id"] in held
    groups = adatum.ask("POST", f"{path}/getMemberGroups", {"securityEnabledOnly": False}).json()["value"]
    assert role["id"] not in groups
    checked = adatum.ask(
        "POST", f"/v1.0/directoryObjects/{account}/checkMemberObjects", {"ids": [role["id"]]}
    )
    assert checked.json()["value"] == [role["id"]]


@pytest.mark.parametrize("spelling", ["checkMemberGroups", "microsoft.graph.checkMemberGroups"])
@pytest.mark.parametrize("version", ["v1.0", "beta"])
def test_check_tells_the_groups_among_those_given(
    adatum: Simulated, nested: dict[str, str], spelling: str, version: str
) -> None:
    body = {"groupIds": [nested["Other"], nested["Outer"].upper(), nested["Inner"]]}
    answer = adatum.ask("POST", f"/{version}/users/{nested['person']}/{spelling}", body)
    assert answer.json()["@odata.context"].endswith("#Collection(Edm.String)")
    assert answer.json()["value"] == [nested["Outer"].upper(), nested["Inner"]]
    answer = adatum.ask("POST", f"/{version}/groups/{nested['Inner']}/{spelling}", body)
    assert answer.json()["value"] == [nested["Outer"].upper()]


def test_get_tells_every_group(adatum: Simulated, nested: dict[str, str]) -> None:
    path = f"/v1.0/users/{nested['person']}/getMemberGroups"
    found = adatum.ask("POST", path, {"securityEnabledOnly": True}).json()["value"]
    assert {nested["Inner"], nested["Middle"], nested["Outer"]} < set(found)
    group = f"/v1.0/groups/{nested['Inner']}/getMemberGroups"
    assert adatum.ask("POST", group, {"securityEnabledOnly": True}).status_code == 400
    found = adatum.ask("POST", group, {"securityEnabledOnly": False}).json()["value"]
    assert sorted(found) == sorted([nested["Middle"], nested["Outer"]])


def test_a_check_of_too_many_or_of_nothing_is_refused(adatum: Simulated, nested: dict[str, str]) -> None:
    path = f"/v1.0/users/{nested['person']}/checkMemberGroups"
    bodies: tuple[dict[str, Any], ...] = (
        {},
        {"groupIds": []},
        {"groupIds": "x"},
        {"groupIds": [nested["Outer"]] * 21},
    )
    for body in bodies:
        assert adatum.ask("POST", path, body).status_code == 400
    assert (
        error(adatum.ask("POST", "/v1.0/users/nobody@adatum.com/checkMemberGroups", {"groupIds": ["x"]}))[0]
        == 404
    )


@pytest.mark.parametrize(
    ("rights", "status"),
    [
        (["User.Read.All"], 403),
        (["GroupMember.Read.All"], 403),
        (["User.Read.All", "GroupMember.Read.All"], 200),
        (["Directory.Read.All"], 200),
    ],
)
def test_checking_a_person_takes_two_rights_together(
    adatum: Simulated, nested: dict[str, str], rights: list[str], status: int
) -> None:
    adatum.control("PUT", "application", {"rights": rights})
    adatum.token = adatum.sign_in().json()["access_token"]
    path = f"/v1.0/users/{nested['person']}/checkMemberGroups"
    assert adatum.ask("POST", path, {"groupIds": [nested["Outer"]]}).status_code == status


def test_a_check_writes_nothing(adatum: Simulated, nested: dict[str, str]) -> None:
    said: list[str] = []
    adatum.tenant.db.set_trace_callback(said.append)
    adatum.ask("POST", f"/v1.0/users/{nested['person']}/getMemberGroups", {"securityEnabledOnly": True})
    adatum.tenant.db.set_trace_callback(None)
    assert [each for each in said if each.startswith(("INSERT", "UPDATE", "DELETE"))] == [
        each for each in said if "request_log" in each
    ]
