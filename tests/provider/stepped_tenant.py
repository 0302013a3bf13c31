"""A campaign's inputs for a started tenant, and what earlier runs and other people have left in it."""

from typing import Any

from tests.provider.live_tenant import RESTRICTIONS, LiveTenant

Values = dict[str, Any]
POLICIES = "/v1.0/identity/conditionalAccess/policies"
COMPLIANCE = "/beta/deviceManagement/deviceCompliancePolicies"
NOT_YET = "Intune waves: Windows, not yet"
CORPORATE = "Intune waves: Windows, corporate devices only"
CONFIGURATION = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"


def accounts(tenant: LiveTenant) -> list[str]:
    found = tenant.call("GET", "/v1.0/users?$filter=startswith(userPrincipalName,'breakglass')")
    return [str(user["id"]) for user in found["value"]]


def inputs(tenant: LiveTenant, period: int, one: str, two: str = "planned", **more: Any) -> Values:
    waves = [
        {"id": "one", "title": "One", "platforms": ["windows"], "size": 2},
        {"id": "two", "title": "Two", "platforms": ["windows"], "everybodyElse": True},
    ]
    return {
        "name": "adatum",
        "period": period,
        "stages": {"one": one, "two": two},
        "nextStages": {"one": one, "two": two},
        "waves": waves,
        "firstDay": "2025-01-06",
        "periodDays": 14,
        "breakGlassIds": accounts(tenant),
        "refusesUnprotected": True,
        **more,
    }


def begin(tenant: LiveTenant, title: str, people: int = 2) -> str:
    """Make a wave's group, and put it under a restriction, as a step does; answers the group's id."""
    group = tenant.make_group(f"Intune waves: {title}")
    staff = tenant.group_id("IT Department")
    for member in sorted(tenant.members(staff))[:people]:
        reference = {"@odata.id": f"{tenant.url}/v1.0/directoryObjects/{member}"}
        tenant.call("POST", f"/v1.0/groups/{group}/members/$ref", reference)
    restrict(tenant, CORPORATE, group)
    protect(tenant, f"Intune waves: {title} compliance (Windows)", group)
    return group


def protect(tenant: LiveTenant, name: str, group: str) -> str:
    block = {"actionType": "block", "gracePeriodHours": 672}
    body = {
        "@odata.type": "#microsoft.graph.windows10CompliancePolicy",
        "displayName": name,
        "scheduledActionsForRule": [{"ruleName": "Any", "scheduledActionConfigurations": [block]}],
    }
    made = str(tenant.call("POST", COMPLIANCE, body)["id"])
    target = {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group}
    tenant.call("POST", f"{COMPLIANCE}/{made}/assign", {"assignments": [{"target": target}]})
    return made


def restrict(tenant: LiveTenant, name: str, group: str, *, blocked: bool = False) -> str:
    """Assign the restriction of that name, made where there is none, to the group too; answers its id."""
    existing = tenant.restrictions().get(name)
    rule = {"platformBlocked": blocked, "personalDeviceEnrollmentBlocked": False}
    body = {
        "@odata.type": CONFIGURATION,
        "displayName": name,
        "platformType": "windows",
        "platformRestriction": rule,
    }
    made = existing["id"] if existing else str(tenant.call("POST", RESTRICTIONS, body)["id"])
    groups = [*(existing["groupIds"] if existing else ()), group]
    kind = "#microsoft.graph.groupAssignmentTarget"
    targets = [{"target": {"@odata.type": kind, "groupId": each}} for each in groups]
    tenant.call("POST", f"{RESTRICTIONS}/{made}/assign", {"enrollmentConfigurationAssignments": targets})
    return str(made)


def lock_everybody(tenant: LiveTenant, **users: Any) -> None:
    conditions = {
        "applications": {"includeApplications": ["All"]},
        "users": {"includeUsers": ["All"], **users},
    }
    grant = {"operator": "OR", "builtInControls": ["mfa"]}
    body = {"displayName": "Theirs", "state": "enabled", "conditions": conditions, "grantControls": grant}
    tenant.call("POST", POLICIES, body)
