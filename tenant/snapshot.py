"""The state of the tenant in plain JSON, made for tests: counts instead of lists of people."""

import json
import sqlite3

from tenant.behaviours.enrolling import owned_summary
from tenant.store.clock import read_clock
from tenant.store.devices import count_by
from tenant.store.enrollment import assigned_groups, every_configuration
from tenant.store.groups import count_members, every_group, is_dynamic
from tenant.store.mail import mail_summary
from tenant.store.old_service import old_service_summary
from tenant.wire.call import Json


def snapshot(db: sqlite3.Connection) -> Json:
    """Groups with member counts, policies, restrictions with priorities, counts of devices."""
    people, enabled = db.execute("SELECT count(*), coalesce(sum(account_enabled), 0) FROM person").fetchone()
    policies = db.execute("SELECT document FROM conditional_access_policy ORDER BY position")
    names = {group["id"]: group["displayName"] for group in every_group(db)}
    return {
        "clock": read_clock(db).isoformat(),
        "users": {"total": people, "enabled": enabled},
        "groups": [
            {
                "id": group["id"],
                "displayName": group["displayName"],
                "kind": "dynamic" if is_dynamic(group) else "assigned",
                "membershipRule": group["membershipRule"],
                "members": count_members(db, group),
            }
            for group in every_group(db)
        ],
        "policies": [_policy(json.loads(row[0])) for row in policies],
        "restrictions": [
            _restriction(db, document, names)
            for document in every_configuration(db)
            if "platformType" in document
        ],
        "devices": {
            "total": db.execute("SELECT count(*) FROM managed_device").fetchone()[0],
            "byPlatform": count_by(db, "platform"),
            "byCompliance": count_by(db, "compliance_state"),
            "byOwnerType": count_by(db, "owner_type"),
            "people": db.execute("SELECT count(DISTINCT person_id) FROM managed_device").fetchone()[0],
            **owned_summary(db),
        },
        "oldService": old_service_summary(db),
        "mail": mail_summary(db),
    }


def _policy(document: Json) -> Json:
    conditions = document["conditions"]
    users, platforms = conditions["users"] or {}, conditions["platforms"] or {}
    return {
        "id": document["id"],
        "displayName": document["displayName"],
        "state": document["state"],
        "includeUsers": users.get("includeUsers", []),
        "excludeUsers": users.get("excludeUsers", []),
        "includeGroups": users.get("includeGroups", []),
        "excludeGroups": users.get("excludeGroups", []),
        "includeApplications": (conditions["applications"] or {}).get("includeApplications", []),
        "excludeApplications": (conditions["applications"] or {}).get("excludeApplications", []),
        "includePlatforms": platforms.get("includePlatforms"),
        "excludePlatforms": platforms.get("excludePlatforms"),
        "operator": (document["grantControls"] or {}).get("operator"),
        "builtInControls": (document["grantControls"] or {}).get("builtInControls", []),
    }


def _restriction(db: sqlite3.Connection, document: Json, names: dict[str, str]) -> Json:
    groups = assigned_groups(db, document["id"])
    return {
        "id": document["id"],
        "displayName": document["displayName"],
        "platformType": document["platformType"],
        "priority": document["priority"],
        **document["platformRestriction"],
        "groupIds": groups,
        "groups": [names.get(group_id, "") for group_id in groups],
    }
