"""Admission against the simulated tenant: who comes under the policy is judged where it is written."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto.provider_pb2 import DiffRequest, InvokeRequest

from intune_waves.campaign.naming import everybody_policy_name
from intune_waves.campaign.stage import Stage
from intune_waves.graph.group_membership import reconcile
from intune_waves.provider import admitting
from intune_waves.provider.admitting import Admitting
from intune_waves.provider.protocol.intune_provider import MAY_ENABLE, IntuneProvider
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN, to_wire
from intune_waves.provider.unfinished_step import fresh_refusals
from tests.provider.engine import Declared, another_run
from tests.provider.live_tenant import LiveTenant
from tests.provider.stepped_tenant import POLICIES, accounts, begin, inputs, protect, restrict

Values = dict[str, Any]
_STAGES = ("announce", "instruct", "deadline", "enforce")
ENABLED, REPORT_ONLY = "enabled", "enabledForReportingButNotEnforced"


@dataclass
class EnforcedWave:
    """Wave one of the campaign, its objects in the tenant, and its admission in a stack."""

    tenant: LiveTenant
    group: str
    enforced: str
    policy: str
    campaign: Declared
    gate: Declared
    admission: Declared
    told: list[str]

    def declared(self, stage: str, **more: Any) -> Values:
        enforces = stage == "enforce"
        return {
            "wave": "one",
            "title": "One",
            "stage": stage,
            "groupId": self.group,
            "enforcedGroupId": self.enforced,
            "platforms": ["windows"],
            "breakGlassIds": accounts(self.tenant),
            "policy": {
                "id": self.policy,
                "state": ENABLED if enforces else REPORT_ONLY,
                "includedGroups": [self.enforced if enforces else self.group],
                "excludedUsers": accounts(self.tenant),
                "platforms": ["windows"],
            },
            "thresholds": {"coverage": 90},
            **more,
        }

    async def judge(self, period: int, stage: str) -> None:
        """What the campaign's own resource does in each run, before everything else."""
        begun = int(self.campaign.inputs.get("period", 0))
        for earlier in range(begun + 1, period):
            await self.campaign.up(inputs(self.tenant, earlier, _STAGES[earlier - 1]))
        await self.campaign.up(inputs(self.tenant, period, stage))

    async def step(self, period: int, stage: str, **more: Any) -> Values:
        """A run of the engine: campaign, gate, azuread's write of the policy, admission."""
        await self.judge(period, stage)
        await self.gate.up(self.gate_declared(stage, period))
        self.write_policy(stage)
        return await self.admission.up(self.declared(stage, **more))

    def gate_declared(self, stage: str, period: int) -> Values:
        gate = {name: self.declared(stage)[name] for name in ("wave", "title", "stage", "groupId")}
        enforced = {"enforcedGroupId": self.enforced, "platforms": ["windows"], "period": period}
        return {**gate, **enforced, "thresholds": {"coverage": 90}}

    def write_policy(self, stage: str) -> None:
        policy = self.declared(stage)["policy"]
        self.patch(
            state=policy["state"],
            conditions={
                "users": {
                    "includeGroups": policy["includedGroups"],
                    "excludeUsers": policy["excludedUsers"],
                }
            },
        )

    def patch(self, **body: Any) -> None:
        another_run(self.admission.provider)
        self.tenant.call("PATCH", f"{POLICIES}/{self.policy}", body)

    def admitted(self) -> set[str]:
        return self.tenant.members(self.enforced)

    def people(self) -> set[str]:
        return self.tenant.members(self.group)

    def add(self, person: str, group: str = "") -> None:
        another_run(self.admission.provider)
        reference = {"@odata.id": f"{self.tenant.url}/v1.0/directoryObjects/{person}"}
        self.tenant.call("POST", f"/v1.0/groups/{group or self.group}/members/$ref", reference)

    def remove(self, person: str, group: str) -> None:
        another_run(self.admission.provider)
        self.tenant.call("DELETE", f"/v1.0/groups/{group}/members/{person}/$ref")

    def waiting(self) -> dict[str, int]:
        """The groups in which people wait, by name."""
        groups = self.tenant.call("GET", "/v1.0/groups")["value"]
        return {
            group["displayName"]: len(self.tenant.members(group["id"]))
            for group in groups
            if " until " in group["displayName"]
        }

    def dated(self) -> list[str]:
        """The names of all groups that remember people of the wave."""
        groups = self.tenant.call("GET", "/v1.0/groups")["value"]
        return [each["displayName"] for each in groups if each["mailNickname"].startswith("intune-waves.")]

    def covered_newcomer(self) -> str:
        staff = self.tenant.members(self.tenant.group_id("IT Department"))
        return max(staff - self.people())

    def uncovered_newcomer(self) -> str:
        staff = self.tenant.members(self.tenant.group_id("IT Department"))
        users = self.tenant.client.everything("/v1.0/users?$select=id,userPrincipalName&$top=999")
        others = {str(user["id"]) for user in users if "breakglass" not in user["userPrincipalName"]}
        return max(others - staff - self.people())


