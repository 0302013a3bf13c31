"""Before a policy is enabled, against the simulated tenant: nobody comes under it by that write."""

from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import InvokeRequest

from intune_waves.provider.protocol.intune_provider import MAY_ENABLE
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import to_wire
from tests.provider.admission import enforced_wave
from tests.provider.admission.enforced_wave import ENABLED, EnforcedWave, enforce
from tests.provider.engine import another_run
from tests.provider.stepped_tenant import POLICIES, accounts

wave = enforced_wave.wave


async def test_guests_whom_the_one_policy_leaves_out_are_nobody_whom_a_hand_spared(
    wave: EnforcedWave,
) -> None:
    await wave.step(4, "enforce")
    leaves_out = [*accounts(wave.tenant), "GuestsOrExternalUsers"]
    wave.patch(
        displayName="Intune waves: all users need a compliant device",
        conditions={"users": {"includeGroups": [wave.enforced], "excludeUsers": leaves_out}},
    )
    await wave.judge(4, "enforce")
    assert await wave.gate.changed(wave.gate_declared("enforce", 4)) == set()


async def test_a_stack_that_was_in_force_before_it_had_an_enforced_group_comes_over_without_a_gap(
    wave: EnforcedWave,
) -> None:
    wave.patch(state="enabled")
    await wave.judge(4, "deadline")
    wave.campaign.inputs["stages"]["one"] = "enforce"
    before = wave.people()
    gate = {
        name: wave.declared("enforce")[name] for name in ("wave", "title", "stage", "groupId", "platforms")
    }
    wave.gate.resource_id, wave.gate.inputs = "one", {**gate, "period": 4}
    wave.gate.state = dict(wave.gate.inputs)
    await wave.judge(4, "enforce")
    await wave.gate.up({**gate, "period": 4, "enforcedGroupId": wave.enforced})
    assert wave.admitted() == before, "they are copied before the policy turns to the enforced group"
    wave.write_policy("enforce")
    state = await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == before
    assert state["admitted"] == len(before)


async def test_whom_a_hand_put_into_the_enforced_group_is_not_brought_along_from_the_target_group(
    wave: EnforcedWave,
) -> None:
    await wave.step(3, "deadline")
    wave.patch(state="enabled")
    wave.add(wave.uncovered_newcomer(), wave.enforced)
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    assert wave.admitted() == set(), "azuread's write comes next"


