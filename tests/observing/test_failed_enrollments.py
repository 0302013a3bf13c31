"""The share of failed enrollments: counted in people, read only when declared, and never passed unknown."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from intune_waves.provider.protocol.kind import Kind
from tests.provider.gated_tenant import GatedTenant, gate_step

Values = dict[str, Any]
EVENTS = "troubleshootingEvents"


@pytest.fixture
def tenant(tmp_path: Path) -> GatedTenant:
    return GatedTenant(tmp_path)


def step(stage: str, period: int = 4, **thresholds: float) -> Values:
    return gate_step(stage, period, thresholds=thresholds)


BEFORE = step("instruct", 3)
TEN = step("deadline", failedEnrollments=10)


async def refusal(kind: Kind[Any], inputs: Values) -> str:
    (failure,) = (await kind.check(BEFORE, inputs)).failures
    assert failure.path == "stage"
    return failure.reason


async def evidence(kind: Kind[Any], inputs: Values) -> Values:
    checked = await kind.check(BEFORE, inputs)
    assert checked.failures == []
    found: Values = checked.inputs["evidence"]
    return found


async def test_whoever_failed_and_succeeded_later_has_not_failed(tenant: GatedTenant) -> None:
    tenant.failed = (0, 0, 1, 9, 77)
    found = await evidence(tenant.kind(), TEN)
    assert found["findings"] == "1 of 10 enrollments failed (10 %, at most 10 %)"
    assert (found["enrollmentsTried"], found["enrollmentsFailed"], found["failedAttempts"]) == (10, 1, 4)
    assert "0000-4000" not in str(found)


async def test_whoever_never_tried_counts_for_nothing(tenant: GatedTenant) -> None:
    tenant.covered, tenant.broken = 3, 2
    found = await evidence(tenant.kind(), TEN)
    assert (found["enrollmentsTried"], found["enrollmentsFailed"], found["failedAttempts"]) == (5, 0, 0)


async def test_too_many_failures_are_refused_with_the_figure_and_the_ways_on(tenant: GatedTenant) -> None:
    tenant.covered, tenant.failed = 6, (6, 7, 7)
    path = tenant.home / "missing" / "limited-pilot-deadline.csv"
    assert await refusal(tenant.kind(), TEN) == (
        "limited-pilot: instruct -> deadline: failed: 2 of 8 enrollments failed (25 %, at most 10 %); "
        "wait, hold the wave, or override deadline.failed_enrollments in waves/limited-pilot.yaml. "
        "10 people: 6 lose nothing; 4 lose all access (4 never enrolled); "
        f"they are listed in {path} [stage-gate]"
    )


@pytest.mark.parametrize("thresholds", [{}, {"coverage": 90}, {"soak": 1}, {"newlyBlocked": 9}])
async def test_nothing_is_read_of_them_where_they_are_not_judged(
    tenant: GatedTenant, thresholds: Values
) -> None:
    checked = await tenant.kind().check(BEFORE, step("deadline", **thresholds))
    assert checked.failures == []
    assert "enrollmentsTried" not in checked.inputs.get("evidence", {})
    assert tenant.reads(EVENTS) == tenant.reads("createdDateTime") == 0


async def test_they_are_read_since_the_group_was_made(tenant: GatedTenant) -> None:
    await evidence(tenant.kind(), TEN)
    tenant.made = None
    await evidence(tenant.kind(), TEN)
    assert [unquote(path).partition(EVENTS)[2] for path in tenant.asked if EVENTS in path] == [
        "?$filter=eventDateTime ge 2026-12-01T08:00:00Z",
        "",
    ]


async def test_a_tenant_that_does_not_tell_is_inconclusive(tenant: GatedTenant) -> None:
    tenant.covered, tenant.failing = 10, EVENTS
    assert await refusal(tenant.kind(), TEN) == (
        "limited-pilot: instruct -> deadline: inconclusive: the share of failed enrollments is not known; "
        "wait, hold the wave, or override deadline.failed_enrollments in waves/limited-pilot.yaml. "
        "why: the tenant does not tell whose enrollment failed: it has no such list, or "
        "DeviceManagementManagedDevices.Read.All is missing [stage-gate]"
    )


async def test_other_figures_are_judged_all_the_same(tenant: GatedTenant) -> None:
    tenant.failing = EVENTS
    said = await refusal(tenant.kind(), step("deadline", coverage=95, failedEnrollments=10))
    assert "failed: 9 of 10 covered (90 %, needs 95 %); the share of failed enrollments is not known;" in said


async def test_a_group_that_cannot_be_asked_for_its_age_is_inconclusive(tenant: GatedTenant) -> None:
    tenant.failing = "createdDateTime"
    said = await refusal(tenant.kind(), TEN)
    assert "inconclusive: the share of failed enrollments is not known" in said
    assert "why: the failed enrollments were not read to the end: " in said
    assert tenant.reads(EVENTS) == 0


async def test_nobody_who_tried_is_inconclusive(tenant: GatedTenant) -> None:
    tenant.covered = 0
    said = await refusal(tenant.kind(), TEN)
    assert "inconclusive: the share of failed enrollments is not known" in said
    assert "why: nobody of the wave has tried to enroll a device. " in said


async def test_more_failures_than_are_read_are_inconclusive(
    tenant: GatedTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intune_waves.graph.troubleshooting_event.MOST_PAGES", 1)
    tenant.failed, tenant.pages = (9,), 2
    said = await refusal(tenant.kind(), TEN)
    assert "why: more enrollments have failed in the tenant than are read. " in said


async def test_a_list_of_devices_that_is_doubted_is_reason_enough(tenant: GatedTenant) -> None:
    tenant.overview = 1000
    said = await refusal(tenant.kind(), TEN)
    assert "inconclusive: the reading is partial" in said
    assert tenant.reads(EVENTS) == 0


async def test_an_override_passes_what_is_not_known(tenant: GatedTenant) -> None:
    tenant.failing = EVENTS
    override = {"figure": "failed_enrollments", "reason": "No right yet.", "by": "Jane Doe", "until": 4}
    found = await evidence(tenant.kind(), {**TEN, "overrides": [override]})
    assert found["findings"] == "the share of failed enrollments is not known"
    assert "enrollmentsTried" not in found
