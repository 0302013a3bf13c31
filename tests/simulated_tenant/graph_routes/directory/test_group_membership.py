"""Members of a group: added twenty at a time, removed one by one, and the trap beside it."""

from tests.simulated_tenant.simulated import Simulated, error

ALREADY = (
    "One or more added object references already exist for the following modified properties: 'members'."
)
NOBODY = "00000000-0000-0000-0000-000000000000"


def test_twenty_members_go_into_one_patch_and_one_more_is_refused(adatum: Simulated) -> None:
    group, ids = adatum.new_group()["id"], adatum.user_ids(41)
    assert adatum.add_members(group, ids[:20]).status_code == 204
    assert error(adatum.add_members(group, ids[20:41]))[0] == 400
    assert adatum.count_members(group) == 20


def test_a_member_added_twice_refuses_the_whole_patch(adatum: Simulated) -> None:
    group, ids = adatum.new_group()["id"], adatum.user_ids(5)
    adatum.add_members(group, ids[:2])
    assert error(adatum.add_members(group, ids[1:5])) == (400, "Request_BadRequest", ALREADY)
    assert error(adatum.add_members(group, [ids[3], ids[3]])) == (400, "Request_BadRequest", ALREADY)
    assert adatum.count_members(group) == 2


def test_one_member_by_reference(adatum: Simulated) -> None:
    group, (person,) = adatum.new_group()["id"], adatum.user_ids(1)
    path = f"/v1.0/groups/{group}/members/$ref"
    for kind in ("directoryObjects", "users"):
        body = {"@odata.id": f"https://graph.microsoft.com/v1.0/{kind}/{person}"}
        assert adatum.ask("POST", path, body).status_code == 204
        assert error(adatum.ask("POST", path, body)) == (400, "Request_BadRequest", ALREADY)
        assert adatum.ask("DELETE", f"/v1.0/groups/{group}/members/{person}/$ref").status_code == 204
        assert adatum.ask("DELETE", f"/v1.0/groups/{group}/members/{person}/%24ref").status_code == 404
    assert adatum.ask("POST", path, {"@odata.id": f"https://x/v1.0/users/{NOBODY}"}).status_code == 404
    assert adatum.ask("POST", path, {}).status_code == 400


def test_an_unknown_member_refuses_the_whole_patch(adatum: Simulated) -> None:
    group, ids = adatum.new_group()["id"], adatum.user_ids(2)
    status, _, message = error(adatum.add_members(group, [*ids, NOBODY]))
    assert status == 400
    assert NOBODY in message
    assert adatum.count_members(group) == 0


def test_removing_without_ref_deletes_the_user_and_is_recorded(adatum: Simulated) -> None:
    group, (person,) = adatum.new_group()["id"], adatum.user_ids(1)
    adatum.add_members(group, [person])
    assert adatum.ask("DELETE", f"/v1.0/groups/{group}/members/{person}").status_code == 204
    assert adatum.get(f"/v1.0/users/{person}").status_code == 404
    assert adatum.count_members(group) == 0
    alarms = [each["alarm"] for each in adatum.control("GET", "requests").json()["requests"] if each["alarm"]]
    assert len(alarms) == 1
    assert alarms[0].endswith("itself: the path of group Wave lacks /$ref")


def test_a_dynamic_group_takes_no_members(adatum: Simulated) -> None:
    groups = adatum.get("/v1.0/groups?$filter=displayName eq 'All Employees'").json()["value"]
    assert error(adatum.add_members(groups[0]["id"], adatum.user_ids(1)))[0] == 403


def test_members_come_in_pages_with_their_type(adatum: Simulated) -> None:
    groups = adatum.get("/v1.0/groups?$filter=displayName eq 'Engineering'").json()["value"]
    path, ids, sizes = f"/v1.0/groups/{groups[0]['id']}/members?$select=id&$top=100", [], []
    while path:
        page = adatum.get(path).json()
        assert {tuple(sorted(each)) for each in page["value"]} == {("@odata.type", "id")}
        ids += [each["id"] for each in page["value"]]
        sizes.append(len(page["value"]))
        path = page.get("@odata.nextLink", "").removeprefix("https://localhost")
    assert sizes == [100, 30]
    assert len(set(ids)) == 130


def test_a_group_inside_a_group_is_followed_only_transitively(adatum: Simulated) -> None:
    inner, outer = adatum.new_group("Inner")["id"], adatum.new_group("Outer")["id"]
    people = adatum.user_ids(3)
    adatum.add_members(inner, people)
    adatum.add_members(outer, [inner, people[0]])
    direct = adatum.get(f"/v1.0/groups/{outer}/members").json()["value"]
    assert [each["@odata.type"] for each in direct] == ["#microsoft.graph.group", "#microsoft.graph.user"]
    only_people = adatum.get(f"/v1.0/groups/{outer}/members/graph.user?$select=id").json()["value"]
    assert only_people == [{"id": people[0]}]
    all_people = adatum.get(f"/v1.0/groups/{outer}/transitiveMembers/microsoft.graph.user?$top=2").json()
    assert len(all_people["value"]) == 2
    assert "@odata.nextLink" in all_people
    assert adatum.eventual(f"/v1.0/groups/{outer}/transitiveMembers/$count").text == "4"


def test_one_member_is_looked_up_by_id(adatum: Simulated) -> None:
    group, ids = adatum.new_group()["id"], adatum.user_ids(2)
    adatum.add_members(group, ids[:1])
    for wanted, found in ((ids[0], 1), (ids[1], 0)):
        answer = adatum.get(f"/beta/groups/{group}/members?$filter=id eq '{wanted}'")
        assert len(answer.json()["value"]) == found


def test_owners_are_added_and_removed(adatum: Simulated) -> None:
    group, (person,) = adatum.new_group()["id"], adatum.user_ids(1)
    body = {"@odata.id": f"https://localhost/beta/directoryObjects/{person}"}
    assert adatum.ask("POST", f"/beta/groups/{group}/owners/$ref", body).status_code == 204
    assert adatum.ask("POST", f"/beta/groups/{group}/owners/$ref", body).status_code == 400
    assert adatum.ask("DELETE", f"/beta/groups/{group}/owners/{person}/$ref").status_code == 204
    assert adatum.ask("DELETE", f"/beta/groups/{group}/owners/{person}/$ref").status_code == 404


def test_a_rule_reads_the_members_of_other_groups(adatum: Simulated) -> None:
    source, people = adatum.new_group("Source")["id"], adatum.user_ids(2)
    adatum.add_members(source, people)
    dynamic = {"groupTypes": ["DynamicMembership"], "membershipRuleProcessingState": "On"}
    rule = f"user.memberof -any (group.objectId -in ['{source}'])"
    group = adatum.new_group("By source", membershipRule=rule, **dynamic)["id"]
    found = adatum.get(f"/v1.0/groups/{group}/members?$select=id").json()["value"]
    assert {each["id"] for each in found} == set(people)
    body = {"displayName": "x", "mailEnabled": False, "mailNickname": "x", "securityEnabled": True}
    nested = {**body, **dynamic, "membershipRule": rule.replace(source, group)}
    assert error(adatum.ask("POST", "/v1.0/groups", nested))[:2] == (501, "notSimulated")
