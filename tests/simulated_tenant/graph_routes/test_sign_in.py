"""Sign-ins: in pages, newest first, filtered by time, person and policy; five requests in ten seconds."""

from typing import Any

import pytest

from tests.simulated_tenant.simulated import POLICIES, Simulated, error
from tools.simulated_tenant.graph_routes.rights import GRANTED

SIGN_INS = "/v1.0/auditLogs/signIns"


@pytest.fixture
def signed() -> Simulated:
    """600 people who have signed in for two weeks under a report-only policy for the second of them."""
    adatum = Simulated()
    adatum.control("PUT", "behaviour", {"name": "silent"})
    adatum.control("POST", "clock", {"days": 7})
    assert adatum.ask("POST", POLICIES, adatum.policy()).status_code == 201
    adatum.control("POST", "clock", {"days": 7})
    return adatum


def test_the_newest_come_first_through_all_pages(signed: Simulated) -> None:
    whole = signed.everything(SIGN_INS)
    paged = signed.everything(f"{SIGN_INS}?$top=100")
    assert whole == paged
    times = [each["createdDateTime"] for each in whole]
    assert times == sorted(times, reverse=True)
    assert len({each["id"] for each in whole}) == len(whole) > 800
    assert signed.get(f"{SIGN_INS}?$top=1001").status_code == 400


def test_they_are_filtered_by_time_and_person(signed: Simulated) -> None:
    later = signed.everything(f"{SIGN_INS}?$filter=createdDateTime ge 2026-01-12T08:00:00Z")
    assert {each["createdDateTime"] >= "2026-01-12T08:00:00Z" for each in later} == {True}
    one = later[0]["userId"]
    own = signed.everything(f"{SIGN_INS}?$filter=userId eq '{one}'")
    assert {each["userId"] for each in own} == {one}
    assert 0 < len(later) < len(signed.everything(SIGN_INS))


def test_they_are_filtered_by_what_a_policy_said(signed: Simulated) -> None:
    policy = signed.get(POLICIES).json()["value"][0]["id"]

    def found(clause: str) -> list[Any]:
        return signed.everything(f"{SIGN_INS}?$filter=appliedConditionalAccessPolicies/any({clause})")

    failed = found(f"c:c/id eq '{policy}' and c/result eq 'reportOnlyFailure'")
    assert {each["appliedConditionalAccessPolicies"][0]["result"] for each in failed} == {"reportOnlyFailure"}
    assert len(failed) == len(found(f"p: p/id eq '{policy}'"))
    assert found(f"c:c/id eq '{policy}' and c/result eq 'reportOnlySuccess'") == []
    assert found("c:c/id eq 'another'") == []
    said = f"appliedConditionalAccessPolicies/any(c:c/id eq '{policy}')"
    assert signed.everything(f"{SIGN_INS}?$filter=createdDateTime lt 2026-01-12T08:00:00Z and {said}") == []


@pytest.mark.parametrize(
    "clause",
    [
        "userId/any(c:c/id eq 'x')",
        "appliedConditionalAccessPolicies/any(c:d/id eq 'x')",
        "appliedConditionalAccessPolicies/any(c:c/shoeSize eq 'x')",
        "appliedConditionalAccessPolicies/any(c:c/id eq 'x'",
        "appliedConditionalAccessPolicies eq 'x'",
    ],
)
def test_a_wrong_filter_is_refused(signed: Simulated, clause: str) -> None:
    assert error(signed.get(f"{SIGN_INS}?$filter={clause}"))[0] == 400


def test_what_a_policy_said_outlives_the_policy(signed: Simulated) -> None:
    policy = signed.get(POLICIES).json()["value"][0]["id"]
    assert signed.ask("DELETE", f"{POLICIES}/{policy}").status_code == 204
    (said,) = signed.everything(f"{SIGN_INS}?$top=1000")[0]["appliedConditionalAccessPolicies"]
    assert (said["id"], said["displayName"]) == (policy, "Pilot needs a compliant device")


def test_select_leaves_what_it_names(signed: Simulated) -> None:
    rows = signed.get(f"{SIGN_INS}?$select=userId,createdDateTime&$top=5").json()["value"]
    assert {frozenset(each) for each in rows} == {frozenset({"id", "userId", "createdDateTime"})}


def as_one_with(signed: Simulated, *rights: str) -> None:
    signed.control("PUT", "application", {"rights": list(rights)})
    signed.token = signed.sign_in().json()["access_token"]


def test_reading_them_takes_a_right_and_seeing_policies_another(signed: Simulated) -> None:
    as_one_with(signed, *(each for each in GRANTED if each != "AuditLog.Read.All"))
    assert signed.get(SIGN_INS).status_code == 403
    as_one_with(signed, "AuditLog.Read.All")
    rows = signed.get(f"{SIGN_INS}?$top=5").json()["value"]
    assert [each["appliedConditionalAccessPolicies"] for each in rows] == [[]] * 5
    filtered = f"{SIGN_INS}?$filter=appliedConditionalAccessPolicies/any(c:c/id eq 'x')"
    assert signed.get(filtered).status_code == 403


def test_five_requests_fit_in_ten_seconds(signed: Simulated) -> None:
    signed.control("PUT", "faults", {"name": "throttled"})
    assert [signed.get(f"{SIGN_INS}?$top=1").status_code for _ in range(6)] == [200] * 5 + [429]
    assert signed.get(f"{SIGN_INS}?$top=1").headers["retry-after"] == "10"
    signed.seconds += 10
    assert signed.get(f"{SIGN_INS}?$top=1").status_code == 200
