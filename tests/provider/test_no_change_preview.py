"""A preview without changes reads each kind of object once, however many waves there are."""

from collections import Counter
from typing import Any

import pytest

from intune_waves.provider.protocol.intune_provider import IntuneProvider
from tests.provider.engine import Declare, Declared
from tests.provider.live_tenant import LiveTenant
from tests.provider.stepped_tenant import POLICIES, accounts

Values = dict[str, Any]
REPORT_ONLY = "enabledForReportingButNotEnforced"


def objects(tenant: LiveTenant, declare: Declare, number: int) -> list[tuple[Declared, Values]]:
    """What a wave in deadline declares of every kind, its groups and its policy in the tenant."""
    title = f"Wave {number}"
    group = tenant.make_group(f"Intune waves: {title}")
    enforced = tenant.make_group(f"Intune waves: {title} (enforced)")
    users = {"includeGroups": [group], "excludeUsers": accounts(tenant)}
    body = {
        "displayName": f"Intune waves: {title} needs a compliant device",
        "state": REPORT_ONLY,
        "conditions": {
            "clientAppTypes": ["all"],
            "applications": {"includeApplications": ["All"]},
            "platforms": {"includePlatforms": ["windows"]},
            "users": users,
        },
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
    policy = {
        "id": str(tenant.call("POST", POLICIES, body)["id"]),
        "state": REPORT_ONLY,
        "includedGroups": [group],
        "excludedUsers": users["excludeUsers"],
        "platforms": ["windows"],
    }
    share = {"groupId": tenant.group_id("IT Department"), "size": 3, "seed": title}
    message = {"locale": "en-us", "subject": "Enroll", "body": "Please"}
    declared: dict[str, Values] = {
        "GroupMembership": {"groupId": group, "share": share},
        "EnrollmentRestriction": {
            "wave": f"wave-{number}",
            "platform": "windows",
            "groupId": group,
            "rule": "corporate devices only",
        },
        "CompliancePolicy": {
            "displayName": f"Intune waves: {title} compliance (Windows)",
            "platform": "windows",
            "settings": {"bitLockerEnabled": True},
            "groupIds": [group],
            "graceHours": 24,
        },
        "NotificationTemplate": {
            "displayName": f"Intune waves: {title} reminder",
            "defaultLocale": "en-us",
            "messages": [message],
        },
        "Admission": {
            "wave": f"wave-{number}",
            "title": title,
            "stage": "deadline",
            "groupId": group,
            "enforcedGroupId": enforced,
            "platforms": ["windows"],
            "breakGlassIds": users["excludeUsers"],
            "policy": policy,
        },
    }
    return [(declare(token, f"wave-{number}"), values) for token, values in declared.items()]


async def requests_of_a_preview(tenant: LiveTenant, declare: Declare, waves: int) -> Counter[str]:
    everything = [each for number in range(1, waves + 1) for each in objects(tenant, declare, number)]
    everything.append((declare("DevicesWithoutPolicy"), {"compliant": True}))
    reached = {each["wave"]: each["groupId"] for one, each in everything if one.token.endswith("Restriction")}
    shared = {"platform": "windows", "corporateDevicesOnly": reached}
    everything.append((declare("SharedRestrictions", "windows"), shared))
    for resource, inputs in everything:
        await resource.up(inputs)
    preview = IntuneProvider("0.0.0", tenant.environment)
    tenant.forget_requests()
    for resource, inputs in everything:
        resource.provider = preview
        assert await resource.changed(inputs) == set()
    await preview.connection.close()
    assert tenant.writes() == {}
    # A $batch stands in the log beside the requests inside it, which are no calls of their own.
    calls = [one for one in tenant.requests() if "$count=true" not in one["path"]]
    return Counter(one["path"].partition("?")[0] for one in calls)


@pytest.mark.parametrize("waves", [1, 4])
async def test_each_kind_is_listed_once_and_all_people_are_counted_by_one_batch(
    started_tenant: LiveTenant, declare: Declare, waves: int
) -> None:
    started_tenant.call("POST", "/_tenant/reset", {})
    assert await requests_of_a_preview(started_tenant, declare, waves) == {
        "/v1.0/groups": 1,
        "/v1.0/$batch": 1,
        "/v1.0/identity/conditionalAccess/policies": 1,
        "/beta/deviceManagement/deviceEnrollmentConfigurations": 1,
        "/beta/deviceManagement/deviceCompliancePolicies": 1,
        "/beta/deviceManagement/notificationMessageTemplates": 1,
        "/beta/deviceManagement": 1,
    }