@pytest.fixture
async def wave(started_tenant: LiveTenant) -> AsyncIterator[EnforcedWave]:
    """A wave of ten in deadline, all of IT with compliant computers."""
    tenant = started_tenant
    tenant.call("POST", "/_tenant/reset", {})
    tenant.faults({"name": "calm"})
    told: list[str] = []
    provider = IntuneProvider("0.0.0", tenant.environment, tell=told.append)
    campaign, gate, admission = (
        Declared(provider, f"intune:index:{token}") for token in ("Campaign", "StageGate", "Admission")
    )
    await campaign.up(inputs(tenant, 1, "announce"))
    another_run(provider)
    group, enforced = begin(tenant, "One", 10), tenant.make_group("Intune waves: One (enforced)")
    restrict(tenant, "IT may", tenant.group_id("IT Department"))
    tenant.call("PUT", "/_tenant/behaviour", {"name": "eager"})
    tenant.call("POST", "/_tenant/clock", {"days": 14})
    body = {
        "displayName": "Intune waves: One needs a compliant device",
        "state": REPORT_ONLY,
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {"includeApplications": ["All"]},
            "platforms": {"includePlatforms": ["windows"]},
            "users": {"includeGroups": [group], "excludeUsers": accounts(tenant)},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
    policy = str(tenant.call("POST", POLICIES, body)["id"])
    yield EnforcedWave(tenant, group, enforced, policy, campaign, gate, admission, told)
    await provider.connection.close()
    tenant.call("PUT", "/_tenant/behaviour", {"name": "calm"})
    tenant.call("POST", "/_tenant/reset", {})


async def enforce(wave: EnforcedWave) -> None:
    await wave.step(3, "deadline")
    await wave.step(4, "enforce")


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


async def test_a_step_back_empties_the_group_and_reads_nothing_that_could_fail(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.add(wave.uncovered_newcomer())
    await wave.admission.up(wave.declared("enforce"))
    await wave.step(3, "deadline")
    assert wave.admitted() == set()
    another_run(wave.admission.provider)
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people(), "the gate admits whoever waited too"
    assert wave.dated() == [], "nothing is remembered of people who are all admitted"


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


async def test_a_run_killed_between_policy_and_admission_counts_nobody_as_taken_out_by_hand(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    _turn_by_a_stop(wave)
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    wave.write_policy("enforce")
    assert wave.admitted() == set(), "here the run is killed"
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people()
    assert wave.waiting() == {}
    assert wave.dated() == []
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    assert await wave.admission.changed(wave.declared("enforce")) == set()


async def test_after_a_run_killed_so_the_people_return_by_the_gate_alone(wave: EnforcedWave) -> None:
    await enforce(wave)
    _turn_by_a_stop(wave)
    await wave.judge(4, "enforce")
    await wave.gate.up(wave.gate_declared("enforce", 4))
    wave.write_policy("enforce")
    _lose_coverage(wave)
    with pytest.raises(Refusal, match="covered"):
        await wave.step(4, "enforce")
    assert wave.admitted() == set()


@pytest.mark.parametrize("meanwhile", ["nothing", "refresh", "stop", "step back", "exclusion"])
async def test_whom_a_hand_took_out_stays_out_whatever_happens_meanwhile(
    wave: EnforcedWave, meanwhile: str
) -> None:
    await enforce(wave)
    person = min(wave.people())
    if meanwhile == "exclusion":
        users = {"excludeUsers": [*accounts(wave.tenant), person]}
        wave.patch(state=REPORT_ONLY, conditions={"users": users})
    else:
        wave.remove(person, wave.enforced)
    if meanwhile == "refresh":
        assert await wave.admission.refresh()
    elif meanwhile == "stop":
        wave.patch(state=REPORT_ONLY)
    elif meanwhile == "step back":
        await wave.step(3, "deadline")
        another_run(wave.admission.provider)
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people() - {person}
    assert [*wave.waiting().values()] == [1], "until a day of their own"
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    assert await wave.admission.changed(wave.declared("enforce")) == set()


def _turn_by_a_stop(wave: EnforcedWave) -> None:
    """What ./migrate stop leaves: the policy is report-only, and everybody is in the enforced group."""
    wave.patch(state=REPORT_ONLY)
    assert wave.admitted() == wave.people()


def _lose_coverage(wave: EnforcedWave) -> None:
    for _ in range(5):
        wave.add(wave.uncovered_newcomer())


async def test_after_a_stop_a_plain_up_judges_everybody_before_the_policy_is_for_anybody(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    _turn_by_a_stop(wave)
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people()
    _turn_by_a_stop(wave)
    _lose_coverage(wave)
    with pytest.raises(Refusal, match="covered"):
        await wave.step(4, "enforce")
    assert wave.admitted() == set()


async def test_after_a_stop_and_a_refresh_the_group_is_empty_before_azuread_enables_the_policy(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    _turn_by_a_stop(wave)
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
    _turn_by_a_stop(wave)
    await wave.admission.refresh()
    _lose_coverage(wave)
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
    _turn_by_a_stop(wave)
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
    _turn_by_a_stop(wave)
    await wave.gate.refresh()
    assert "mayAskOn" not in wave.gate.state
    wave.patch(state=ENABLED)
    await wave.judge(4, "enforce")
    await wave.gate.up(asked)
    assert wave.gate.state["mayAskOn"] == ["windows"], "whoever enabled the policy meanwhile"


@pytest.mark.parametrize("written", ["half", "all"])
async def test_whom_a_broken_off_run_has_admitted_is_taken_for_nobodys_hand(
    wave: EnforcedWave, written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enforce(wave)
    wave.remove(min(wave.people()), wave.group)
    for _ in range(2):
        wave.add(wave.covered_newcomer())
    await wave.judge(4, "enforce")

    async def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    if written == "all":
        monkeypatch.setattr(Admitting, "_keep_waiting", killed)
    else:
        monkeypatch.setattr(admitting, "reconcile", _letting_out_alone)
    with pytest.raises(KeyboardInterrupt):
        await wave.admission.up(wave.declared("enforce"))
    monkeypatch.undo()
    other = wave.uncovered_newcomer()
    wave.add(other)
    await wave.step(4, "enforce")
    assert wave.admitted() == wave.people() - {other}
    assert [name.partition(" until")[0] for name in wave.dated()] == ["Intune waves: One (waiting"]
    another_run(wave.admission.provider)
    await wave.judge(4, "enforce")
    assert await wave.admission.changed(wave.declared("enforce")) == set()


async def _letting_out_alone(client: Any, group: str, desired: Any, *, existing: Any) -> None:
    """Let out whoever is to be, and be killed before anybody is admitted."""
    if set(desired) - set(existing):
        raise KeyboardInterrupt
    await reconcile(client, group, desired=desired, existing=existing)


async def test_a_step_back_that_was_broken_off_lets_the_wave_enter_anew(
    wave: EnforcedWave, monkeypatch: pytest.MonkeyPatch
) -> None:
    await enforce(wave)
    people = wave.people()

    async def half(client: Any, group: str, desired: Any, *, existing: Any) -> None:
        for person in sorted(existing)[:4]:
            wave.tenant.call("DELETE", f"/v1.0/groups/{group}/members/{person}/$ref")
        raise KeyboardInterrupt

    await wave.judge(3, "deadline")
    await wave.gate.up(wave.gate_declared("deadline", 3))
    wave.write_policy("deadline")
    monkeypatch.setattr(admitting, "reconcile", half)
    with pytest.raises(KeyboardInterrupt):
        await wave.admission.up(wave.declared("deadline"))
    monkeypatch.undo()
    await wave.step(4, "enforce")
    assert wave.admitted() == people
    assert wave.dated() == []


async def test_in_a_closed_campaign_nobody_is_admitted_before_the_one_policy_holds(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    closed = {name: value for name, value in wave.declared("enforce").items() if name != "policy"}
    assert (await wave.admission.up(closed))["admitted"] == 10
    _turn_by_a_stop(wave)
    wave.remove(min(wave.people()), wave.group)
    await wave.judge(4, "enforce")
    with pytest.raises(Refusal, match=r"no enabled policy holds.*\./migrate refresh"):
        await wave.admission.up(closed)


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


async def test_whom_a_hand_puts_into_the_enforced_group_before_its_day_is_taken_out(
    wave: EnforcedWave,
) -> None:
    await wave.step(3, "deadline")
    wave.add(wave.uncovered_newcomer(), wave.enforced)
    assert await wave.admission.changed(wave.declared("deadline")) == {"admitted"}
    await wave.admission.up(wave.declared("deadline"))
    assert wave.admitted() == set()


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
    _lose_coverage(wave)
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


async def test_platforms_are_added_to_a_wave_in_force_only_by_a_judgement_before_the_policy_asks_there(
    wave: EnforcedWave,
) -> None:
    await enforce(wave)
    _lose_coverage(wave)
    await wave.judge(4, "enforce")
    wider = {**wave.gate_declared("enforce", 4), "platforms": ["windows", "mac"]}
    with pytest.raises(Refusal, match="covered"):
        await wave.gate.up(wider)
    assert wave.admitted(), "whoever is enforced stays so on the platforms of before"


async def test_a_policy_narrowed_by_hand_is_judged_before_azuread_widens_it(wave: EnforcedWave) -> None:
    await enforce(wave)
    wave.patch(conditions={"platforms": {"includePlatforms": ["macOS"]}})
    assert await wave.gate.changed(wave.gate_declared("enforce", 4)) == {"enforcedGroupId"}
    _lose_coverage(wave)
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
