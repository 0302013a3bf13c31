"""A compliance policy is made, changed and read back by few calls, against the real tenant process."""

import re
from typing import Any

import pytest

from intune_waves.graph.client.errors import Forbidden
from intune_waves.provider.protocol.intune_provider import IntuneProvider
from intune_waves.provider.protocol.refusal import Refusal
from tests.provider.declared_policy import actions, inputs
from tests.provider.engine import Declare, Declared
from tests.provider.live_tenant import POLICIES, TEMPLATES, LiveTenant


@pytest.fixture
def policy(declare: Declare) -> Declared:
    return declare("CompliancePolicy")


def calls(tenant: LiveTenant) -> list[str]:
    """Method and path of each request, its id replaced."""
    paths = [(one["method"], one["path"].split("?")[0].removeprefix(POLICIES)) for one in tenant.requests()]
    return [f"{method} {re.sub('^/[^/]+', '/id', path)}".strip() for method, path in paths]


def make_template(tenant: LiveTenant) -> str:
    return str(tenant.call("POST", TEMPLATES, {"displayName": "Reminder", "defaultLocale": "en-us"})["id"])


async def test_a_policy_is_made_and_assigned_and_a_second_up_writes_nothing(
    tenant: LiveTenant, policy: Declared
) -> None:
    template = make_template(tenant)
    reminders = [{"templateId": template, "hoursAfter": 168}, {"templateId": template, "hoursAfter": 24}]
    declared = inputs(tenant, reminders=reminders)
    tenant.forget_requests()
    await policy.up(declared)
    assert calls(tenant) == ["GET", "POST", "POST /id/assign", "GET /id/assignments"]
    made = tenant.policies()["Pilot windows"]
    assert made["id"] == policy.resource_id
    assert (made["bitLockerEnabled"], made["passwordMinimumLength"], made["secureBootEnabled"]) == (
        True,
        8,
        False,
    )
    assert actions(made) == [("block", 336), ("notification", 24), ("notification", 168)]
    assert [one["target"]["groupId"] for one in made["assignments"]] == declared["groupIds"]
    policy.provider = IntuneProvider("0.0.0", tenant.environment)
    tenant.forget_requests()
    assert await policy.changed({**declared, "reminders": reminders[::-1]}) == set()
    assert len(tenant.requests()) == 1, "the one list of the run"


async def test_policies_made_together_share_one_list(tenant: LiveTenant, declare: Declare) -> None:
    tenant.forget_requests()
    for name in ("a", "b", "c"):
        await declare("CompliancePolicy", name).up(inputs(tenant, displayName=name, groupIds=[]))
    assert len([one for one in tenant.requests() if one["path"].startswith(POLICIES)]) == 1 + 3


@pytest.mark.parametrize(
    ("change", "paths", "called"),
    [
        (
            {"displayName": "New", "settings": {"bitLockerEnabled": False, "tpmRequired": True}},
            {
                "displayName",
                "settings.bitLockerEnabled",
                "settings.tpmRequired",
                "settings.passwordMinimumLength",
            },
            ["PATCH /id"],
        ),
        ({"graceHours": 24}, {"graceHours"}, ["POST /id/scheduleActionsForRules"]),
        ({"groupIds": []}, {"groupIds"}, ["POST /id/assign", "GET /id/assignments"]),
    ],
    ids=["settings", "grace", "assignment"],
)
async def test_a_change_costs_one_call_and_an_assignment_two(
    tenant: LiveTenant, policy: Declared, change: dict[str, Any], paths: set[str], called: list[str]
) -> None:
    await policy.up(inputs(tenant))
    changed = inputs(tenant, **change)
    tenant.forget_requests()
    assert await policy.changed(changed) == paths
    assert tenant.writes() == {}
    tenant.forget_requests()
    await policy.up(changed)
    assert [call for call in calls(tenant) if call != "GET /id"] == called
    assert await policy.refresh()
    assert await policy.changed(changed) == set()


