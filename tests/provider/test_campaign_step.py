"""The campaign's check judges a whole step, reads no more than it needs, and goes back blind."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from intune_waves.campaign.campaign import GuardFile
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.wire import UNKNOWN
from tests.provider.engine import CheckRefusedError, Declared
from tests.provider.live_tenant import RESTRICTIONS, LiveTenant
from tests.provider.stepped_tenant import NOT_YET, POLICIES, begin, inputs, lock_everybody, restrict

Values = dict[str, Any]


@pytest.fixture
def tenant(started_tenant: LiveTenant) -> LiveTenant:
    """The tenant as its seed made it: what another test left would be judged too."""
    started_tenant.call("POST", "/_tenant/reset", {})
    started_tenant.faults({"name": "calm"})
    return started_tenant


class Told:
    """What the provider says while it runs."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, text: str) -> None:
        self.lines.append(text)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
async def campaign(tenant: LiveTenant, told: Told) -> AsyncIterator[Declared]:
    provider = IntuneProvider("0.0.0", tenant.environment, tell=told)
    yield Declared(provider, "intune:index:Campaign")
    await provider.connection.close()


async def walk(campaign: Declared, tenant: LiveTenant, *stages: str) -> None:
    """Bring wave one through these stages, as earlier runs have."""
    for period, stage in enumerate(stages, 1):
        await campaign.up(inputs(tenant, period, stage))


async def refusals(campaign: Declared, proposed: Values) -> list[str]:
    with pytest.raises(CheckRefusedError) as refused:
        await campaign.check(proposed)
    return [each.removeprefix(": ") for each in str(refused.value).split("; : ")]


def paths(tenant: LiveTenant) -> list[str]:
    return [f"{one['method']} {one['path'].partition('?')[0]}" for one in tenant.requests()]


async def test_while_no_stage_moves_nothing_is_read(campaign: Declared, tenant: LiveTenant) -> None:
    await campaign.up(inputs(tenant, 0, "planned"))
    await campaign.check(inputs(tenant, 1, "planned", brake={"percent": 10, "floor": 5}))
    assert campaign.provider.connection._client is None


async def test_a_first_announcement_reads_lists_but_no_people(campaign: Declared, tenant: LiveTenant) -> None:
    proposed = inputs(tenant, 1, "announce")
    tenant.forget_requests()
    await campaign.up(proposed)
    read = paths(tenant)
    assert "GET /v1.0/identity/conditionalAccess/policies" in read
    assert "GET /beta/deviceManagement/deviceEnrollmentConfigurations" in read
    assert not any("embers" in path or "managedDevice" in path for path in read)
    assert tenant.writes().total() == 0


async def test_people_are_read_once_somebody_may_act_and_devices_when_somebody_must(
    campaign: Declared, tenant: LiveTenant
) -> None:
    await walk(campaign, tenant, "announce")
    begin(tenant, "One")
    tenant.forget_requests()
    await campaign.up(inputs(tenant, 2, "instruct"))
    assert [path for path in paths(tenant) if "transitiveMembers" in path or "managedDevice" in path] == [
        path for path in paths(tenant) if "transitiveMembers" in path
    ]
    await campaign.up(inputs(tenant, 3, "deadline"))
    proposed = inputs(tenant, 4, "enforce")
    tenant.forget_requests()
    await campaign.check(proposed)
    read = paths(tenant)
    assert sum(path.endswith("/managedDevices") for path in read) == 1
    assert sum("transitiveMembers" in path for path in read) == 1
    assert "GET /v1.0/users" in read, "everybody is counted for the brake"


async def test_every_complaint_comes_at_once_and_nothing_changes(
    campaign: Declared, tenant: LiveTenant
) -> None:
    today = tenant.call("GET", "/_tenant/status")["clock"][:10]
    freeze = {"firstDay": today, "lastDay": today, "reason": "Audit"}
    lock_everybody(tenant)
    found = await refusals(campaign, inputs(tenant, 1, "announce", freezes=[freeze]))
    assert [each.rpartition("[")[2] for each in found] == [
        "break-glass-excluded]",
        "everybody-needs-exclusions]",
        "freeze-window]",
    ]
    assert campaign.state == {}


async def test_another_policy_may_leave_the_accounts_out_by_a_group(
    campaign: Declared, tenant: LiveTenant
) -> None:
    proposed = inputs(tenant, 1, "announce")
    emergency = tenant.make_group("Emergency")
    for account in proposed["breakGlassIds"]:
        reference = {"@odata.id": f"{tenant.url}/v1.0/directoryObjects/{account}"}
        tenant.call("POST", f"/v1.0/groups/{emergency}/members/$ref", reference)
    lock_everybody(tenant, excludeGroups=[emergency])
    await campaign.check(proposed)


