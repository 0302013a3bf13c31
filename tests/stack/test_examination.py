"""The tenant is looked through by its own answers, and a repair deletes what it names and nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest

from intune_waves.campaign.naming import marked_for, policy_name_of, stack_mark
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Unreachable
from intune_waves.stack import examination
from intune_waves.stack.diagnosis import Disorder
from intune_waves.stack.examination import delete_found, examine_stack, ids_in_state
from intune_waves.stack.stack_state import StackState
from tests.provider.admission_machine import URL, InProcess
from tests.simulated_tenant.simulated import COMPLIANCE, POLICIES, RESTRICTIONS, TEMPLATES, Simulated

MARK = stack_mark("dev", "intune-waves")
OF_OBJECT = f"\n[intune-waves 0123456789 of {MARK}]"


@pytest.fixture
def adatum(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulated]:
    simulated = Simulated(60)
    caller = simulated.tenant.pipeline.signed_in({"authorization": f"Bearer {simulated.token}"})

    async def opened(environment: Any) -> GraphClient:
        return GraphClient(URL, InProcess(simulated, caller, lambda method, path: None))

    monkeypatch.setattr(examination, "open_client", opened)
    yield simulated
    simulated.tenant.db.close()


def litter(adatum: Simulated, mark: str = MARK) -> str:
    """One object of each kind that only a stack of this mark can have made; answers the group's id."""
    of_object = OF_OBJECT.replace(MARK, mark)
    group = adatum.new_group("Intune waves: Old", description=marked_for("People.", mark))["id"]
    users = {"includeGroups": [group]}
    conditions = {"applications": {"includeApplications": ["All"]}, "users": users}
    adatum.ask("POST", POLICIES, adatum.policy(displayName=policy_name_of("Old"), conditions=conditions))
    for path, made in (
        (
            f"{RESTRICTIONS}/{adatum.new_restriction()['id']}",
            "deviceEnrollmentPlatformRestrictionConfiguration",
        ),
        (f"{COMPLIANCE}/{adatum.new_compliance_policy()}", "windows10CompliancePolicy"),
        (f"{TEMPLATES.replace('v1.0', 'beta')}/{adatum.new_template()}", ""),
    ):
        kind = {"@odata.type": f"#microsoft.graph.{made}"} if made else {}
        answer = adatum.ask("PATCH", path, {**kind, "description": of_object})
        assert answer.status_code < 300, answer.text
    return str(group)


def examined(state: dict[str, Any] | None = None) -> examination.Examination:
    return examine_stack({}, "dev", state=StackState.read(state or {}))


def test_a_calm_tenant_is_in_order(adatum: Simulated) -> None:
    adatum.new_group("Intune waves: a club")
    assert examined() == examination.Examination(())


def test_orphans_of_every_kind_are_found_and_deleted(adatum: Simulated) -> None:
    litter(adatum)
    litter(adatum, stack_mark("prod", "intune-waves"))
    found = examined()
    assert sorted(each.deleted.kind.value for each in found.mendable if each.deleted) == [
        "compliance policy",
        "conditional access policy",
        "notification template",
        "platform restriction",
    ]
    assert [each.what for each in found.findings if not each.mends] == [
        each.what for each in found.findings if "the group 'Intune waves: Old'" in each.what
    ]
    assert len(delete_found({}, found.mendable)) == 4
    again = examined()
    assert [each.disorder for each in again.findings] == [Disorder.ORPHAN], "its policy is gone"
    delete_found({}, again.mendable)
    assert examined().findings == ()
    left = adatum.snapshot()
    assert len(left["policies"]) == len(left["restrictions"]) == len(left["compliancePolicies"]) == 1


def test_what_the_state_has_is_no_orphan(adatum: Simulated) -> None:
    group = litter(adatum)
    before = len(examined().findings)
    resources = [{"urn": "urn::g", "type": "x", "id": f"/groups/{group}"}]
    assert len(examined({"deployment": {"resources": resources}}).findings) == before - 1


def test_a_tenant_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def opened(environment: Any) -> GraphClient:
        raise Unreachable("the tenant", "", message="no connection")

    monkeypatch.setattr(examination, "open_client", opened)
    found = examined()
    assert found.findings == ()
    assert "no connection" in found.unread[0]


def test_a_resource_of_several_objects_has_them_all_in_the_state() -> None:
    shared = {"type": "intune:index:SharedRestrictions", "id": "windows"}
    outputs = {"objects": {"Windows, not yet": "r1", "Windows, corporate devices only": "r2"}}
    policy = {"type": "a:b:Policy", "id": "/identity/conditionalAccess/policies/p1"}
    exported = {"deployment": {"resources": [{**shared, "outputs": outputs}, policy, shared]}}
    assert ids_in_state(exported) == {"windows", "r1", "r2", "p1"}
