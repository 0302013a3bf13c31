"""What was deleted, and comes back with what went with it."""

from tests.simulated_tenant.simulated import Simulated, error

DELETED = "/v1.0/directory/deletedItems"


def test_a_deleted_group_comes_back_with_its_people_and_its_places(adatum: Simulated) -> None:
    outer, group, people = adatum.new_group("Outer")["id"], adatum.new_group()["id"], adatum.user_ids(3)
    adatum.add_members(group, people)
    adatum.add_members(outer, [group])
    before = adatum.get(f"/v1.0/groups/{group}").json()
    adatum.ask("DELETE", f"/v1.0/groups/{group}")
    assert adatum.get(f"/v1.0/groups/{group}").status_code == 404
    assert adatum.count_members(outer) == 0
    [found] = adatum.get(f"{DELETED}/microsoft.graph.group").json()["value"]
    assert (found["id"], found["deletedDateTime"]) == (group, "2026-01-05T08:00:00Z")
    assert adatum.get(f"{DELETED}/{group}").json()["@odata.type"] == "#microsoft.graph.group"
    # Whoever is gone meanwhile does not come back with it.
    adatum.ask("DELETE", f"/v1.0/users/{people[0]}")
    assert adatum.ask("POST", f"{DELETED}/{group}/restore").status_code == 200
    assert adatum.get(f"/v1.0/groups/{group}").json() == before
    assert adatum.count_members(group) == 2
    assert adatum.count_members(outer) == 1
    assert adatum.get(f"{DELETED}/microsoft.graph.group").json()["value"] == []


def test_a_deleted_person_comes_back_with_groups_roles_and_devices(adatum: Simulated) -> None:
    group, person = adatum.new_group()["id"], adatum.get("/v1.0/users/breakglass1@adatum.com").json()["id"]
    other = adatum.user_ids(1)[0]
    adatum.add_members(group, [person, other])
    owned = "SELECT count(*) FROM owned_device WHERE person_id = ?"
    count = adatum.tenant.db.execute(owned, (other,)).fetchone()
    before = {each: adatum.get(f"/beta/users/{each}").json() for each in (person, other)}
    for each in (person, other):
        adatum.ask("DELETE", f"/v1.0/users/{each}")
    assert adatum.count_members(group) == 0
    for each in (person, other):
        assert adatum.ask("POST", f"{DELETED}/{each}/restore").status_code == 200
        assert adatum.get(f"/beta/users/{each}").json() == before[each]
    assert adatum.count_members(group) == 2
    assert adatum.tenant.db.execute(owned, (other,)).fetchone() == count
    roles = adatum.get(f"/v1.0/users/{person}/memberOf/microsoft.graph.directoryRole").json()["value"]
    assert [each["displayName"] for each in roles] == ["Global Administrator"]


def test_a_name_that_was_taken_meanwhile_stays_taken(adatum: Simulated) -> None:
    first, second = adatum.user_ids(2)
    name = adatum.get(f"/v1.0/users/{first}").json()["userPrincipalName"]
    adatum.ask("DELETE", f"/v1.0/users/{first}")
    adatum.ask("PATCH", f"/v1.0/users/{second}", {"userPrincipalName": name})
    refused = adatum.ask("POST", f"{DELETED}/{first}/restore")
    assert "userPrincipalName already exists" in error(refused)[2]
    assert adatum.get(f"{DELETED}/{first}").status_code == 200


def test_after_thirty_days_or_a_second_deletion_it_is_gone(adatum: Simulated) -> None:
    first, second = (adatum.new_group()["id"] for _ in range(2))
    for each in (first, second):
        adatum.ask("DELETE", f"/v1.0/groups/{each}")
    assert adatum.ask("DELETE", f"{DELETED}/{first}").status_code == 204
    assert error(adatum.ask("POST", f"{DELETED}/{first}/restore"))[0] == 404
    adatum.control("POST", "clock", {"days": 31})
    assert error(adatum.ask("POST", f"{DELETED}/{second}/restore"))[0] == 404
