"""Admission against the simulated tenant: who comes under the policy is judged where it is written."""

from datetime import timedelta
from pathlib import Path

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffRequest

from intune_waves.campaign.stage import Stage
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN, to_wire
from intune_waves.provider.unfinished_step import fresh_refusals
from tests.provider.admission import enforced_wave
from tests.provider.admission.enforced_wave import EnforcedWave, enforce
from tests.provider.engine import Declared, another_run
from tests.provider.stepped_tenant import POLICIES, accounts, inputs, protect, restrict

wave = enforced_wave.wave


async def test_a_list_that_grows_is_told_in_the_preview_with_those_who_wait(
    wave: EnforcedWave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    users = wave.tenant.client.everything("/v1.0/users?$select=id,userPrincipalName,department&$top=999")
    rows = [(each["userPrincipalName"], each["department"], each["id"]) for each in users]
    staff = [name for name, _, account in rows if account in wave.people()]
    others = [name for name, department, _ in rows if department == "Legal"][:20]
    membership = Declared(wave.admission.provider, "intune:index:GroupMembership")
    declared = {"groupId": wave.group, "peopleFile": "people.csv"}
    _write(tmp_path / "people.csv", staff)
    await membership.up(declared)
    await wave.step(4, "enforce")
    wave.told.clear()
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    _write(tmp_path / "people.csv", [*staff, *others])
    assert await membership.changed(declared)
    assert await wave.admission.changed(wave.declared("enforce")) == {"admitted"}
    assert wave.told == [
        "One: 20 people would lose access and wait until 2026-02-02, or until they lose nothing."
    ]
    wave.told.clear()
    await membership.up(declared)
    await wave.admission.up(wave.declared("enforce"))
    assert len(wave.admitted()) == len(staff)


async def test_another_group_is_told_in_the_preview_and_judged_while_the_old_one_is_there(
    wave: EnforcedWave,
) -> None:
    await wave.step(4, "enforce")
    another_run(wave.admission.provider)
    wave.told.clear()
    await wave.judge(4, "enforce")
    replaced = wave.tenant.make_group("Intune waves: One")
    for each in (*sorted(wave.people())[:8], wave.uncovered_newcomer()):
        wave.add(each, replaced)
    restrict(wave.tenant, "Intune waves: One (new)", replaced)
    protect(wave.tenant, "Intune waves: One compliance (new)", replaced)
    declared = {**wave.declared("enforce"), "groupId": replaced}
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    await wave.gate.check({**wave.gate_declared("enforce", 4), "groupId": replaced})
    connection = wave.admission.provider.connection
    assert await fresh_refusals(connection, "one", before=Stage.DEADLINE, braked=False) == ()
    assert await wave.admission.changed(declared) == {"groupId"}
    assert wave.told == [
        "One: 2 people let out of the enabled policy.",
        "One: 1 person would lose access and waits until 2026-02-02, or until they lose nothing.",
    ]
    await wave.admission.up(declared)
    assert len(wave.admitted()) == 8
    assert len(wave.told) == 2, "the same is told once"


async def test_a_group_that_is_made_anew_is_told_before_anybody_knows_it(wave: EnforcedWave) -> None:
    await wave.step(4, "enforce")
    another_run(wave.admission.provider)
    wave.told.clear()
    await wave.judge(4, "enforce")
    await wave.admission.changed({**wave.declared("enforce"), "groupId": UNKNOWN})
    assert wave.told == ["One: its group is made anew; whoever is new and would lose access waits."]


def _write(path: Path, names: list[str]) -> None:
    path.write_text("userPrincipalName\n" + "".join(f"{name}\n" for name in names))


async def test_a_wave_that_enters_enforce_is_admitted_and_a_second_run_writes_nothing(
    wave: EnforcedWave,
) -> None:
    await wave.step(3, "deadline")
    assert wave.admitted() == set()
    state = await wave.step(4, "enforce")
    assert wave.admitted() == wave.people()
    assert (state["admitted"], state["waiting"]) == (10, 0)
    await wave.judge(4, "enforce")
    wave.tenant.forget_requests()
    assert await wave.admission.changed(wave.declared("enforce")) == set()
    read = [one["path"] for one in wave.tenant.requests()]
    assert not [path for path in read if "managedDevice" in path]
    assert all("$top=1&$count=true" in path for path in read if "embers" in path), "counts, no people"
    assert wave.tenant.writes().total() == 0


async def test_nobody_is_admitted_when_the_gate_does_not_hold_at_the_moment_of_writing(
    wave: EnforcedWave,
) -> None:
    await wave.step(3, "deadline")
    await wave.judge(4, "enforce")
    for _ in range(5):
        wave.add(wave.uncovered_newcomer())
    wave.write_policy("enforce")
    with pytest.raises(Refusal, match=r"10 of 15 covered .66\.6 %, needs 90 %."):
        await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == set()


@pytest.mark.parametrize(("named", "admits"), [("3->4: the office moves early", True), ("3->4", False)])
async def test_a_step_that_is_early_for_a_reason_admits_its_people(
    wave: EnforcedWave, named: str, admits: bool
) -> None:
    await wave.step(3, "deadline")
    await wave.judge(4, "enforce")
    today = wave.tenant.call("GET", "/_tenant/status")["clock"][:10]
    wave.admission.provider.connection.campaign = inputs(
        wave.tenant, 4, "enforce", firstDay=today, confirmedStep=named
    )
    wave.write_policy("enforce")
    if not admits:
        with pytest.raises(Refusal, match="not-before-its-day"):
            await wave.admission.up(wave.declared("enforce"))
    else:
        await wave.admission.up(wave.declared("enforce"))
    assert bool(wave.admitted()) is admits


async def test_nobody_is_admitted_once_a_break_glass_account_is_disabled(wave: EnforcedWave) -> None:
    await wave.step(3, "deadline")
    await wave.judge(4, "enforce")
    wave.write_policy("enforce")
    for account in accounts(wave.tenant):
        wave.tenant.call("PATCH", f"/v1.0/users/{account}", {"accountEnabled": False})
    with pytest.raises(Refusal, match="break-glass-enabled"):
        await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == set()


async def test_without_the_campaign_nobody_is_admitted(wave: EnforcedWave) -> None:
    wave.admission.provider.connection.campaign = None
    wave.write_policy("enforce")
    with pytest.raises(Refusal, match="run the command again without --target"):
        await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == set()


async def test_a_newcomer_who_loses_nothing_is_admitted_and_any_other_waits(wave: EnforcedWave) -> None:
    await enforce(wave)
    before = wave.admitted()
    ready, late = wave.covered_newcomer(), wave.uncovered_newcomer()
    wave.add(ready)
    wave.add(late)
    wave.told.clear()
    assert await wave.admission.changed(wave.declared("enforce")) == {"admitted"}
    assert wave.told[0].startswith(
        "One: 1 person newly under the enabled policy; nobody of them loses access"
    )
    await wave.judge(4, "enforce")
    state = await wave.admission.up(wave.declared("enforce"))
    assert wave.admitted() == before | {ready}
    assert (state["admitted"], state["waiting"]) == (11, 1)
    assert list(wave.waiting().values()) == [1]
    assert await wave.admission.changed(wave.declared("enforce")) == set()


async def test_who_waits_is_admitted_on_the_day_and_the_group_goes(wave: EnforcedWave) -> None:
    await enforce(wave)
    late = wave.uncovered_newcomer()
    wave.add(late)
    await wave.admission.up(wave.declared("enforce"))
    wave.tenant.call("PUT", "/_tenant/behaviour", {"name": "silent"})
    wave.tenant.call("POST", "/_tenant/clock", {"days": 13})
    assert await wave.admission.changed(wave.declared("enforce")) == set()
    wave.tenant.call("POST", "/_tenant/clock", {"days": 1})
    assert await wave.admission.changed(wave.declared("enforce")) == {"admitted"}
    await wave.admission.up(wave.declared("enforce"))
    assert late in wave.admitted()
    assert wave.waiting() == {}


async def test_a_newcomers_day_is_the_first_one_after_a_freeze(wave: EnforcedWave) -> None:
    await enforce(wave)
    today = await wave.admission.provider.connection.today()
    last_day = today + timedelta(days=20)
    frozen = {"firstDay": str(today + timedelta(days=10)), "lastDay": str(last_day), "reason": "Audit"}
    await wave.campaign.up(inputs(wave.tenant, 4, "enforce", freezes=[frozen]))
    wave.add(wave.uncovered_newcomer())
    await wave.admission.up(wave.declared("enforce"))
    assert wave.waiting() == {f"Intune waves: One (waiting until {last_day + timedelta(days=1)})": 1}


async def test_who_leaves_the_wave_is_let_out(wave: EnforcedWave) -> None:
    await enforce(wave)
    leaver = min(wave.people())
    wave.remove(leaver, wave.group)
    assert await wave.admission.changed(wave.declared("enforce")) == {"admitted"}
    await wave.admission.up(wave.declared("enforce"))
    assert leaver not in wave.admitted()


async def test_whom_a_helpdesk_takes_out_is_not_put_back_before_the_day(wave: EnforcedWave) -> None:
    await enforce(wave)
    person = min(wave.people())
    wave.remove(person, wave.enforced)
    for _ in range(2):
        await wave.admission.up(wave.declared("enforce"))
        assert person not in wave.admitted()
    assert await wave.admission.changed(wave.declared("enforce")) == set()
    assert [name for name in wave.waiting() if "taken out" in name]


async def test_three_hundred_newcomers_are_refused_by_the_brake(wave: EnforcedWave) -> None:
    await enforce(wave)
    for person in sorted(wave.tenant.members(wave.tenant.group_id("IT Department")) - wave.people()):
        wave.add(person)
    brake = {"percent": 1, "floor": 20}
    wave.admission.state["brake"] = brake
    with pytest.raises(Refusal, match=r"2\d\d people of .* at most .* may; .*\[enforcement-brake\]"):
        await wave.admission.changed(wave.declared("enforce", brake=brake))


async def test_in_a_closed_campaign_nobody_is_admitted_before_the_one_policy_holds(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    closed = {name: value for name, value in wave.declared("enforce").items() if name != "policy"}
    assert (await wave.admission.up(closed))["admitted"] == 10
    wave.turn_by_a_stop()
    wave.remove(min(wave.people()), wave.group)
    await wave.judge(4, "enforce")
    with pytest.raises(Refusal, match=r"no enabled policy holds.*\./migrate refresh"):
        await wave.admission.up(closed)


async def test_a_refresh_notes_that_the_group_is_gone_and_refuses_nothing(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.tenant.call("DELETE", f"/v1.0/groups/{wave.group}")
    run = IntuneProvider("0.0.0", wave.tenant.environment)
    refreshed = Declared(
        run,
        wave.admission.token,
        resource_id=wave.admission.resource_id,
        inputs=wave.admission.inputs,
        state=wave.admission.state,
    )
    assert await refreshed.refresh()
    request = DiffRequest(
        urn=refreshed.urn,
        id=refreshed.resource_id,
        olds=to_wire(refreshed.state),
        news=to_wire(refreshed.inputs),
    )
    assert not (await run.diff(request)).detailedDiff
    await run.connection.close()


@pytest.mark.parametrize("lost", ["policy", "group"])
async def test_what_somebody_deleted_is_refused_by_name_until_a_refresh_has_noted_it(
    wave: EnforcedWave, lost: str
) -> None:
    await enforce(wave)
    path = f"{POLICIES}/{wave.policy}" if lost == "policy" else f"/v1.0/groups/{wave.group}"
    wave.tenant.call("DELETE", path)
    another_run(wave.admission.provider)
    with pytest.raises(Refusal, match=rf"the wave's {lost}.* not in the tenant .*\./migrate refresh"):
        await wave.admission.changed(wave.declared("enforce"))
    another_run(wave.admission.provider)
    assert await wave.admission.refresh()
    gone = "policy" if lost == "policy" else "groupId"
    assert gone not in wave.admission.state
    assert gone in await wave.admission.changed({**wave.declared("enforce"), "groupId": wave.enforced})
