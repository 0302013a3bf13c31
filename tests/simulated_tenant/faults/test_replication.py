"""Slow replication, counted in reads."""

from typing import Any

from tests.simulated_tenant.simulated import POLICIES, RESTRICTIONS, Simulated, error


def slow(adatum: Simulated) -> Simulated:
    adatum.control("PUT", "faults", {"name": "slow-replication"})
    return adatum


def test_a_new_group_is_not_there_for_three_reads(adatum: Simulated) -> None:
    path = f"/v1.0/groups/{slow(adatum).new_group()['id']}"
    assert [adatum.get(path).status_code for _ in range(4)] == [404, 404, 404, 200]


def test_a_new_group_refuses_members_at_first(adatum: Simulated) -> None:
    group, people = slow(adatum).new_group()["id"], adatum.user_ids(1)
    status, _, message = error(adatum.add_members(group, people))
    assert status == 400
    assert "does not exist or one of its queried reference-property objects are not present" in message
    assert [adatum.get(f"/v1.0/groups/{group}/members").status_code for _ in range(3)] == [404, 404, 200]
    assert adatum.add_members(group, people).status_code == 204


def test_an_edit_is_read_stale_and_then_right(adatum: Simulated) -> None:
    group = adatum.new_group("Old")["id"]
    slow(adatum).ask("PATCH", f"/v1.0/groups/{group}", {"displayName": "New"})
    names = [adatum.get(f"/v1.0/groups/{group}").json()["displayName"] for _ in range(4)]
    assert names == ["Old", "Old", "Old", "New"]


def test_a_policy_lags_too_and_a_restriction_does_not(adatum: Simulated) -> None:
    policy = slow(adatum).ask("POST", POLICIES, adatum.policy()).json()["id"]
    assert adatum.get(f"{POLICIES}/{policy}").status_code == 404
    assert adatum.get(f"{RESTRICTIONS}/{adatum.new_restriction()['id']}").status_code == 200


def test_a_rule_finds_its_people_late(adatum: Simulated) -> None:
    dynamic: dict[str, Any] = {"groupTypes": ["DynamicMembership"], "membershipRuleProcessingState": "On"}
    group = slow(adatum).new_group(membershipRule='user.department -eq "IT"', **dynamic)["id"]
    path = f"/v1.0/groups/{group}"
    while adatum.get(path).status_code == 404:
        pass
    sizes = [len(adatum.get(f"{path}/members").json()["value"]) for _ in range(5)]
    assert sizes == [0, 0, 0, 0, 0]
    assert adatum.count_members(group) == 15


def test_a_sent_message_stands_in_sent_items_late(adatum: Simulated) -> None:
    sender = slow(adatum).user_ids(1)[0]
    body = {"message": {"toRecipients": [{"emailAddress": {"address": "anna@adatum.com"}}]}}
    assert adatum.ask("POST", f"/v1.0/users/{sender}/sendMail", body).status_code == 202
    path = f"/v1.0/users/{sender}/mailFolders/sentitems/messages"
    assert [len(adatum.get(path).json()["value"]) for _ in range(4)] == [0, 0, 0, 1]
