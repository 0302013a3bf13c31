"""Compliance when the clock moves: who has grace, when it ends, who is written to."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulated_tenant.behaviours.conftest import BROKEN
from tests.simulated_tenant.behaviours.test_enrolling import group_of, step
from tests.simulated_tenant.simulated import COMPLIANCE, Simulated, rule

DEVICES = "/v1.0/deviceManagement/managedDevices"
FOREVER = "9999-12-31T23:59:59Z"


def states(adatum: Simulated) -> set[str]:
    return set(adatum.snapshot()["devices"]["byCompliance"])


def expirations(adatum: Simulated) -> set[str]:
    found = adatum.get(f"{DEVICES}?$select=complianceGracePeriodExpirationDateTime").json()["value"]
    return {each["complianceGracePeriodExpirationDateTime"] for each in found}


def set_secure(adatum: Simulated, value: bool) -> None:
    body = {"settings": {"secureByDefault": value}}
    assert adatum.ask("PATCH", "/v1.0/deviceManagement", body).status_code == 200


def test_without_a_policy_a_device_is_compliant_until_the_tenant_is_secure_by_default(
    broken: Simulated,
) -> None:
    step(broken)
    assert (states(broken), expirations(broken)) == ({"compliant"}, {FOREVER})
    set_secure(broken, True)
    assert states(broken) == {"compliant"}
    step(broken)
    assert (states(broken), expirations(broken)) == ({"noncompliant"}, {"2026-01-19T08:00:00Z"})
    set_secure(broken, False)
    step(broken)
    assert (states(broken), expirations(broken)) == ({"compliant"}, {FOREVER})


def test_secure_by_default_spares_a_healthy_device_with_a_policy(adatum: Simulated) -> None:
    adatum.control("PUT", "behaviour", {**BROKEN, "compliant": 1.0})
    adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "All Employees"))
    set_secure(adatum, True)
    adatum.new_compliance_policy(group_of(adatum, "Engineering"), grace=24)
    step(adatum)
    counts = adatum.tenant.db.execute(
        "SELECT p.department = 'Engineering', d.compliance_state, count(*) FROM managed_device d "
        "JOIN person p ON p.id = d.person_id GROUP BY 1, 2"
    ).fetchall()
    assert [row[:2] for row in counts] == [(0, "noncompliant"), (1, "compliant")]


def test_grace_counts_from_the_step_in_which_a_device_enrolls(broken: Simulated) -> None:
    broken.new_compliance_policy(group_of(broken, "Engineering"), grace=240)
    step(broken)
    assert (states(broken), expirations(broken)) == ({"inGracePeriod"}, {"2026-01-22T08:00:00Z"})
    step(broken, days=9)
    assert states(broken) == {"inGracePeriod"}
    step(broken, days=1)
    assert (states(broken), expirations(broken)) == ({"noncompliant"}, {"2026-01-22T08:00:00Z"})


def test_no_grace_is_noncompliant_at_once(broken: Simulated) -> None:
    broken.new_compliance_policy(group_of(broken, "Engineering"))
    step(broken)
    assert states(broken) == {"noncompliant"}


def test_the_shortest_grace_of_several_policies_wins(broken: Simulated) -> None:
    for grace in (480, 24, 240):
        broken.new_compliance_policy(group_of(broken, "Engineering"), grace=grace)
    step(broken)
    assert expirations(broken) == {"2026-01-13T08:00:00Z"}


def test_a_changed_grace_moves_the_end_and_keeps_the_beginning(broken: Simulated) -> None:
    policy = broken.new_compliance_policy(group_of(broken, "Engineering"), grace=2400)
    step(broken)
    body = {"deviceComplianceScheduledActionForRules": [rule(168)]}
    broken.ask("POST", f"{COMPLIANCE}/{policy}/scheduleActionsForRules", body)
    assert states(broken) == {"inGracePeriod"}
    step(broken, days=1)
    assert (states(broken), expirations(broken)) == ({"inGracePeriod"}, {"2026-01-19T08:00:00Z"})
    step(broken, days=6)
    assert states(broken) == {"noncompliant"}


@pytest.mark.parametrize("kind", ["macOS", "ios", "android", "androidWorkProfile"])
def test_a_policy_is_for_the_devices_of_its_platform(broken: Simulated, kind: str) -> None:
    broken.new_compliance_policy(group_of(broken, "Engineering"), kind=kind)
    step(broken)
    assert states(broken) == {"compliant"}


@pytest.mark.parametrize("platform", ["mac", "ios", "androidForWork"])
def test_every_platform_has_its_type_of_policy(adatum: Simulated, platform: str) -> None:
    adatum.control("PUT", "behaviour", BROKEN)
    adatum.assign(adatum.new_restriction(platform=platform)["id"], group_of(adatum, "Engineering"))
    kind = {"mac": "macOS", "androidForWork": "androidWorkProfile"}.get(platform, platform)
    adatum.new_compliance_policy(group_of(adatum, "Engineering"), kind=kind)
    assert step(adatum) > 0
    assert states(adatum) == {"noncompliant"}


def nested(adatum: Simulated) -> str:
    outer: str = adatum.new_group("Outer")["id"]
    adatum.add_members(outer, [group_of(adatum, "Engineering")])
    return outer


@pytest.mark.parametrize(
    ("group", "state"),
    [
        (lambda adatum: group_of(adatum, "All Employees"), "noncompliant"),
        (nested, "noncompliant"),
        (lambda adatum: group_of(adatum, "IT Department"), "compliant"),
    ],
)
def test_people_are_reached_by_rule_through_groups_and_not_otherwise(
    broken: Simulated, group: Callable[[Simulated], str], state: str
) -> None:
    broken.new_compliance_policy(group(broken))
    step(broken)
    assert states(broken) == {state}


def test_taking_a_policy_away_forgets_since_when(broken: Simulated) -> None:
    policy = broken.new_compliance_policy(group_of(broken, "Engineering"), grace=240)
    step(broken)
    broken.assign_compliance(policy)
    assert states(broken) == {"inGracePeriod"}
    step(broken)
    assert states(broken) == {"compliant"}
    broken.assign_compliance(policy, group_of(broken, "Engineering"))
    step(broken)
    assert expirations(broken) == {"2026-02-05T08:00:00Z"}
    broken.ask("DELETE", f"{COMPLIANCE}/{policy}")
    step(broken)
    assert states(broken) == {"compliant"}


def test_a_deleted_group_covers_nobody(broken: Simulated) -> None:
    group = broken.new_group()["id"]
    broken.new_compliance_policy(group)
    broken.ask("DELETE", f"/v1.0/groups/{group}")
    step(broken)
    assert states(broken) == {"compliant"}


def test_a_repaired_device_is_compliant_again(broken: Simulated) -> None:
    broken.new_compliance_policy(group_of(broken, "Engineering"), grace=240)
    step(broken)
    broken.control("PUT", "behaviour", {**BROKEN, "repaired": 1.0})
    step(broken)
    assert (states(broken), expirations(broken)) == ({"compliant"}, {FOREVER})


def test_health_is_drawn_alike_with_and_without_a_policy() -> None:
    found: list[Any] = []
    for with_policy in (True, False):
        adatum = Simulated(people=1200)
        adatum.control("PUT", "behaviour", {"name": "broken-devices"})
        adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "All Employees"))
        if with_policy:
            adatum.new_compliance_policy(group_of(adatum, "All Employees"))
        step(adatum, days=21, steps=3)
        unhealthy = {row[0] for row in adatum.tenant.db.execute("SELECT device_id FROM unhealthy_device")}
        rows = adatum.tenant.db.execute(
            "SELECT id FROM managed_device WHERE compliance_state = 'noncompliant'"
        )
        found.append((unhealthy, {row[0] for row in rows}))
    assert found[0] == (found[1][0], found[1][0])
    assert len(found[0][0]) > 100
    assert found[1][1] == set()


def test_grace_is_access(broken: Simulated) -> None:
    """A device that is in its grace period passes a policy that asks for a compliant one."""
    policy = broken.new_compliance_policy(group_of(broken, "Engineering"), grace=240)
    broken.control("PUT", "behaviour", {**BROKEN, "signing_in": 1.0})
    said = []
    broken.ask("POST", "/v1.0/identity/conditionalAccess/policies", broken.policy())
    for grace in (2400, 0):
        body = {"deviceComplianceScheduledActionForRules": [rule(grace)]}
        broken.ask("POST", f"{COMPLIANCE}/{policy}/scheduleActionsForRules", body)
        step(broken)
        clock = broken.control("GET", "status").json()["clock"]
        rows = broken.tenant.db.execute(
            "SELECT DISTINCT json_extract(o.results, '$[0].result') FROM sign_in s "
            "JOIN sign_in_outcome o ON o.id = s.outcome_id "
            "WHERE s.managed AND julianday(s.at) > julianday(?) - 7",
            (clock,),
        )
        said.append([row[0] for row in rows])
    assert said == [["reportOnlySuccess"], ["reportOnlyFailure"]]


def statements(adatum: Simulated) -> int:
    seen: list[str] = []
    adatum.tenant.db.set_trace_callback(seen.append)
    step(adatum)
    adatum.tenant.db.set_trace_callback(None)
    evaluation = [each for each in seen if "noncompliance" in each or "covered" in each]
    return len(evaluation)


def test_more_devices_take_no_more_statements() -> None:
    counts = []
    for people in (200, 1200):
        adatum = Simulated(people=people)
        adatum.control("PUT", "behaviour", BROKEN)
        adatum.assign(adatum.new_restriction()["id"], group_of(adatum, "All Employees"))
        adatum.new_compliance_policy(group_of(adatum, "All Employees"))
        counts.append(statements(adatum))
    assert counts[0] == counts[1] > 5
