"""Asking more of enforced people, on the simulated tenant: judged in previews and where it is written."""

from typing import Any

import pytest

from intune_waves.provider.protocol.refusal import Refusal
from tests.provider.admission import enforced_wave
from tests.provider.admission.enforced_wave import EnforcedWave, enforce
from tests.provider.declared_policy import inputs as policy_inputs
from tests.provider.engine import Declared, another_run
from tests.provider.live_tenant import POLICIES as COMPLIANCE
from tests.provider.stepped_tenant import POLICIES, accounts, inputs

wave = enforced_wave.wave
APPS = ["0000000a-0000-0000-c000-000000000000"]
Values = dict[str, Any]


def next_run(wave: EnforcedWave) -> None:
    another_run(wave.admission.provider)
    wave.admission.provider.connection.health = None
    wave.admission.provider.connection.said.clear()
    wave.told.clear()


def asking(wave: EnforcedWave, *platforms: str, **more: Any) -> Values:
    return {**wave.gate_declared("enforce", 4), "asksOn": list(platforms), "leavesOut": APPS, **more}


async def in_force(wave: EnforcedWave) -> None:
    """The wave is enforced, its policy leaves an application out, and the campaign has judged."""
    await enforce(wave)
    wave.patch(conditions={"applications": {"includeApplications": ["All"], "excludeApplications": APPS}})
    await wave.gate.up(asking(wave, "windows"))
    await judged(wave)
    next_run(wave)


async def judged(wave: EnforcedWave, **more: Any) -> None:
    gates = {"one": {"thresholds": {"coverage": 90}}}
    await wave.campaign.up(inputs(wave.tenant, 4, "enforce", gates=gates, **more))


async def compliance(wave: EnforcedWave, **settings: Any) -> Declared:
    """A compliance policy of the wave that asks for nothing yet."""
    policy = Declared(wave.admission.provider, "intune:index:CompliancePolicy")
    await policy.up(asked_of(wave, **settings))
    next_run(wave)
    return policy


def asked_of(wave: EnforcedWave, *, grace: int = 72, **settings: Any) -> Values:
    return {
        **policy_inputs(wave.tenant, settings=settings, groupIds=[wave.group], graceHours=grace),
        "wave": "one",
        "enforcedGroupId": wave.enforced,
    }


async def test_a_stricter_compliance_policy_is_refused_by_whom_it_would_lock_out(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="10.0")
    stricter = asked_of(wave, osMinimumVersion="99.0")
    with pytest.raises(Refusal, match=r"10 people fall short, with \d+ devices(.|\n)*0 of 10 covered"):
        await policy.changed(stricter)
    with pytest.raises(Refusal, match="fall short"):
        await policy.up(stricter)
    assert wave.tenant.policies()["Pilot windows"]["osMinimumVersion"] == "10.0"


async def test_one_that_everybody_meets_passes_and_says_so(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="9.0")
    await policy.up(asked_of(wave, osMinimumVersion="10.0"))
    assert wave.told == ["one: 10 enforced; osMinimumVersion 10.0 on windows (was 9.0): nobody falls short"]
    assert wave.tenant.policies()["Pilot windows"]["osMinimumVersion"] == "10.0"


async def test_what_the_tenant_does_not_tell_passes_only_for_a_reason(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="10.0")
    stricter = asked_of(wave, osMinimumVersion="10.0", activeFirewallRequired=True)
    with pytest.raises(Refusal, match=r"nobody can count whom that locks out.*4->4: WHY"):
        await policy.changed(stricter)
    await judged(wave, confirmedStep="4->4: the auditors ask for it")
    await policy.up(stricter)
    assert wave.tenant.policies()["Pilot windows"]["activeFirewallRequired"] is True


async def test_going_the_other_way_is_never_refused_and_reads_no_device(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="10.0", activeFirewallRequired=True)
    wave.admission.provider.connection.campaign = None
    wave.tenant.forget_requests()
    await policy.up(asked_of(wave, grace=96, osMinimumVersion="9.0"))
    await wave.gate.up(asking(wave, "windows", leavesOut=[*APPS, "mail"]))
    assert not [each for each in wave.tenant.requests() if "managedDevices" in each["path"]]
    assert wave.tenant.policies()["Pilot windows"]["osMinimumVersion"] == "9.0"


async def test_without_the_campaign_nobody_is_asked_more(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="9.0")
    wave.admission.provider.connection.campaign = None
    with pytest.raises(Refusal, match="run the command again without --target"):
        await policy.up(asked_of(wave, osMinimumVersion="10.0"))


async def test_a_policy_that_a_hand_has_weakened_is_judged_before_it_is_put_back(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="10.0", storageRequireEncryption=True)
    wave.tenant.call(
        "PATCH",
        f"{COMPLIANCE}/{policy.resource_id}",
        {"@odata.type": "#microsoft.graph.windows10CompliancePolicy", "osMinimumVersion": "1.0"},
    )
    await policy.up(asked_of(wave, osMinimumVersion="10.0", storageRequireEncryption=True))
    assert "osMinimumVersion 10.0 on windows (was 1.0): nobody falls short" in wave.told[0]


async def test_a_shorter_grace_counts_who_is_in_it(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="10.0")
    await policy.up(asked_of(wave, grace=24, osMinimumVersion="10.0"))
    assert wave.told == ["one: 10 enforced; the grace on windows is 24 hours (was 72): nobody falls short"]


