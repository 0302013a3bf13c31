"""/directoryObjects, /servicePrincipals, /organization."""

from tests.simulated_tenant.simulated import Simulated, error


def test_objects_are_found_by_id_and_typed(adatum: Simulated) -> None:
    group, people = adatum.new_group()["id"], adatum.user_ids(2)
    assert adatum.get(f"/v1.0/directoryObjects/{group}").json()["@odata.type"] == "#microsoft.graph.group"
    body = {"ids": [*people, group, "00000000-0000-0000-0000-000000000000"]}
    found = adatum.ask("POST", "/v1.0/directoryObjects/getByIds", body).json()["value"]
    assert [each["id"] for each in found] == [*people, group]
    found = adatum.ask("POST", "/v1.0/directoryObjects/getByIds", {**body, "types": ["group"]}).json()[
        "value"
    ]
    assert [each["id"] for each in found] == [group]
    path = "/v1.0/directoryObjects/getByIds?$select=userPrincipalName"
    named = adatum.ask("POST", path, body).json()["value"]
    assert set(named[0]) == {"@odata.type", "id", "userPrincipalName"}
    assert set(named[2]) == {"@odata.type", "id"}


def test_getting_by_ids_takes_1000_at_most(adatum: Simulated) -> None:
    for ids in ([], ["x"] * 1001, "x", None):
        assert error(adatum.ask("POST", "/v1.0/directoryObjects/getByIds", {"ids": ids}))[0] == 400


def test_the_app_and_the_organisation_are_there(adatum: Simulated) -> None:
    client_id = adatum.control("GET", "status").json()["client_id"]
    principals = adatum.get(f"/v1.0/servicePrincipals?$filter=appId eq '{client_id}'").json()["value"]
    assert [each["displayName"] for each in principals] == ["intune-waves"]
    assert adatum.get(f"/v1.0/servicePrincipals/{principals[0]['id']}").json()["appId"] == client_id
    assert adatum.get("/v1.0/organization").json()["value"][0]["displayName"] == "Adatum Corporation"
