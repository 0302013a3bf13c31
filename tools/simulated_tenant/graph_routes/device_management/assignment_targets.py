"""The targets that a restriction or a policy is assigned to: groups of people, and how they look in JSON."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from tools.simulated_tenant.store.groups import read_group
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import bad_request, not_simulated

GROUP_TARGET = "#microsoft.graph.groupAssignmentTarget"
_OTHER_TARGETS = tuple(
    f"#microsoft.graph.{name}AssignmentTarget"
    for name in (
        "allDevices",
        "allLicensedUsers",
        "configurationManagerCollection",
        "exclusionGroup",
        "scopeTagGroup",
    )
)
_FILTER = "deviceAndAppManagementAssignmentFilterId"


def target_groups(db: sqlite3.Connection, given: Any, *, name: str, what: str) -> list[str]:
    """The ids of the groups that the body's list `name` assigns `what` to, each once.

    Raises GraphError 400 when it is no list of targets, or names a group that does not exist.
    """
    if not isinstance(given, list):
        raise bad_request(f"The required parameter '{name}' is missing.", code="BadRequest")
    groups: dict[str, None] = {}
    for item in given:
        target = item.get("target") if isinstance(item, dict) else None
        kind = target.get("@odata.type") if isinstance(target, dict) else None
        if kind in _OTHER_TARGETS:
            raise not_simulated(f"a target of type {kind}")
        if not isinstance(target, dict) or kind != GROUP_TARGET:
            raise bad_request(
                f"An assignment of {what} needs a target of type {GROUP_TARGET}, got {kind}.",
                code="BadRequest",
            )
        if target.get(_FILTER):
            raise not_simulated("assignment filters")
        group = read_group(db, str(target.get("groupId")))
        if group is None:
            raise bad_request(
                f"The group {target.get('groupId')} of an assignment does not exist.", code="BadRequest"
            )
        groups[group["id"]] = None
    return list(groups)


def shown_assignments(owner_id: str, group_ids: Iterable[str]) -> list[Json]:
    """The assignments of a restriction or a policy to groups, as Graph answers them."""
    return [
        {
            "id": f"{owner_id}_{group_id}",
            "source": "direct",
            "sourceId": owner_id,
            "target": {
                "@odata.type": GROUP_TARGET,
                "deviceAndAppManagementAssignmentFilterId": None,
                "deviceAndAppManagementAssignmentFilterType": "none",
                "groupId": group_id,
            },
        }
        for group_id in group_ids
    ]
