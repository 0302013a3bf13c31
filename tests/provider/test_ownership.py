"""Nothing that another stack or a person made is taken: the step is refused before anything is made."""

import pytest

from intune_waves.campaign.naming import group_mark_in, marked_for, stack_mark
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.engine import CheckRefusedError, Declared
from tests.provider.live_tenant import LiveTenant
from tests.provider.stepped_tenant import POLICIES, accounts, inputs

OWN = stack_mark("dev", "intune-waves")


@pytest.fixture
def clean(started_tenant: LiveTenant) -> LiveTenant:
    started_tenant.call("POST", "/_tenant/reset", {})
    started_tenant.faults({"name": "calm"})
    return started_tenant


def campaign(tenant: LiveTenant) -> Declared:
    provider = IntuneProvider("0.0.0", tenant.environment, tell=lambda text: None)
    return Declared(provider, "intune:index:Campaign")


def make_group(tenant: LiveTenant, name: str, stack: str | None) -> str:
    said = "People of a wave."
    description = said if stack is None else marked_for(said, stack)
    body = {"displayName": name, "description": description, "mailNickname": "x"}
    return str(
        tenant.call("POST", "/v1.0/groups", {**body, "mailEnabled": False, "securityEnabled": True})["id"]
    )


def make_policy(tenant: LiveTenant, group: str) -> None:
    body = {
        "displayName": "Intune waves: One needs a compliant device",
        "state": "enabledForReportingButNotEnforced",
        "conditions": {
            "applications": {"includeApplications": ["All"]},
            "users": {"includeGroups": [group], "excludeUsers": accounts(tenant)},
        },
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
    tenant.call("POST", POLICIES, body)


def test_a_mark_is_read_as_it_was_put() -> None:
    assert group_mark_in(marked_for("why", OWN)) == OWN
    assert group_mark_in("why [intune-waves of nobody]") is None
    assert stack_mark("dev", "a") != stack_mark("second", "a") != stack_mark("second", "b")


@pytest.mark.parametrize(
    ("stack", "said"),
    [
        (None, "with no stack's mark"),
        (stack_mark("second", "intune-waves"), "of another stack"),
        (OWN, "its state knows of no campaign"),
    ],
    ids=["a person's", "another stack's", "of a lost state"],
)
async def test_a_first_step_finds_no_campaign_in_the_tenant(
    clean: LiveTenant, stack: str | None, said: str
) -> None:
    make_group(clean, "Intune waves: Of another campaign", stack)
    with pytest.raises(CheckRefusedError, match=rf"'Intune waves: Of another.*{said}.*foreign-object"):
        await campaign(clean).check(inputs(clean, 1, "announce"))


@pytest.mark.parametrize("name", ["Intune waves: Two", "Intune waves: Two (enforced)"])
async def test_a_wave_that_begins_finds_no_group_of_its_names_but_those_of_its_stack(
    clean: LiveTenant, name: str
) -> None:
    one = campaign(clean)
    await one.up(inputs(clean, 1, "announce"))
    make_group(clean, "Intune waves: One", OWN)
    make_group(clean, name, OWN)
    one.provider = campaign(clean).provider
    await one.check(inputs(clean, 2, "instruct", "announce"))
    make_group(clean, name, stack_mark("second", "intune-waves"))
    one.provider = campaign(clean).provider
    with pytest.raises(CheckRefusedError, match=r"of another stack.*\[foreign-object\]"):
        await one.check(inputs(clean, 2, "instruct", "announce"))


async def test_a_policy_is_ours_where_it_is_for_a_group_of_ours(clean: LiveTenant) -> None:
    one = campaign(clean)
    await one.up(inputs(clean, 0, "planned"))
    make_policy(clean, clean.group_id("IT Department"))
    one.provider = campaign(clean).provider
    with pytest.raises(CheckRefusedError, match=r"for no group of this stack.*\[foreign-object\]"):
        await one.check(inputs(clean, 1, "announce"))
    clean.call("DELETE", f"{POLICIES}/{clean.call('GET', POLICIES)['value'][0]['id']}")
    make_policy(clean, make_group(clean, "Intune waves: One", OWN))
    one.provider = campaign(clean).provider
    await one.check(inputs(clean, 1, "announce"))


async def test_a_step_back_asks_nobody(clean: LiveTenant) -> None:
    one = campaign(clean)
    await one.up(inputs(clean, 1, "announce"))
    make_group(clean, "Intune waves: Two", None)
    back = inputs(clean, 0, "planned")
    clean.forget_requests()
    await one.check(back)
    assert clean.requests() == []
