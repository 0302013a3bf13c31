"""Before anybody is enforced, the campaign's check looks at how the tenant judges their devices."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.engine import CheckRefusedError, Declared
from tests.provider.live_tenant import LiveTenant
from tests.provider.stepped_tenant import COMPLIANCE, begin, inputs, protect

SETTINGS = "/beta/deviceManagement"


@pytest.fixture
def tenant(started_tenant: LiveTenant) -> LiveTenant:
    """The tenant as its seed made it."""
    started_tenant.call("POST", "/_tenant/reset", {})
    started_tenant.faults({"name": "calm"})
    return started_tenant


@pytest.fixture
async def campaign(tenant: LiveTenant) -> AsyncIterator[Declared]:
    """A campaign whose wave one is in deadline."""
    provider = IntuneProvider("0.0.0", tenant.environment, tell=lambda text: None)
    declared = Declared(provider, "intune:index:Campaign")
    await declared.up(inputs(tenant, 1, "announce"))
    begin(tenant, "One")
    for period, stage in ((2, "instruct"), (3, "deadline")):
        await declared.up(inputs(tenant, period, stage))
    yield declared
    await provider.connection.close()


def compliance_reads(tenant: LiveTenant) -> list[str]:
    read = [each["path"].partition("?")[0].removeprefix("/beta") for each in tenant.requests()]
    return [each for each in read if each in ("/deviceManagement", COMPLIANCE.removeprefix("/beta"))]


async def refusals(campaign: Declared, proposed: dict[str, Any]) -> list[str]:
    with pytest.raises(CheckRefusedError) as refused:
        await campaign.check(proposed)
    return [each.removeprefix(": ") for each in str(refused.value).split("; : ")]


async def test_a_step_that_sets_it_itself_reads_the_policies_only(
    campaign: Declared, tenant: LiveTenant
) -> None:
    tenant.forget_requests()
    await campaign.check(inputs(tenant, 4, "enforce"))
    assert compliance_reads(tenant) == ["/deviceManagement/deviceCompliancePolicies"]


async def test_where_the_campaign_leaves_it_the_tenant_is_asked(
    campaign: Declared, tenant: LiveTenant
) -> None:
    leaving = inputs(tenant, 4, "enforce", refusesUnprotected=False)
    (said,) = await refusals(campaign, leaving)
    assert said.endswith("or change the tenant's own setting [unprotected-devices]")
    tenant.call("PATCH", SETTINGS, {"settings": {"secureByDefault": True}})
    tenant.forget_requests()
    await campaign.check(leaving)
    assert sorted(compliance_reads(tenant)) == [
        "/deviceManagement",
        "/deviceManagement/deviceCompliancePolicies",
    ]


async def test_a_step_that_enforces_nobody_reads_neither(campaign: Declared, tenant: LiveTenant) -> None:
    tenant.forget_requests()
    await campaign.check(inputs(tenant, 4, "deadline", "announce", refusesUnprotected=False))
    assert compliance_reads(tenant) == []


async def test_a_policy_that_somebody_deleted_refuses_until_there_is_another(
    campaign: Declared, tenant: LiveTenant
) -> None:
    (own,) = tenant.call("GET", COMPLIANCE)["value"]
    tenant.call("DELETE", f"{COMPLIANCE}/{own['id']}")
    proposed = inputs(tenant, 4, "enforce")
    (said,) = await refusals(campaign, proposed)
    assert said == (
        "one: no compliance policy for Windows is assigned to the wave's group; run refresh and then up in "
        "the period in force; was it deleted by hand? [compliance-before-enforce]"
    )
    protect(tenant, "Theirs", tenant.group_id("Intune waves: One"))
    await campaign.check(proposed)