async def test_a_setting_no_longer_declared_asks_for_nothing_again(
    tenant: LiveTenant, policy: Declared
) -> None:
    kept = {"storageRequireEncryption": True}
    taken = {"passwordRequiredType": "numeric", "osMinimumVersion": "10.0.19045"}
    await policy.up(inputs(tenant, settings={**kept, **taken, "bitLockerEnabled": True}))
    await policy.up(inputs(tenant, settings=kept))
    made = tenant.policies()["Pilot windows"]
    assert made["storageRequireEncryption"] is True
    assert (made["bitLockerEnabled"], made["passwordRequiredType"], made["osMinimumVersion"]) == (
        False,
        "deviceDefault",
        None,
    )


async def test_a_policy_may_be_assigned_to_nobody_and_is_made_by_two_calls(
    tenant: LiveTenant, policy: Declared
) -> None:
    declared = inputs(tenant, groupIds=[])
    tenant.forget_requests()
    await policy.up(declared)
    assert len(tenant.requests()) == 2
    assert tenant.policies()["Pilot windows"]["assignments"] == []


async def test_drift_shows_property_by_property_and_is_repaired(tenant: LiveTenant, policy: Declared) -> None:
    wanted = inputs(tenant)
    await policy.up(wanted)
    path = f"{POLICIES}/{policy.resource_id}"
    kind = "#microsoft.graph.windows10CompliancePolicy"
    by_hand = {"bitLockerEnabled": False, "passwordMinimumLength": None, "rtpEnabled": True}
    tenant.call("PATCH", path, {"@odata.type": kind, "displayName": "Mine", **by_hand})
    rule = {
        "scheduledActionConfigurations": [
            {"actionType": "block", "gracePeriodHours": 0},
            {"actionType": "retire", "gracePeriodHours": 720},
        ]
    }
    tenant.call(
        "POST", f"{path}/scheduleActionsForRules", {"deviceComplianceScheduledActionForRules": [rule]}
    )
    tenant.call("POST", f"{path}/assign", {"assignments": []})
    tenant.forget_requests()
    assert await policy.refresh()
    assert len(tenant.requests()) == 1
    assert policy.state["otherActions"] == ["retire after 720 hours"]
    # rtpEnabled is not declared: somebody's own addition is theirs.
    drifted = {
        *("displayName", "settings.bitLockerEnabled", "settings.passwordMinimumLength"),
        *("groupIds", "graceHours", "otherActions"),
    }
    assert await policy.changed(wanted) == drifted
    await policy.up(wanted)
    assert await policy.refresh()
    assert await policy.changed(wanted) == set()
    assert tenant.policies()["Pilot windows"]["rtpEnabled"] is True


async def test_an_import_reads_all_that_asks_for_something(tenant: LiveTenant, policy: Declared) -> None:
    template = make_template(tenant)
    declared = inputs(tenant, reminders=[{"templateId": template, "hoursAfter": 24}])
    await policy.up(declared)
    policy.inputs, policy.state = {}, {}
    assert await policy.refresh()
    assert policy.inputs == declared
    assert await policy.changed(declared) == set()
    policy.inputs, policy.resource_id = {}, "nowhere"
    with pytest.raises(Refusal, match="import-found"):
        await policy.refresh()


async def test_one_deleted_by_hand_is_named_and_gone_after_a_refresh(
    tenant: LiveTenant, policy: Declared
) -> None:
    await policy.up(inputs(tenant))
    tenant.call("DELETE", f"{POLICIES}/{policy.resource_id}")
    with pytest.raises(Refusal, match=r"'Pilot windows' was deleted by hand .*\./migrate refresh"):
        await policy.up(inputs(tenant, settings={}))
    await policy.destroy()
    assert not await policy.refresh()


async def test_a_403_names_the_right(tenant: LiveTenant, policy: Declared) -> None:
    declared = inputs(tenant)
    failure = {"method": "POST", "path": POLICIES.removeprefix("/beta"), "status": 403, "code": "Forbidden"}
    tenant.faults({"failures": [failure]})
    with pytest.raises(Forbidden, match=r"DeviceManagementConfiguration\.ReadWrite\.All"):
        await policy.up(declared)
