"""Which request brought whom under a demand, and in what state their devices were."""

from typing import Any

from tests.simulated_tenant.simulated import POLICIES, Simulated
from tools.simulated_tenant.store.database import write_setting
from tools.simulated_tenant.store.roles import GLOBAL_ADMINISTRATOR

EAGER = {"enrolling": [1.0], "compliant": 1.0, "failing": 0.0}


def group_with(adatum: Simulated, number: int) -> tuple[str, list[str]]:
    group, people = adatum.new_group()["id"], adatum.user_ids(number)
    assert adatum.add_members(group, people).status_code == 204
    return group, people


def enforce(adatum: Simulated, *groups: str, state: str = "enabled", **users: Any) -> str:
    body = adatum.policy(
        state=state,
        conditions={
            "applications": {"includeApplications": ["All"]},
            "users": {"includeGroups": list(groups), **users},
        },
    )
    answer = adatum.ask("POST", POLICIES, body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def events(adatum: Simulated, since: int = 0) -> list[Any]:
    found: list[Any] = adatum.control("GET", f"enforcement/events?since={since}").json()["events"]
    return found


def enforced(adatum: Simulated) -> Any:
    return adatum.control("GET", "enforcement?people=true").json()


def test_an_event_names_the_request_the_app_and_the_time(adatum: Simulated) -> None:
    group, people = group_with(adatum, 2)
    adatum.control("DELETE", "requests")
    policy = enforce(adatum, group)
    [request] = adatum.control("GET", "requests").json()["requests"]
    found = events(adatum)
    assert sorted(each["person"] for each in found) == sorted(people)
    for each in found:
        assert each["requestId"] == request["request_id"]
        assert each["app"] == request["app"]
        assert (each["method"], each["path"]) == ("POST", POLICIES)
        assert each["at"] == "2026-01-05T08:00:00+00:00"
        assert each["policies"] == [policy]
        assert "windows" in each["came"]
        assert each["left"] == []
        assert each["lockedOut"] is True


def test_a_batch_item_is_a_request_of_its_own(adatum: Simulated) -> None:
    group, people = group_with(adatum, 2)
    enforce(adatum, group)
    url = f"/groups/{group}/members/{people[0]}/$ref"
    before = events(adatum)[-1]["id"]
    answer = adatum.ask("POST", "/v1.0/$batch", {"requests": [{"id": "1", "method": "DELETE", "url": url}]})
    [event] = events(adatum, before)
    part = answer.json()["responses"][0]
    assert event["requestId"] == part["headers"]["request-id"]
    assert (event["came"], event["enforcedOn"], event["policies"]) == ([], [], [])


def test_report_only_and_disabled_policies_demand_nothing(adatum: Simulated) -> None:
    group, _ = group_with(adatum, 3)
    policy = enforce(adatum, group, state="enabledForReportingButNotEnforced")
    assert events(adatum) == []
    adatum.ask("PATCH", f"{POLICIES}/{policy}", {"state": "disabled"})
    assert events(adatum) == []
    adatum.ask("PATCH", f"{POLICIES}/{policy}", {"state": "enabled"})
    assert len(events(adatum)) == 3
    adatum.ask("PATCH", f"{POLICIES}/{policy}", {"displayName": "Another name"})
    assert len(events(adatum)) == 3
    adatum.ask("DELETE", f"{POLICIES}/{policy}")
    assert [bool(each["left"]) for each in events(adatum)] == [False] * 3 + [True] * 3
    assert enforced(adatum)["enforced"] == 0


def test_who_goes_from_one_policy_to_another_in_the_right_order_notices_nothing(adatum: Simulated) -> None:
    old, people = group_with(adatum, 2)
    new = adatum.new_group("New")["id"]
    enforce(adatum, old)
    last = events(adatum)[-1]["id"]
    enforce(adatum, new)
    adatum.add_members(new, people)
    for each in people:
        adatum.ask("DELETE", f"/v1.0/groups/{old}/members/{each}/$ref")
    assert events(adatum, last) == []
    adatum.ask("DELETE", f"/v1.0/groups/{new}/members/{people[0]}/$ref")
    adatum.add_members(old, people[:1])
    assert [bool(each["came"]) for each in events(adatum, last)] == [False, True]


def test_a_platform_more_is_an_event_for_whoever_was_enforced(adatum: Simulated) -> None:
    group, people = group_with(adatum, 1)
    policy = enforce(adatum, group)
    path = f"{POLICIES}/{policy}"
    windows = {"conditions": {"platforms": {"includePlatforms": ["windows"]}}}
    assert adatum.ask("PATCH", path, windows).status_code == 204
    last = events(adatum)[-1]["id"]
    both = {"conditions": {"platforms": {"includePlatforms": ["windows", "macOS"]}}}
    adatum.ask("PATCH", path, both)
    [event] = events(adatum, last)
    assert (event["person"], event["came"], event["enforcedOn"]) == (
        people[0],
        ["macOS"],
        ["windows", "macOS"],
    )


def test_whoever_has_a_compliant_device_is_not_locked_out(adatum: Simulated) -> None:
    group, people = group_with(adatum, 20)
    restriction = adatum.new_restriction()
    adatum.assign(restriction["id"], group)
    adatum.control("PUT", "behaviour", EAGER)
    adatum.control("POST", "clock", {"days": 7})
    enforce(adatum, group)
    devices = adatum.everything("/v1.0/deviceManagement/managedDevices?$select=userId,complianceState")
    good = {each["userId"] for each in devices if each["complianceState"] == "compliant"}
    found = enforced(adatum)
    assert found["enforced"] == 20
    assert found["lockedOut"] == len(set(people) - good)
    # Windows alone enrolled: whoever has something else besides loses that.
    losing = {each for each, state in found["people"].items() if set(state["uses"]) - {"windows"}}
    assert losing == {each for each, state in found["people"].items() if state["losing"]}
    assert found["losing"] == len(losing) > found["lockedOut"]
    [policy] = found["policies"]
    names = ("enforced", "lockedOut", "losing")
    assert [policy[name] for name in names] == [found[name] for name in names]
    assert sorted(policy["people"]) == sorted(people)
    told = {each["person"]: each["lockedOut"] for each in events(adatum)}
    assert told == {each: each not in good for each in people}


def test_an_account_that_is_enabled_comes_under_the_policy(adatum: Simulated) -> None:
    group, people = group_with(adatum, 1)
    adatum.ask("PATCH", f"/v1.0/users/{people[0]}", {"accountEnabled": False})
    enforce(adatum, group)
    assert events(adatum) == []
    adatum.ask("PATCH", f"/v1.0/users/{people[0]}", {"accountEnabled": True})
    [event] = events(adatum)
    assert (event["method"], event["person"]) == ("PATCH", people[0])


def test_a_group_inside_a_group_brings_its_people_and_takes_them_along(adatum: Simulated) -> None:
    outer, middle = adatum.new_group("Outer")["id"], adatum.new_group("Middle")["id"]
    inner, people = group_with(adatum, 3)
    enforce(adatum, outer)
    adatum.add_members(middle, [inner])
    assert events(adatum) == []
    adatum.add_members(outer, [middle])
    assert {each["person"] for each in events(adatum)} == set(people)
    last = events(adatum)[-1]["id"]
    adatum.ask("DELETE", f"/v1.0/groups/{middle}")
    assert {each["person"] for each in events(adatum, last) if each["left"]} == set(people)


def test_roles_and_guests_count(adatum: Simulated) -> None:
    enforce(adatum, includeRoles=[GLOBAL_ADMINISTRATOR])
    accounts = {adatum.get(f"/v1.0/users/breakglass{number}@adatum.com").json()["id"] for number in (1, 2)}
    assert {each["person"] for each in events(adatum)} == accounts
    guest = adatum.user_ids(1)[0]
    db, last = adatum.tenant.db, events(adatum)[-1]["id"]
    db.execute("UPDATE person SET user_type = 'Guest' WHERE id = ?", (guest,))
    types = {"guestOrExternalUserTypes": "internalGuest,serviceProvider"}
    enforce(adatum, includeGuestsOrExternalUsers=types)
    assert [each["person"] for each in events(adatum, last)] == [guest]


def test_all_leaves_out_the_disabled_and_the_excluded(adatum: Simulated) -> None:
    group, _ = group_with(adatum, 5)
    enforce(adatum, includeUsers=["All"], excludeGroups=[group], excludeRoles=[GLOBAL_ADMINISTRATOR])
    users = adatum.snapshot()["users"]
    assert enforced(adatum)["enforced"] == users["enabled"] - 5 - 2


def test_a_refused_request_leaves_no_trace(adatum: Simulated) -> None:
    group, people = group_with(adatum, 2)
    enforce(adatum, group)
    last = events(adatum)[-1]["id"]
    assert adatum.add_members(group, [adatum.user_ids(3)[2], people[0]]).status_code == 400
    assert events(adatum, last) == []


def test_an_answer_that_was_lost_after_the_write_is_in_the_ledger(adatum: Simulated) -> None:
    lost = {
        "method": "POST",
        "path": "/identity/conditionalAccess/policies",
        "status": 503,
        "afterWrite": True,
    }
    adatum.control("PUT", "faults", {"failures": [lost]})
    assert adatum.ask("POST", POLICIES, adatum.policy(state="enabled")).status_code == 503
    assert len(events(adatum)) == adatum.snapshot()["users"]["enabled"]


def test_a_reset_empties_the_ledger(adatum: Simulated) -> None:
    group, _ = group_with(adatum, 2)
    enforce(adatum, group)
    adatum.control("POST", "reset")
    assert events(adatum) == []
    assert enforced(adatum)["enforced"] == 0
    group, _ = group_with(adatum, 2)
    enforce(adatum, group)
    assert len(events(adatum)) == 2


def test_what_was_enforced_before_there_was_a_ledger_came_by_no_event(tmp_path: Any) -> None:
    path = str(tmp_path / "tenant.sqlite")
    adatum = Simulated(people=20, path=path)
    group, people = group_with(adatum, 3)
    enforce(adatum, group)
    db = adatum.tenant.db
    for table in ("enforced", "enforcement_change", "enforcement_event"):
        db.execute(f"DROP TABLE {table}")
    write_setting(db, "enforcement_kept", value=None)
    db.close()
    again = Simulated(people=20, path=path)
    assert events(again) == []
    assert set(enforced(again)["people"]) == set(people)
    again.ask("DELETE", f"/v1.0/groups/{group}/members/{people[0]}/$ref")
    assert [each["person"] for each in events(again)] == people[:1]


def test_a_calm_write_reads_no_people(adatum: Simulated) -> None:
    """A membership that no enabled policy reads costs the ledger no look at any person."""
    group, _ = group_with(adatum, 2)
    other = adatum.new_group("Other")["id"]
    enforce(adatum, group)
    said: list[str] = []
    people = adatum.user_ids(20)
    adatum.tenant.db.set_trace_callback(said.append)
    assert adatum.add_members(other, people).status_code == 204
    adatum.tenant.db.set_trace_callback(None)
    assert any("membership" in each for each in said)
    assert not any("now_enforced SELECT" in each for each in said)


def test_events_are_asked_for_by_the_id_of_an_event(adatum: Simulated) -> None:
    assert adatum.control("GET", "enforcement/events?since=x").status_code == 400
    assert adatum.control("GET", "enforcement?people=maybe").status_code == 400


def test_a_rule_that_reads_another_group_follows_it(adatum: Simulated) -> None:
    source, people = group_with(adatum, 1)
    rule = f"user.memberof -any (group.objectId -in ['{source}'])"
    dynamic = {"groupTypes": ["DynamicMembership"], "membershipRuleProcessingState": "On"}
    enforce(adatum, adatum.new_group("By source", membershipRule=rule, **dynamic)["id"])
    assert [each["person"] for each in events(adatum)] == people
    later = adatum.user_ids(2)[1]
    adatum.add_members(source, [later])
    assert [each["person"] for each in events(adatum)] == [*people, later]