async def test_whom_a_hand_put_into_the_enforced_group_is_taken_out_before_the_policy_turns_back_to_it(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    before = wave.people()
    wave.add(wave.uncovered_newcomer(), wave.enforced)
    wave.patch(conditions={"users": {"includeGroups": [wave.group], "excludeUsers": accounts(wave.tenant)}})
    assert await wave.gate.changed(wave.gate_declared("enforce", 4)) == {"enforcedGroupId"}
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    assert wave.admitted() == before, "azuread's write comes next"


async def test_after_a_stop_a_plain_up_judges_everybody_before_the_policy_is_for_anybody(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    wave.turn_by_a_stop()
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people()
    wave.turn_by_a_stop()
    wave.lose_coverage()
    with pytest.raises(Refusal, match="covered"):
        await wave.step(4, "enforce")
    assert wave.admitted() == set()


async def test_after_a_stop_and_a_refresh_the_group_is_empty_before_azuread_enables_the_policy(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    wave.turn_by_a_stop()
    await wave.gate.refresh()
    await wave.admission.refresh()
    assert await wave.gate.changed(wave.gate_declared("enforce", 4)) == {"enforcedGroupId"}
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    assert wave.admitted() == set(), "azuread's write comes next"
    wave.write_policy("enforce")
    await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == wave.people()
    assert wave.waiting() == {}
    assert await wave.gate.changed(wave.gate_declared("enforce", 4)) == set()


async def test_after_a_stop_and_a_refresh_nobody_is_enforced_whom_the_judgement_refuses(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    wave.turn_by_a_stop()
    await wave.admission.refresh()
    wave.lose_coverage()
    with pytest.raises(Refusal, match="covered"):
        await wave.step(4, "enforce")
    assert wave.admitted() == set()
    enforced = wave.tenant.call("GET", "/_tenant/enforcement")
    assert enforced["enforced"] == 0


async def may_enable(wave: EnforcedWave) -> None:
    """What the program asks before azuread enables the wave's policy."""
    gate = wave.gate_declared("enforce", 4)
    asked = {name: gate[name] for name in ("wave", "title", "groupId", "enforcedGroupId", "platforms")}
    args = to_wire({**asked, "breakGlassIds": accounts(wave.tenant)})
    await wave.gate.provider.invoke(InvokeRequest(tok=MAY_ENABLE, args=args))


async def test_a_program_may_not_enable_a_policy_over_people_who_are_under_none(wave: EnforcedWave) -> None:
    await wave.step(3, "deadline")
    await may_enable(wave)
    wave.add(wave.uncovered_newcomer(), wave.enforced)
    with pytest.raises(Refusal, match=r"1 person in the wave's enforced group.*without --target"):
        await may_enable(wave)
    await wave.step(4, "enforce")
    await may_enable(wave)
    wave.tenant.forget_requests()
    await may_enable(wave)
    read = [each["path"] for each in wave.tenant.requests() if "breakglass" not in each["path"]]
    assert read == [], "the run has read the policies already"
    wave.turn_by_a_stop()
    with pytest.raises(Refusal, match="10 people"):
        await may_enable(wave)
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    await may_enable(wave)


async def test_who_is_excluded_by_hand_may_not_be_brought_back_by_the_policys_write(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    users = {"excludeUsers": [*accounts(wave.tenant), min(wave.people())]}
    wave.patch(conditions={"users": users})
    with pytest.raises(Refusal, match="1 person"):
        await may_enable(wave)


async def test_after_a_refresh_that_finds_the_policy_not_enabled_only_the_gate_lets_it_ask(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    asked = {**wave.gate_declared("enforce", 4), "asksOn": ["windows"], "leavesOut": []}
    await wave.gate.up(asked)
    assert wave.gate.state["mayAskOn"] == ["windows"]
    await wave.gate.refresh()
    assert wave.gate.state["mayAskOn"] == ["windows"]
    wave.turn_by_a_stop()
    await wave.gate.refresh()
    assert "mayAskOn" not in wave.gate.state
    wave.patch(state=ENABLED)
    await wave.judge(4, "enforce")
    await wave.gate.up(asked)
    assert wave.gate.state["mayAskOn"] == ["windows"], "whoever enabled the policy meanwhile"


async def test_platforms_are_added_to_a_wave_in_force_only_by_a_judgement_before_the_policy_asks_there(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    wave.lose_coverage()
    await wave.judge(4, "enforce")
    wider = {**wave.gate_declared("enforce", 4), "platforms": ["windows", "mac"]}
    with pytest.raises(Refusal, match="covered"):
        await wave.gate.up(wider)
    assert wave.admitted(), "whoever is enforced stays so on the platforms of before"


async def test_a_policy_narrowed_by_hand_is_judged_before_azuread_widens_it(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.patch(conditions={"platforms": {"includePlatforms": ["macOS"]}})
    assert await wave.gate.changed(wave.gate_declared("enforce", 4)) == {"enforcedGroupId"}
    wave.lose_coverage()
    await wave.judge(4, "enforce")
    with pytest.raises(Refusal, match="covered"):
        await wave.gate.up(wave.gate_declared("enforce", 4))


async def test_a_policy_that_asks_on_all_platforms_of_the_wave_is_not_narrowed(wave: EnforcedWave) -> None:
    platforms = {"platforms": ["windows", "mac", "androidForWork"]}
    users = {"includeGroups": [wave.enforced], "excludeUsers": accounts(wave.tenant)}
    await enforce(wave)
    before = wave.admitted()
    wave.patch(
        conditions={"platforms": {"includePlatforms": ["windows", "macOS", "android"]}, "users": users}
    )
    gate = wave.gate_declared("enforce", 4) | platforms
    wave.gate.inputs |= platforms
    wave.gate.state |= platforms
    assert await wave.gate.changed(gate) == set()
    assert wave.admitted() == before


def _asking(wave: EnforcedWave, **more: Any) -> dict[str, Any]:
    wider = {"asksOn": ["windows", "macOS"], "platforms": ["windows", "mac"], "leavesOut": []}
    return {**wave.gate_declared("enforce", 4), **wider, **more}


async def _in_force(wave: EnforcedWave) -> int:
    """The wave is enforced on Windows; answers the last event of the tenant's ledger."""
    await enforce(wave)
    await wave.gate.up(_asking(wave, asksOn=["windows"], platforms=["windows"]))
    await wave.judge(4, "enforce")
    return int(wave.tenant.call("GET", "/_tenant/enforcement/events?since=0")["last"])


def _platforms(wave: EnforcedWave) -> set[str]:
    policy = wave.tenant.call("GET", f"{POLICIES}/{wave.policy}")
    return set(policy["conditions"]["platforms"]["includePlatforms"])


async def test_a_further_platform_is_asked_by_the_gates_own_write_and_enforcement_does_not_lapse(
    wave: EnforcedWave,
) -> None:
    since = await _in_force(wave)
    people = wave.admitted()
    assert len(people) == 10
    await wave.gate.up(_asking(wave))
    assert wave.admitted() == people
    assert _platforms(wave) == {"windows", "macOS"}
    told = wave.tenant.call("GET", f"/_tenant/enforcement/events?since={since}")["events"]
    assert {each["person"] for each in told} == people
    assert all(each["came"] == ["macOS"] and not each["left"] for each in told)
    assert wave.dated() == [], "nobody waits to be judged anew"
    another_run(wave.gate.provider)
    await wave.judge(4, "enforce")
    assert await wave.gate.changed(_asking(wave)) == set()


async def test_a_further_platform_that_the_gate_refuses_is_not_asked(wave: EnforcedWave) -> None:
    await _in_force(wave)
    people = wave.admitted()
    wave.lose_coverage()
    await wave.judge(4, "enforce")
    with pytest.raises(Refusal, match="covered"):
        await wave.gate.up(_asking(wave))
    assert (wave.admitted(), _platforms(wave)) == (people, {"windows"})


@pytest.mark.parametrize("hand", ["puts in", "leaves out", "includes another group", "twin"])
async def test_where_a_hand_was_at_work_a_further_platform_is_asked_over_an_empty_group(
    wave: EnforcedWave, hand: str
) -> None:
    await _in_force(wave)
    users = {"includeGroups": [wave.enforced], "excludeUsers": accounts(wave.tenant)}
    if hand == "puts in":
        wave.add(wave.covered_newcomer(), wave.enforced)
    elif hand == "leaves out":
        spared = min(wave.admitted())
        wave.patch(conditions={"users": {**users, "excludeUsers": [*users["excludeUsers"], spared]}})
    elif hand == "includes another group":
        other = wave.tenant.make_group("Others")
        wave.patch(conditions={"users": {**users, "includeGroups": [wave.enforced, other]}})
    else:
        twin = wave.tenant.call("GET", f"{POLICIES}/{wave.policy}")
        made = {name: twin[name] for name in ("displayName", "state", "conditions", "grantControls")}
        wave.tenant.call("POST", POLICIES, made)
    another_run(wave.gate.provider)
    await wave.judge(4, "enforce")
    await wave.gate.up(_asking(wave))
    assert (wave.admitted(), _platforms(wave)) == (set(), {"windows"})