async def test_a_further_platform_is_refused_by_whose_devices_there_are_not_let_in(
    wave: EnforcedWave,
) -> None:
    await in_force(wave)
    said = (
        r"a sign-in on iOS asks for a compliant device: \d+ people fall short, with \d+ devices(.|\n)*covered"
    )
    with pytest.raises(Refusal, match=said):
        await wave.gate.changed(asking(wave, "windows", "iOS", platforms=["windows", "ios"]))
    with pytest.raises(Refusal, match=said):
        await wave.gate.up(asking(wave, "windows", "iOS", platforms=["windows", "ios"]))
    assert wave.admitted()


async def test_an_application_that_is_left_out_no_more_is_judged(wave: EnforcedWave) -> None:
    await in_force(wave)
    await wave.gate.changed(asking(wave, "windows", leavesOut=[]))
    assert wave.told == [
        "one: 10 enforced; 1 application that the policy left out asks for a compliant device too: "
        "nobody falls short"
    ]
    # Of the ten, whoever has no compliant device any more could not even enroll one.
    wave.tenant.call("PUT", "/_tenant/behaviour", {"name": "silent"})
    for person in sorted(wave.admitted())[:3]:
        wave.remove(person, wave.enforced)
    staff = wave.tenant.members(wave.tenant.group_id("IT Department"))
    users = wave.tenant.client.everything("/v1.0/users?$select=id,userPrincipalName&$top=999")
    others = {str(user["id"]) for user in users if "breakglass" not in user["userPrincipalName"]}
    for person in sorted(others - staff)[:3]:
        wave.add(person, wave.enforced)
    next_run(wave)
    with pytest.raises(Refusal, match=r"3 people fall short(.|\n)*7 of 10 covered"):
        await wave.gate.changed(asking(wave, "windows", leavesOut=[]))
    found = wave.tenant.call("GET", f"{POLICIES}/{wave.policy}")
    assert found["conditions"]["applications"]["excludeApplications"] == APPS
    assert accounts(wave.tenant)


async def test_a_wave_that_enters_enforce_is_judged_by_what_its_devices_lack_of_a_stricter_policy(
    wave: EnforcedWave,
) -> None:
    await wave.step(3, "deadline")
    policy = await compliance(wave, osMinimumVersion="10.0")
    stricter = asked_of(wave, grace=24, osMinimumVersion="99.0")
    gates = {"one": {"thresholds": {"coverage": 90}}}
    await wave.campaign.up(inputs(wave.tenant, 4, "enforce", gates=gates))
    with pytest.raises(Refusal, match=r"10 people fall short(.|\n)*0 of 10 covered"):
        await policy.up(stricter)
    await policy.up(asked_of(wave, grace=24, osMinimumVersion="10.0"))
    assert wave.told[-1:] != ["one: 10 enforced; the grace"], "its grace ends by the stage itself"


async def test_a_step_back_leaves_what_asks_more_to_the_next_step_forward(wave: EnforcedWave) -> None:
    await in_force(wave)
    policy = await compliance(wave, osMinimumVersion="10.0")
    connection = wave.admission.provider.connection
    connection.goes_back = True
    await policy.up(asked_of(wave, osMinimumVersion="99.0"))
    state = await wave.gate.up(asking(wave, "windows", "iOS", leavesOut=[]))
    assert (state["mayAskOn"], state["mayLeaveOut"]) == (["windows"], APPS)
    assert wave.told == ["Pilot windows: it would ask more; a step back leaves it, the next up judges it"]
    assert wave.tenant.policies()["Pilot windows"]["osMinimumVersion"] == "10.0"
    connection.goes_back = False
    next_run(wave)
    with pytest.raises(Refusal, match="fall short"):
        await policy.changed(asked_of(wave, osMinimumVersion="99.0"))
    with pytest.raises(Refusal, match="a sign-in on iOS"):
        await wave.gate.changed(asking(wave, "windows", "iOS", leavesOut=[]))


async def test_a_platform_that_passes_is_asked_by_the_gate_of_the_people_who_are_enforced(
    wave: EnforcedWave,
) -> None:
    await in_force(wave)
    people, wider = wave.admitted(), ["windows", "macOS"]
    waves = inputs(wave.tenant, 4, "enforce")["waves"]
    waves[0]["platforms"] = ["windows", "mac"]
    await judged(wave, waves=waves)
    wave.told.clear()
    state = await wave.gate.up(asking(wave, *wider, platforms=["windows", "mac"]))
    assert state["mayAskOn"] == wider
    assert wave.told[0].startswith("one: 10 enforced; a sign-in on macOS asks for a compliant device: ")
    assert wave.admitted() == people
    conditions = wave.tenant.call("GET", f"{POLICIES}/{wave.policy}")["conditions"]
    assert conditions["platforms"]["includePlatforms"] == wider, "azuread writes it next, and enforces nobody"
    assert conditions["applications"]["excludeApplications"] == APPS
    wave.patch(conditions={"platforms": {"includePlatforms": wider}})
    desired = wave.declared("enforce", platforms=["windows", "mac"])
    desired["policy"] |= {"platforms": wider, "excludedApplications": APPS}
    await wave.admission.up(desired)
    assert wave.admitted() == people
    assert await wave.gate.changed(asking(wave, *wider, platforms=["windows", "mac"])) == set()


async def test_a_platform_less_is_refused_by_nothing_and_empties_nothing(wave: EnforcedWave) -> None:
    await in_force(wave)
    wave.patch(conditions={"platforms": {"includePlatforms": ["windows", "macOS"]}})
    people = wave.admitted()
    wave.gate.inputs["asksOn"] = wave.gate.state["asksOn"] = ["windows", "macOS"]
    wave.admission.provider.connection.campaign = None
    state = await wave.gate.up(asking(wave, "windows"))
    assert state["mayAskOn"] == ["windows"]
    assert wave.admitted() == people
    assert wave.told == []
