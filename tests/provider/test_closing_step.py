"""The step that closes a campaign, against the tenant: what it reads, what refuses it, what it lists."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.engine import CheckRefusedError, Declared
from tests.provider.live_tenant import LiveTenant
from tests.provider.stepped_tenant import CORPORATE, begin, inputs, protect, restrict

Values = dict[str, Any]
PARTNERS = "/v1.0/deviceManagement/complianceManagementPartners"
CHECKS = {"connector-off": "connector", "mdm-scope": "mdm-scope", "old-agent-gone": "old-service-devices"}
CHECKLIST = [{"id": each, "title": each, "check": check} for each, check in CHECKS.items()]
SIGNED = [{**each, "done": "2027-03-01", "by": "Megan Bowen"} for each in CHECKLIST]


@pytest.fixture
def tenant(started_tenant: LiveTenant) -> LiveTenant:
    """The tenant as its seed made it, without an old service."""
    started_tenant.call("PUT", "/_tenant/old-service", {"connected": False})
    started_tenant.call("POST", "/_tenant/reset", {})
    started_tenant.faults({"name": "calm"})
    return started_tenant


@pytest.fixture
def told() -> list[str]:
    """What the provider has told people."""
    return []


@pytest.fixture
async def campaign(tenant: LiveTenant, tmp_path: Path, told: list[str]) -> AsyncIterator[Declared]:
    environment = {**tenant.environment, "INTUNE_WAVES_HOME": str(tmp_path)}
    provider = IntuneProvider("0.0.0", environment, tell=told.append)
    yield Declared(provider, "intune:index:Campaign")
    await provider.connection.close()


def enforced(tenant: LiveTenant, period: int, **more: Any) -> Values:
    return inputs(tenant, period, "enforce", "enforce", **more)


async def finish(campaign: Declared, tenant: LiveTenant) -> None:
    """Both waves are enforced: everybody is in one of them, by hand."""
    group = begin(tenant, "One", people=0)
    employees = tenant.group_id("All Employees")
    tenant.call("PATCH", f"/v1.0/groups/{employees}", {"displayName": "Intune waves: Two"})
    rule = {"membershipRule": 'user.accountEnabled -eq true and user.department -ne "None"'}
    tenant.call("PATCH", f"/v1.0/groups/{employees}", rule)
    restrict(tenant, CORPORATE, employees)
    protect(tenant, "Intune waves: Two compliance (Windows)", employees)
    assert group
    campaign.inputs = {**enforced(tenant, 5), "entered": {"one": 4, "two": 5}}


async def refusals(campaign: Declared, proposed: Values) -> list[str]:
    with pytest.raises(CheckRefusedError) as refused:
        await campaign.check(proposed)
    return [each.removeprefix(": ") for each in str(refused.value).split("; : ")]


def of_rule(rule: str, said: list[str]) -> list[str]:
    return [each for each in said if each.endswith(f"[{rule}]")]


async def test_each_open_item_refuses_it_with_what_the_tenant_says(
    campaign: Declared, tenant: LiveTenant
) -> None:
    await finish(campaign, tenant)
    tenant.call("PUT", "/_tenant/old-service", {"connected": True})
    said = of_rule(
        "retire-checklist", await refusals(campaign, enforced(tenant, 6, closed=True, checklist=SIGNED))
    )
    # A person's word counts for the MDM scope alone, on which Graph is silent to an app.
    assert [each.partition("; do it")[0] for each in said] == [
        "retire: connector-off: connector-off: no: the connector of Contoso Device Management is on",
        "retire: old-agent-gone: old-agent-gone: no: the previous service manages 23,726 devices",
    ]


async def test_whoever_is_left_is_counted_and_listed_in_a_private_file(
    campaign: Declared, tenant: LiveTenant, tmp_path: Path
) -> None:
    await finish(campaign, tenant)
    tenant.call("PUT", "/_tenant/old-service", {"connected": True})
    (left,) = of_rule("retire-old-service", await refusals(campaign, enforced(tenant, 6, closed=True)))
    listed = tmp_path / "missing" / "old-service.csv"
    assert f"manages 23,726 devices of 11,940 people; they are listed in {listed};" in left
    assert listed.stat().st_mode & 0o777 == 0o600
    rows = listed.read_text(encoding="utf-8").splitlines()
    assert (rows[0], len(rows)) == ("userPrincipalName,id,reason", 11_941)
    assert rows[1].endswith(",managed by another service")
    assert "@adatum.com," in rows[1]


async def test_unknown_is_no_answer(campaign: Declared, tenant: LiveTenant) -> None:
    await finish(campaign, tenant)
    tenant.faults({"failures": [{"method": "GET", "path": "*compliance*Partners", "status": 403}]})
    said = of_rule(
        "retire-checklist", await refusals(campaign, enforced(tenant, 6, closed=True, checklist=CHECKLIST))
    )
    assert "connector-off: unknown: the connectors of other services could not be read (403" in said[0]
    assert "mdm-scope: unknown: Microsoft Graph tells the MDM scope to a signed-in person only" in said[1]
    assert len(said) == 2


async def test_whoever_is_in_no_wave_refuses_it(campaign: Declared, tenant: LiveTenant) -> None:
    await finish(campaign, tenant)
    employees = tenant.group_id("Intune waves: Two")
    rule = {"membershipRule": 'user.accountEnabled -eq true and user.department -ne "Legal"'}
    tenant.call("PATCH", f"/v1.0/groups/{employees}", rule)
    (said,) = of_rule("retire-everybody-enforced", await refusals(campaign, enforced(tenant, 6, closed=True)))
    assert "are in no enforced wave and would be left out" in said


async def test_who_is_in_a_wave_and_not_admitted_is_said_and_refuses_nothing(
    campaign: Declared, tenant: LiveTenant, told: list[str]
) -> None:
    await finish(campaign, tenant)
    employees = tenant.members(tenant.group_id("Intune waves: Two"))
    admitted = tenant.make_group("Intune waves: Two (enforced)")
    for person in sorted(employees)[:20]:
        reference = {"@odata.id": f"{tenant.url}/v1.0/directoryObjects/{person}"}
        tenant.call("POST", f"/v1.0/groups/{admitted}/members/$ref", reference)
    await campaign.check(enforced(tenant, 6, closed=True))
    (said,) = [each for each in told if "one policy" in each]
    count = int(said.removeprefix("the one policy leaves out ").partition(" ")[0].replace(",", ""))
    assert len(employees) - 20 - 10 < count <= len(employees) - 20, "break-glass and disabled accounts aside"


async def test_going_back_reads_nothing(campaign: Declared, tenant: LiveTenant) -> None:
    await finish(campaign, tenant)
    campaign.inputs = {**campaign.inputs, "period": 6, "closed": True}
    back = enforced(tenant, 5)
    tenant.forget_requests()
    await campaign.check(back)
    assert tenant.requests() == []


async def test_a_step_that_does_not_close_asks_nothing_of_the_old_service(
    campaign: Declared, tenant: LiveTenant
) -> None:
    group = begin(tenant, "One")
    assert group
    campaign.inputs = inputs(tenant, 3, "deadline")
    proposed = inputs(tenant, 4, "enforce")
    tenant.forget_requests()
    await campaign.check(proposed)
    asked = [each["path"] for each in tenant.requests()]
    assert asked
    assert not any("Partners" in path or "mobileDevice" in path for path in asked)
    assert not any(path.startswith("/v1.0/users?") and "$top=999" in path for path in asked)


async def closing_gate(campaign: Declared) -> list[str]:
    """What the gate of the closing says in a run of its own."""
    gate = Declared(campaign.provider, "intune:index:ClosingGate", "closing")
    try:
        await gate.check({"campaign": "adatum"})
    except CheckRefusedError as refused:
        return str(refused).split("; : ")
    return []


async def test_an_interrupted_closing_is_judged_again(campaign: Declared, tenant: LiveTenant) -> None:
    await finish(campaign, tenant)
    closed = enforced(tenant, 6, closed=True)
    # The run that brought this into the state was killed before the one policy was there.
    campaign.inputs = {**closed, "entered": {"one": 4, "two": 5}}
    await campaign.check(closed)
    assert await closing_gate(campaign) == []
    tenant.call("PUT", "/_tenant/old-service", {"connected": True})
    campaign.provider.connection.reading = None
    (said,) = of_rule("retire-old-service", await closing_gate(campaign))
    assert "23,726 devices" in said


async def test_a_closing_that_the_campaign_has_judged_is_not_read_twice(
    campaign: Declared, tenant: LiveTenant
) -> None:
    await finish(campaign, tenant)
    await campaign.check(enforced(tenant, 6, closed=True))
    tenant.forget_requests()
    assert await closing_gate(campaign) == []
    assert tenant.requests() == []
