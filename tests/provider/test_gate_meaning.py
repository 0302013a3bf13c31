"""What a gate says of its step to people: counted when it has read the tenant, and without counts else."""

from pathlib import Path
from typing import Any

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.kind import Kind
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import Declared
from tests.provider.gated_tenant import GatedTenant, gate_step

Values = dict[str, Any]


def step(stage: str, period: int = 4, **more: Any) -> Values:
    return gate_step(stage, period, title="Limited pilot", **more)


DEADLINE = step("deadline", 3)
ENFORCE = step("enforce", thresholds={"coverage": 90})
COUNTED = (
    "Limited pilot: deadline -> enforce. 10 people: 9 lose nothing; 1 loses all access (1 never enrolled). "
    "Coverage is 90 %, needs 90 %."
)


@pytest.fixture
def tenant(tmp_path: Path) -> GatedTenant:
    return GatedTenant(tmp_path)


async def passed(kind: Kind[Any], old: Values | None, inputs: Values) -> Values:
    checked = await kind.check(old, inputs)
    assert checked.failures == []
    return dict(checked.inputs)


async def test_a_step_that_passed_says_who_would_lose_access(tenant: GatedTenant) -> None:
    tenant.signed_in = ((1, "reportOnlySuccess"), (2, "reportOnlySuccess"), (9, "reportOnlyFailure"))
    found = await passed(tenant.kind(), DEADLINE, ENFORCE)
    told = f"{COUNTED} 3 of them signed in during the last 14 days; 1 would have been blocked."
    assert found["means"] == told
    evidence = found["evidence"]
    assert (evidence["signedIn"], evidence["signedInBlocked"], evidence["signInDays"]) == (3, 1, 14)


@pytest.mark.parametrize("failing", ["signIns", "conditionalAccess"])
async def test_a_tenant_without_sign_in_results_lets_the_wave_through_all_the_same(
    tenant: GatedTenant, failing: str
) -> None:
    tenant.failing = failing
    found = await passed(tenant.kind(), DEADLINE, ENFORCE)
    assert found["means"] == COUNTED
    assert "signedIn" not in found["evidence"]


async def test_sign_ins_never_pass_anything(tenant: GatedTenant) -> None:
    tenant.covered = 8
    tenant.signed_in = tuple((number, "reportOnlySuccess") for number in range(10))
    checked = await tenant.kind().check(DEADLINE, ENFORCE)
    assert "failed: 8 of 10 covered" in checked.failures[0].reason
    assert "means" not in checked.inputs
    assert tenant.reads("signIns") == 0


async def test_sign_ins_are_read_for_enforcing_alone(tenant: GatedTenant) -> None:
    asked = step("instruct", 2, thresholds={"newlyAsked": 5})
    found = await passed(tenant.kind(), step("announce", 1), asked)
    assert found["means"] == (
        "Limited pilot: announce -> instruct. People hear how to leave the old service and enroll, and may "
        "enroll from now on. 1 person is newly asked to act, and 9 are covered."
    )
    assert tenant.reads("signIns") == tenant.reads("policies") == 0


async def test_what_is_passed_although_nobody_could_be_counted_is_said(tenant: GatedTenant) -> None:
    override = {"figure": "coverage", "reason": "Strike.", "by": "Jane Doe", "until": 9}
    found = await passed(tenant.kind(), DEADLINE, {**ENFORCE, "groupId": UNKNOWN, "overrides": [override]})
    assert found["means"] == (
        "Limited pilot: deadline -> enforce. Access asks for a compliant device from now on; "
        "whoever has none loses it. "
        "Nobody could be counted: the wave's group is made or replaced by this very step, "
        "so nobody is in it yet."
    )
    tenant.overview = 1000
    found = await passed(tenant.kind(), DEADLINE, {**ENFORCE, "overrides": [override]})
    assert found["means"].endswith(
        "Nobody could be counted: the device list holds 9 devices and the overview 1,000."
    )


@pytest.fixture
def gate() -> Declared:
    return Declared(IntuneProvider("0.0.0", {}), "intune:index:StageGate")


async def test_a_step_that_nothing_judges_is_told_without_counts_and_without_reading(gate: Declared) -> None:
    said = []
    for period, stage in enumerate(("announce", "instruct", "deadline", "enforce", "deadline"), start=1):
        said.append((await gate.up(step(stage, period)))["means"].removeprefix("Limited pilot: "))
    assert said == [
        "planned -> announce. People hear the plan, and why; nobody is asked to act yet.",
        "announce -> instruct. People hear how to leave the old service and enroll, "
        "and may enroll from now on.",
        "instruct -> deadline. People hear the date, and what happens then.",
        "deadline -> enforce. Access asks for a compliant device from now on; whoever has none loses it.",
        "enforce -> deadline. Whoever lost access gets it back. Access is only reported on again.",
    ]
    assert gate.provider.connection._client is None


@pytest.mark.parametrize(
    ("told", "said"),
    [("2027-02-22", " Their devices' grace ends on 2027-02-22."), ("someday", ""), (None, "")],
)
async def test_a_deadline_is_told_with_its_day(gate: Declared, told: str | None, said: str) -> None:
    await gate.up(step("instruct", 2))
    given = {"graceEnds": told} if told else {}
    means = (await gate.up({**step("deadline", 3), **given}))["means"]
    assert means == (
        f"Limited pilot: instruct -> deadline. People hear the date, and what happens then.{said}"
    )


async def test_what_a_step_meant_stays_while_the_wave_stays_and_is_known_in_a_preview(gate: Declared) -> None:
    inputs = step("announce", 1)
    foreseen = await gate.foresee(inputs)
    assert foreseen["means"].startswith("Limited pilot: planned -> announce. ")
    made = await gate.up(inputs)
    assert made["means"] == foreseen["means"]
    assert await gate.changed({**inputs, "period": 7}) == set()
    assert await gate.refresh()
    assert gate.state["means"] == foreseen["means"]


async def test_a_wave_without_a_title_is_called_by_its_id(tenant: GatedTenant) -> None:
    untitled = {name: value for name, value in ENFORCE.items() if name != "title"}
    found = await passed(tenant.kind(), DEADLINE, untitled)
    assert found["means"].startswith("limited-pilot: deadline -> enforce. 10 people: 9 lose")
    assert tenant.reads("policies") == 0