async def test_a_disabled_break_glass_account_refuses_a_step_forward(
    campaign: Declared, tenant: LiveTenant
) -> None:
    proposed = inputs(tenant, 1, "announce")
    tenant.call("PATCH", f"/v1.0/users/{proposed['breakGlassIds'][0]}", {"accountEnabled": False})
    (said,) = await refusals(campaign, proposed)
    assert said.startswith("1 of 2 break-glass accounts can sign in")


async def test_an_account_that_the_tenant_does_not_have_cannot_sign_in(
    campaign: Declared, tenant: LiveTenant
) -> None:
    proposed = inputs(tenant, 1, "announce")
    tenant.call("DELETE", f"/v1.0/users/{proposed['breakGlassIds'][0]}")
    (said,) = await refusals(campaign, proposed)
    assert said.startswith("1 of 2 break-glass accounts can sign in")


async def test_a_blocked_default_is_found(campaign: Declared, tenant: LiveTenant) -> None:
    default = f"{RESTRICTIONS}/{tenant.environment['ARM_TENANT_ID']}_DefaultPlatformRestrictions"
    body = {
        "@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration",
        "windowsRestriction": {"platformBlocked": True},
    }
    tenant.call("PATCH", default, body)
    (said,) = await refusals(campaign, inputs(tenant, 1, "announce"))
    assert said.endswith("[default-restriction-open]")


async def test_a_narrower_restriction_that_somebody_assigned_by_hand_is_found_in_numbers(
    campaign: Declared, tenant: LiveTenant
) -> None:
    def both(period: int, one: str, two: str) -> Values:
        waves = [{"id": each, "title": each.title(), "platforms": ["windows"]} for each in ("one", "two")]
        return inputs(tenant, period, one, two, waves=waves)

    await campaign.up(both(1, "planned", "announce"))
    begin(tenant, "Two", people=3)
    restrict(tenant, NOT_YET, tenant.group_id("IT Department"), blocked=True)
    (said,) = await refusals(campaign, both(2, "planned", "instruct"))
    assert said.startswith(f"two: Windows: for 3 people another restriction wins: {NOT_YET};")


async def test_a_wave_whose_group_was_deleted_is_refused(campaign: Declared, tenant: LiveTenant) -> None:
    await walk(campaign, tenant, "announce")
    (said,) = await refusals(campaign, inputs(tenant, 2, "instruct"))
    assert said.startswith("one: the tenant does not have the wave's group")


async def test_two_groups_of_one_name_are_none(campaign: Declared, tenant: LiveTenant) -> None:
    await walk(campaign, tenant, "announce")
    begin(tenant, "One")
    tenant.make_group("Intune waves: One")
    (said,) = await refusals(campaign, inputs(tenant, 2, "instruct"))
    assert said.endswith("[group-known]")


async def test_a_renamed_wave_is_found_by_its_old_name(campaign: Declared, tenant: LiveTenant) -> None:
    await walk(campaign, tenant, "announce")
    begin(tenant, "One")
    proposed = inputs(tenant, 2, "instruct")
    proposed["waves"][0]["title"] = "Uno"
    await campaign.check(proposed)


async def test_an_existing_group_is_known_by_name_or_id(campaign: Declared, tenant: LiveTenant) -> None:
    for group in ("Engineering", tenant.group_id("Engineering")):
        proposed = inputs(tenant, 1, "announce")
        proposed["waves"][0]["group"] = group
        await campaign.check(proposed)


async def test_the_brake_counts_people(campaign: Declared, tenant: LiveTenant) -> None:
    await walk(campaign, tenant, "announce")
    begin(tenant, "One", people=6)
    for period, stage in ((2, "instruct"), (3, "deadline")):
        await campaign.up(inputs(tenant, period, stage))
    (said,) = await refusals(campaign, inputs(tenant, 4, "enforce", brake={"percent": 0.01, "floor": 5}))
    assert said.startswith("brake: 6 people of 11,942 would be newly enforced")
    await campaign.check(inputs(tenant, 4, "enforce", brake={"percent": 0.01, "floor": 6}))


async def test_a_tenant_that_cannot_be_read_refuses_a_step_forward_and_no_step_back(
    campaign: Declared, tenant: LiveTenant
) -> None:
    await walk(campaign, tenant, "announce")
    begin(tenant, "One")
    await campaign.up(inputs(tenant, 2, "instruct"))
    forward, back = inputs(tenant, 3, "deadline"), inputs(tenant, 1, "announce")
    wrong = {**tenant.environment, "ARM_CLIENT_SECRET": "no-such-secret"}
    blind = Declared(IntuneProvider("0.0.0", wrong, tell=lambda _: None), campaign.token)
    blind.resource_id, blind.state, blind.inputs = campaign.resource_id, campaign.state, campaign.inputs
    (said,) = await refusals(blind, forward)
    assert said.startswith("the tenant was not read to the end: ")
    assert said.endswith("[tenant-unreadable]")
    assert "no-such-secret" not in said
    await blind.provider.connection.close()
    tenant.forget_requests()
    assert (await blind.up(back))["stages"] == {"one": "announce", "two": "planned"}
    assert tenant.requests() == []


