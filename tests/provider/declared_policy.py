"""The inputs of a compliance policy for tests, and what the tenant made of it."""

from typing import Any

from tests.provider.live_tenant import LiveTenant


def inputs(tenant: LiveTenant, **others: Any) -> dict[str, Any]:
    """A policy for the IT department's Windows devices."""
    return {
        "displayName": "Pilot windows",
        "description": "why",
        "platform": "windows",
        "settings": {"bitLockerEnabled": True, "passwordMinimumLength": 8},
        "groupIds": [tenant.group_id("IT Department")],
        "graceHours": 336,
        **others,
    }


def actions(policy: dict[str, Any]) -> list[tuple[str, int]]:
    """Each action's type and hours."""
    items = policy["scheduledActionsForRule"][0]["scheduledActionConfigurations"]
    return sorted((one["actionType"], one["gracePeriodHours"]) for one in items)
