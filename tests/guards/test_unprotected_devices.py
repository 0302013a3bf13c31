from dataclasses import replace

from intune_waves.campaign.stage import Stage
from intune_waves.guards.unprotected_devices import judge
from tests.guards.plans import GOOD, Said, plan


def test_nobody_is_enforced_while_any_device_would_do() -> None:
    (complaint,) = judge(plan(unprotected_refused=False))
    assert (complaint.got, complaint.expected) == ("compliant", "noncompliant")


def test_a_tenant_that_refuses_them_passes() -> None:
    assert list(judge(GOOD)) == []


def test_it_is_no_concern_of_a_step_that_enforces_nobody() -> None:
    first, second = GOOD.people.moves
    earlier = (replace(first, before=Stage.INSTRUCT, after=Stage.DEADLINE), second)
    staying = (replace(first, before=Stage.ENFORCE), second)
    assert list(judge(plan(unprotected_refused=False, moves=earlier))) == []
    assert list(judge(plan(unprotected_refused=False, moves=staying))) == []


def said() -> Said:
    return (
        plan(unprotected_refused=False),
        [
            "the tenant counts devices without a compliance policy as compliant, so any would do; "
            "write compliance: {devices_without_policy: noncompliant} into waves/campaign.yaml, or "
            "change the tenant's own setting [unprotected-devices]"
        ],
        "compliant",
        "noncompliant",
    )