async def test_what_comes_next_and_what_cannot_be_undone_is_told(
    campaign: Declared, tenant: LiveTenant, told: Told
) -> None:
    await walk(campaign, tenant, "announce")
    begin(tenant, "One")
    told.lines.clear()
    following = {"one": "enforce", "two": "planned"}
    await campaign.check(inputs(tenant, 2, "instruct", nextStages=following))
    assert told.lines == [
        "next period would be refused: one: the wave would go from instruct to enforce in one step; "
        "take the periods one by one; a hold that is over stays in the wave's file [one-stage-step]",
        "one: announce -> instruct cannot be undone: "
        "whoever enrolls from now on stays enrolled, also when the wave goes back",
    ]


async def test_a_jump_of_a_wave_is_refused_until_it_is_confirmed(
    campaign: Declared, tenant: LiveTenant
) -> None:
    await walk(campaign, tenant, "announce")
    begin(tenant, "One")
    (said,) = await refusals(campaign, inputs(tenant, 1, "deadline"))
    assert said.endswith("[one-stage-step]")
    await campaign.check(inputs(tenant, 1, "deadline", confirmedStep="1->1"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"stages": {"one": "anounce"}},
        {"firstDay": "11.1.2027"},
        {"waves": [{"id": "one", "title": "One", "platforms": ["amiga"]}]},
    ],
)
async def test_inputs_that_make_no_step_are_refused(
    campaign: Declared, tenant: LiveTenant, wrong: Values
) -> None:
    (said,) = await refusals(campaign, {**inputs(tenant, 1, "announce"), **wrong})
    assert said.endswith("[step-inputs]")


async def test_a_step_that_is_not_known_yet_never_passes(campaign: Declared, tenant: LiveTenant) -> None:
    (said,) = await refusals(campaign, inputs(tenant, 1, "announce", breakGlassIds=UNKNOWN))
    assert said.endswith("[step-known]")


async def test_a_step_that_an_interrupted_run_left_is_judged_again_before_it_goes_on(
    campaign: Declared, tenant: LiveTenant
) -> None:
    await walk(campaign, tenant, "announce")
    group = begin(tenant, "One")
    proposed = inputs(tenant, 2, "instruct")
    gate = Declared(campaign.provider, "intune:index:StageGate")
    own = {"wave": "one", "groupId": group, "platforms": ["windows"]}
    await gate.up({**own, "stage": "announce", "period": 1})
    await campaign.up(proposed)
    # The run ended here. Somebody disables an account before the next one.
    account = f"/v1.0/users/{proposed['breakGlassIds'][0]}"
    tenant.call("PATCH", account, {"accountEnabled": False})
    await campaign.up(proposed)
    (said,) = await refusals(gate, {**own, "stage": "instruct", "period": 2})
    assert said == (
        "stage: 1 of 2 break-glass accounts can sign in; enable the accounts that waves/campaign.yaml names, "
        "and try to sign in with them [break-glass-enabled]"
    )
    tenant.call("PATCH", account, {"accountEnabled": True})
    await gate.up({**own, "stage": "instruct", "period": 2})
    tenant.forget_requests()
    await campaign.up(proposed)
    await gate.up({**own, "stage": "instruct", "period": 2})
    assert tenant.requests() == []


async def test_a_step_goes_on_although_the_group_of_a_wave_that_begins_could_not_be_made(
    campaign: Declared, tenant: LiveTenant
) -> None:
    await walk(campaign, tenant, "announce")
    group = begin(tenant, "One")
    gate = Declared(campaign.provider, "intune:index:StageGate")
    own = {"wave": "one", "groupId": group, "platforms": ["windows"]}
    await gate.up({**own, "stage": "announce", "period": 1})
    proposed = inputs(tenant, 2, "instruct", "announce")
    await campaign.up(proposed)
    # The run ended here: Graph has refused the rule of wave two. It is corrected, and the command repeated.
    await campaign.up(proposed)
    await gate.up({**own, "stage": "instruct", "period": 2})
    await campaign.up(inputs(tenant, 3, "instruct", "announce"))
    again = Declared(campaign.provider, "intune:index:StageGate")
    (said,) = await refusals(again, {**own, "stage": "instruct", "period": 3})
    assert "[group-known]" in said, "a group that should be there since a period before is missed"


