"""What the tenant holds of a wave's compliance in each stage, written out by hand."""

from collections.abc import Collection, Mapping
from typing import Any

from tests.journeys.journey import Journey, everything

# From the first day of instruct to that of enforce are two periods of 14 days.
GRACE_HOURS = {"a": 672, "i": 672, "d": 672, "E": 24}
REMINDERS = {"a": [], "i": [], "d": [504, 600, 648], "E": []}
MANAGEMENT = "/beta/deviceManagement"
ACTIONS = "scheduledActionsForRule($expand=scheduledActionConfigurations)"


def assert_compliance(
    journey: Journey, stages: Mapping[str, str], platforms: Collection[str], groups: Mapping[str, Any]
) -> None:
    """Compliance policies, their grace and reminders, and what devices without a policy count as.

    `stages` are the grid's letters by the waves' titles, `groups` the tenant's groups by name.
    """
    settings = journey.graph(f"{MANAGEMENT}?$select=settings")["settings"]
    assert settings["secureByDefault"] is bool({"d", "E"} & {*stages.values()})
    templates = {
        each["displayName"]: each["id"]
        for each in everything(journey, f"{MANAGEMENT}/notificationMessageTemplates")
    }
    found = everything(journey, f"{MANAGEMENT}/deviceCompliancePolicies?$expand=assignments,{ACTIONS}")
    policies = {each["displayName"]: each for each in found}
    begun = [title for title, stage in stages.items() if stage != "-"]
    assert set(policies) == {
        f"Intune waves: {title} compliance ({name})" for title in begun for name in platforms
    }
    assert set(templates) == {f"Intune waves: {title} reminder" for title in begun if stages[title] == "d"}
    for title in begun:
        stage = stages[title]
        for name in platforms:
            policy = policies[f"Intune waves: {title} compliance ({name})"]
            targets = [each["target"]["groupId"] for each in policy["assignments"]]
            assert targets == ([] if stage == "a" else [groups[f"Intune waves: {title}"]["id"]])
            (rule,) = policy["scheduledActionsForRule"]
            actions = rule["scheduledActionConfigurations"]
            hours: dict[str, list[int]] = {kind: [] for kind in ("block", "notification")}
            for each in actions:
                hours[each["actionType"]].append(each["gracePeriodHours"])
            assert hours["block"] == [GRACE_HOURS[stage]]
            assert sorted(hours["notification"]) == REMINDERS[stage]
            sent = {each["notificationTemplateId"] for each in actions if each["actionType"] != "block"}
            assert sent == ({templates[f"Intune waves: {title} reminder"]} if stage == "d" else set())
