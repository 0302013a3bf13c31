"""A killed run, a lost answer and a half-made policy leave no twin, against the real tenant process."""

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from tests.provider.declared_policy import actions, inputs
from tests.provider.engine import Declare, Declared
from tests.provider.live_tenant import POLICIES, LiveTenant

ASSIGN = f"{POLICIES.removeprefix('/beta')}/*/assign"


@pytest.fixture
def policy(declare: Declare) -> Declared:
    return declare("CompliancePolicy")


async def test_what_a_killed_run_left_is_taken_over_and_brought_to_the_inputs(
    tenant: LiveTenant, declare: Declare, another_run: IntuneProvider
) -> None:
    killed = Declared(another_run, "intune:index:CompliancePolicy")
    again = declare("CompliancePolicy")
    await killed.up(inputs(tenant, groupIds=[]))
    wanted = inputs(tenant, settings={"tpmRequired": True}, graceHours=24)
    await again.up(wanted)
    assert again.resource_id == killed.resource_id
    made = tenant.policies()["Pilot windows"]
    assert (made["tpmRequired"], made["bitLockerEnabled"], made["passwordMinimumLength"]) == (
        True,
        False,
        None,
    )
    assert actions(made) == [("block", 24)]
    assert await again.refresh()
    assert await again.changed(wanted) == set()
    await killed.destroy()
    assert tenant.policies() == {}


async def test_a_forced_replacement_keeps_what_it_took_over(
    tenant: LiveTenant, declare: Declare, another_run: IntuneProvider
) -> None:
    original, replacement = declare("CompliancePolicy"), declare("CompliancePolicy")
    original.provider = another_run
    await original.up(inputs(tenant, groupIds=[]))
    await replacement.up(inputs(tenant, groupIds=[]))
    original.provider = replacement.provider
    await original.destroy()
    assert list(tenant.policies()) == ["Pilot windows"]


async def test_one_deleted_before_its_replacement_is_not_taken_over(
    tenant: LiveTenant, declare: Declare, another_run: IntuneProvider
) -> None:
    await declare("CompliancePolicy", "first").up(inputs(tenant, displayName="first"))
    original, replacement = declare("CompliancePolicy"), declare("CompliancePolicy")
    original.provider = another_run
    await original.up(inputs(tenant, displayName="second"))
    original.provider = replacement.provider
    await original.destroy()
    await replacement.up(inputs(tenant, displayName="second"))
    assert set(tenant.policies()) == {"first", "second"}


@pytest.mark.parametrize("mark", ["", "\n[intune-waves 0123456789]"], ids=["by hand", "another stack's"])
async def test_one_that_this_resource_did_not_make_is_refused(
    tenant: LiveTenant, policy: Declared, mark: str
) -> None:
    block = {"actionType": "block", "gracePeriodHours": 0}
    body = {
        "@odata.type": "#microsoft.graph.windows10CompliancePolicy",
        "displayName": "Pilot windows",
        "description": f"why{mark}",
        "scheduledActionsForRule": [{"scheduledActionConfigurations": [block]}],
    }
    tenant.call("POST", POLICIES, body)
    with pytest.raises(Refusal, match=r"is in the tenant already .*\[foreign-object\]"):
        await policy.up(inputs(tenant))
    assert len(tenant.policies()) == 1


async def test_one_that_could_not_be_assigned_is_kept_and_assigned_next(
    tenant: LiveTenant, policy: Declared
) -> None:
    declared = inputs(tenant)
    failure = {"method": "POST", "path": ASSIGN, "times": 1, "status": 400, "code": "BadRequest"}
    tenant.faults({"failures": [failure]})
    with pytest.raises(
        HalfMade, match=r"the compliance policy 'Pilot windows': POST .*/assign: 400 BadRequest"
    ) as caught:
        await policy.up(declared)
    half = caught.value
    assert half.resource_id == tenant.policies()["Pilot windows"]["id"]
    policy.resource_id, policy.state, policy.inputs = half.resource_id, half.state, declared
    assert await policy.changed(declared) == {"groupIds"}
    await policy.up(declared)
    assert len(tenant.policies()["Pilot windows"]["assignments"]) == 1


async def test_a_lost_answer_to_the_create_makes_no_twin(
    tenant: LiveTenant, policy: Declared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intune_waves.graph.client.pacing._FIRST_BACKOFF_SECONDS", 0.01)
    failure = {"method": "POST", "path": POLICIES.removeprefix("/beta"), "times": 1, "status": 503}
    tenant.faults({"failures": [{**failure, "afterWrite": True}]})
    await policy.up(inputs(tenant))
    assert [one["id"] for one in tenant.policies().values()] == [policy.resource_id]