async def test_a_step_back_turns_the_policies_first_and_twins_too(
    campaign: Declared, tenant: LiveTenant
) -> None:
    body = {
        "displayName": "Intune waves: One needs a compliant device",
        "state": "enabled",
        "conditions": {"applications": {"includeApplications": ["All"]}, "users": {"includeGroups": []}},
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
    body["conditions"]["users"]["includeGroups"] = [tenant.group_id("IT Department")]  # type: ignore[index]
    twins = [tenant.call("POST", POLICIES, body)["id"] for _ in range(2)]
    other = tenant.call("POST", POLICIES, {**body, "displayName": "Theirs"})["id"]
    campaign.inputs = inputs(tenant, 4, "enforce")
    campaign.state, campaign.resource_id = dict(campaign.inputs), "adatum"
    tenant.forget_requests()
    await campaign.up(inputs(tenant, 3, "deadline"))
    states = {each: tenant.call("GET", f"{POLICIES}/{each}")["state"] for each in (*twins, other)}
    report_only = "enabledForReportingButNotEnforced"
    assert states == {twins[0]: report_only, twins[1]: report_only, other: "enabled"}
    made = [one["method"] for one in tenant.requests() if one["app"] != "portal"]
    assert made.count("PATCH") == 2


async def test_the_organisation_s_own_guards_judge_like_ours_and_a_step_back_asks_none(
    campaign: Declared, tenant: LiveTenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = GuardFile("own.py", OWN)
    (tmp_path / "own.py").write_text(OWN, encoding="utf-8")
    guards = [{"file": "own.py", "digest": own.digest}]
    assert await refusals(campaign, inputs(tenant, 1, "announce", guards=guards)) == [
        "one: not in period 1; wait [not-first]",
        "own.py:11: inconclusive: the guard ended in ZeroDivisionError; correct own.py, or take it out of "
        "guards in waves/campaign.yaml [always-fails]",
    ]
    await campaign.up(inputs(tenant, 1, "announce"))
    (tmp_path / "own.py").unlink()
    missing = await refusals(campaign, inputs(tenant, 2, "instruct", guards=guards))
    assert missing[1] == (
        "own.py: the file cannot be read: No such file or directory; correct it, or take it out of guards in "
        "waves/campaign.yaml [guard-file]"
    )
    await campaign.check(inputs(tenant, 0, "planned", guards=guards))


OWN = """from intune_waves.guards import Complaint, PlannedPeople, PlannedPeriod, guard

@guard(rule="not-first", sentence="Nothing begins in period 1.")
def judge(people: PlannedPeople, period: PlannedPeriod):
    for move in people.moves:
        if period.number == 1 and move.after is not move.before:
            yield Complaint(rule="not-first", path=move.wave.id, what="not in period 1", next_step="wait")

@guard(rule="always-fails", sentence="Nothing passes.")
def fail(period: PlannedPeriod):
    yield from range(1 // 0)
"""


async def test_four_periods_on_one_morning_are_refused_and_a_reason_lets_one_pass(
    campaign: Declared, tenant: LiveTenant
) -> None:
    today = {"firstDay": tenant.call("GET", "/_tenant/status")["clock"][:10]}
    await campaign.up(inputs(tenant, 1, "announce", **today))
    begin(tenant, "One")
    (refused,) = await refusals(campaign, inputs(tenant, 2, "instruct", **today))
    assert refused.endswith("[not-before-its-day]")
    named = {**today, "confirmedStep": "1->2: the office moves early"}
    await campaign.check(inputs(tenant, 2, "instruct", **named))
    assert await refusals(campaign, inputs(tenant, 2, "instruct", **today, confirmedStep="1->2"))


async def test_a_day_that_people_know_never_becomes_an_earlier_one_and_a_later_one_is_told(
    campaign: Declared, tenant: LiveTenant, told: Told
) -> None:
    def days(enforce: str) -> Values:
        return {"days": {"one": {"enforce": enforce}}}

    await campaign.up(inputs(tenant, 1, "announce", **days("2025-02-17")))
    (refused,) = await refusals(campaign, inputs(tenant, 1, "announce", **days("2025-02-10")))
    assert refused.endswith("[told-day-kept]")
    told.lines.clear()
    await campaign.check(inputs(tenant, 1, "announce", **days("2026-02-17")))
    assert told.lines == [
        "one: people were told 2025-02-17 for enforce, and it becomes 2026-02-17; "
        "tell them once it is in force: ./migrate messages send"
    ]
    await campaign.check(inputs(tenant, 0, "planned", **days("2025-02-10")))
