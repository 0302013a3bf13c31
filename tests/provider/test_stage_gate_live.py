"""A gate against the simulated tenant: what it asks for is served, counted and named."""

import csv
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.engine import CheckRefusedError, Declared
from tests.provider.live_tenant import RESTRICTIONS, LiveTenant

TYPE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"


@pytest.fixture
async def gate(tenant: LiveTenant, tmp_path: Path) -> AsyncIterator[Declared]:
    tenant.call("POST", "/_tenant/reset", {})
    provider = IntuneProvider("0.0.0", {**tenant.environment, "INTUNE_WAVES_HOME": str(tmp_path)})
    yield Declared(provider, "intune:index:StageGate")
    await provider.connection.close()
    tenant.call("PUT", "/_tenant/behaviour", {"name": "calm"})
    tenant.call("POST", "/_tenant/reset", {})


def step(tenant: LiveTenant, stage: str, period: int, coverage: float | None = None) -> dict[str, Any]:
    thresholds = {"thresholds": {"coverage": coverage}} if coverage is not None else {}
    return {
        "wave": "it",
        "stage": stage,
        "period": period,
        "groupId": tenant.group_id("IT Department"),
        "platforms": ["windows", "mac", "ios", "android", "androidForWork"],
        **thresholds,
    }


def enroll(tenant: LiveTenant, behaviour: dict[str, Any] | None = None) -> None:
    """Everybody in IT may enroll any Windows machine, does so, and every machine is compliant.

    With another behaviour they act as it says.
    """
    content = {
        "@odata.type": TYPE,
        "displayName": "IT may",
        "platformType": "windows",
        "platformRestriction": {"platformBlocked": False, "personalDeviceEnrollmentBlocked": False},
    }
    made = tenant.call("POST", RESTRICTIONS, content)["id"]
    group = {
        "@odata.type": "#microsoft.graph.groupAssignmentTarget",
        "groupId": tenant.group_id("IT Department"),
    }
    assignments = {"enrollmentConfigurationAssignments": [{"target": group}]}
    tenant.call("POST", f"{RESTRICTIONS}/{made}/assign", assignments)
    tenant.call("PUT", "/_tenant/behaviour", behaviour or {"name": "eager"})
    tenant.call("POST", "/_tenant/clock", {"days": 14})


async def test_nobody_is_covered_before_anybody_has_enrolled(
    tenant: LiveTenant, gate: Declared, tmp_path: Path
) -> None:
    await gate.up(step(tenant, "deadline", 3))
    with pytest.raises(CheckRefusedError, match=r"0 of 300 covered \(0 %, needs 90 %\).*300 never enrolled"):
        await gate.check(step(tenant, "enforce", 4, 90))
    with (tmp_path / "missing" / "it-enforce.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["userPrincipalName"] for row in rows} == set(tenant.names_in("IT Department", 300))
    assert {row["reason"] for row in rows} == {"never enrolled"}


async def test_whoever_enrolled_is_counted_with_no_request_more_than_pages_and_counts(
    tenant: LiveTenant, gate: Declared
) -> None:
    enroll(tenant)
    await gate.up(step(tenant, "deadline", 3))
    entering = {**step(tenant, "enforce", 4), "thresholds": {"reach": 50}}
    registered = len([*tenant.client.everything("/v1.0/devices?$select=id&$top=999")])
    tenant.forget_requests()
    evidence = (await gate.check(entering))["evidence"]
    asked = Counter(one["path"].partition("?")[0].rpartition("/")[2] for one in tenant.requests())
    assert asked == {
        "managedDeviceOverview": 2,
        "managedDevices": 1,
        "microsoft.graph.user": 1,
        "devices": 1 + -(-registered // 999),
    }
    enrolled = tenant.call("GET", "/v1.0/deviceManagement/managedDevices?$select=userId,complianceState")
    owners = {one["userId"] for one in enrolled["value"] if one["complianceState"] == "compliant"}
    people = tenant.members(tenant.group_id("IT Department"))
    assert (evidence["people"], evidence["reached"]) == (300, len(owners & people))
    assert 150 <= evidence["reached"] < 300
    # Only Windows may enroll, and most of them have a phone.
    assert evidence["covered"] + evidence["losingADevice"] == evidence["reached"]
    assert evidence["losingADevice"] > evidence["covered"]


async def test_who_failed_to_enroll_is_counted_until_an_attempt_succeeds(
    tenant: LiveTenant, gate: Declared
) -> None:
    enroll(tenant, {"enrolling": [0.0], "failing": 1.0})
    events = tenant.call("GET", "/v1.0/deviceManagement/troubleshootingEvents")["value"]
    failed = len({each["userId"] for each in events})
    assert 150 <= failed < 300
    entering = {**step(tenant, "deadline", 3), "thresholds": {"failedEnrollments": 5}}
    await gate.up(step(tenant, "instruct", 2))
    said = rf"failed: {failed} of {failed} enrollments failed \(100 %, at most 5 %\)"
    with pytest.raises(CheckRefusedError, match=said):
        await gate.check(entering)
    tenant.call("PUT", "/_tenant/behaviour", {"name": "eager"})
    tenant.call("POST", "/_tenant/clock", {"days": 14})
    # The device list that this run has shared is from before.
    provider = IntuneProvider("0.0.0", dict(gate.provider.connection.environment))
    found = (await Declared(provider, gate.token).check(entering))["evidence"]
    await provider.connection.close()
    counts = [found[name] for name in ("enrollmentsTried", "enrollmentsFailed", "failedAttempts")]
    assert counts == [failed, 0, len(events)]


async def test_a_second_preview_asks_the_tenant_nothing(tenant: LiveTenant, gate: Declared) -> None:
    enroll(tenant)
    await gate.up(step(tenant, "deadline", 3))
    entering = {**step(tenant, "enforce", 4), "thresholds": {"reach": 50}}
    await gate.up(entering)
    tenant.forget_requests()
    assert await gate.changed(entering) == set()
    assert await gate.changed({**entering, "period": 5}) == set()
    assert await gate.refresh()
    assert tenant.requests() == []
