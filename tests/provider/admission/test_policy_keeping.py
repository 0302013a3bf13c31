"""A wave's policy that a hand has changed is put back, and nobody comes under it by that."""

from typing import Any

import pytest

from intune_waves.campaign.naming import everybody_policy_name
from intune_waves.provider.protocol.refusal import Refusal
from tests.provider.admission import enforced_wave
from tests.provider.admission.enforced_wave import ENABLED, REPORT_ONLY, EnforcedWave, enforce
from tests.provider.engine import another_run
from tests.provider.stepped_tenant import POLICIES, accounts

Values = dict[str, Any]
wave = enforced_wave.wave


@pytest.mark.parametrize("stage", ["deadline", "enforce"])
async def test_a_policy_changed_by_hand_is_put_back_in_the_next_run(wave: EnforcedWave, stage: str) -> None:
    await wave.step(3, "deadline")
    if stage == "enforce":
        await wave.step(4, "enforce")
    wave.patch(state="enabled", conditions={"users": {"excludeUsers": []}})
    changed = await wave.admission.changed(wave.declared(stage))
    assert changed == {"policy.state", "policy.excludedUsers"} - (
        {"policy.state"} if stage == "enforce" else set()
    )
    await wave.admission.up(wave.declared(stage))
    found = wave.tenant.call("GET", f"{POLICIES}/{wave.policy}")
    assert found["state"] == (ENABLED if stage == "enforce" else REPORT_ONLY)
    assert set(found["conditions"]["users"]["excludeUsers"]) == set(accounts(wave.tenant))
    assert await wave.admission.changed(wave.declared(stage)) == set()


async def test_a_policy_set_to_report_only_by_hand_is_enabled_over_an_empty_group(wave: EnforcedWave) -> None:
    await enforce(wave)
    for person in sorted(wave.people())[:5]:
        wave.remove(person, wave.group)
    for _ in range(5):
        wave.add(wave.uncovered_newcomer())
    wave.patch(state=REPORT_ONLY)
    with pytest.raises(Refusal, match="5 of 10 covered"):
        await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == set()


async def test_the_policy_for_everybody_that_a_hand_enables_while_the_campaign_is_stopped_is_turned(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    await wave.step(3, "deadline")
    users = {"includeGroups": [wave.enforced], "excludeUsers": accounts(wave.tenant)}
    body = wave.tenant.call("GET", f"{POLICIES}/{wave.policy}")
    everybody = {
        "displayName": everybody_policy_name(),
        "state": ENABLED,
        "conditions": {"applications": {"includeApplications": ["All"]}, "users": users},
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
    assert body["state"] == REPORT_ONLY
    made = wave.tenant.call("POST", POLICIES, everybody)["id"]
    another_run(wave.admission.provider)
    await wave.judge(3, "deadline")
    closed = {name: value for name, value in wave.declared("deadline").items() if name != "policy"}
    wave.admission.inputs = closed
    wave.admission.state = {name: value for name, value in wave.admission.state.items() if name != "policy"}
    assert await wave.admission.changed(closed) == {"admitted"}
    await wave.admission.up(closed)
    assert wave.tenant.call("GET", f"{POLICIES}/{made}")["state"] == REPORT_ONLY


@pytest.mark.parametrize(
    "narrowed",
    [
        {"platforms": {"includePlatforms": ["macOS"]}},
        {"applications": {"includeApplications": ["All"], "excludeApplications": ["Office365"]}},
    ],
    ids=["platforms", "applications"],
)
async def test_a_policy_narrowed_by_hand_is_put_back_over_an_empty_group(
    wave: EnforcedWave, narrowed: Values
) -> None:
    await enforce(wave)
    for person in sorted(wave.people())[:5]:
        wave.remove(person, wave.group)
    wave.lose_coverage()
    wave.patch(conditions=narrowed)
    with pytest.raises(Refusal, match="5 of 10 covered"):
        await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == set()


async def test_whom_a_hand_leaves_out_of_the_policy_stays_out_until_a_day(wave: EnforcedWave) -> None:
    await enforce(wave)
    person = min(wave.people())
    wave.patch(conditions={"users": {"excludeUsers": [*accounts(wave.tenant), person]}})
    await wave.admission.up(wave.declared("enforce"))
    assert person not in wave.admitted()
    assert [name for name in wave.waiting() if "taken out" in name]
    found = wave.tenant.call("GET", f"{POLICIES}/{wave.policy}")
    assert set(found["conditions"]["users"]["excludeUsers"]) == set(accounts(wave.tenant))
