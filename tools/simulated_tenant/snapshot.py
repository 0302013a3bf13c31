"""The state of the tenant in plain JSON, made for tests: counts instead of lists of people."""

import json
import sqlite3

from tools.simulated_tenant.behaviours.enrolling import owned_summary
from tools.simulated_tenant.graph_routes.device_management.compliance_settings import (
    defaults,
)
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.store.compliance import action_items, every_policy, read_actions
from tools.simulated_tenant.store.compliance import assigned_groups as compliance_groups
from tools.simulated_tenant.store.devices import count_by
from tools.simulated_tenant.store.enrollment import assigned_groups, every_configuration
from tools.simulated_tenant.store.groups import count_members, every_group, is_dynamic
from tools.simulated_tenant.store.mail import mail_summary
from tools.simulated_tenant.store.management_settings import read_management_settings
from tools.simulated_tenant.store.notifications import count_sent, every_template, messages_of
from tools.simulated_tenant.store.old_service import old_service_summary
from tools.simulated_tenant.wire.call import Json


def snapshot(db: sqlite3.Connection) -> Json:
    """Groups with member counts, policies of both kinds, restrictions, templates, counts of devices."""
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
            _restriction(db, document, names=names)
            for document in every_configuration(db)
            if "platformType" in document
        ],
        "compliancePolicies": [
            _compliance_policy(db, document, names=names) for document in every_policy(db)
        ],
        "notificationTemplates": [_template(db, document) for document in every_template(db)],
        "secureByDefault": read_management_settings(db)["secureByDefault"],
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


def _restriction(db: sqlite3.Connection, document: Json, *, names: dict[str, str]) -> Json:
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


def _compliance_policy(db: sqlite3.Connection, document: Json, *, names: dict[str, str]) -> Json:
    """The policy with the settings that somebody gave it; hours are counted from the first noncompliance."""
    groups = compliance_groups(db, document["id"])
    items = action_items(read_actions(db, document["id"]))
    kind = document["@odata.type"]
    left_out = defaults(kind)
    return {
        "id": document["id"],
        "displayName": document["displayName"],
        "description": document["description"],
        "type": kind.rpartition(".")[2],
        "version": document["version"],
        "settings": {name: document[name] for name, value in left_out.items() if document[name] != value},
        "graceHours": next(item["gracePeriodHours"] for item in items if item["actionType"] == "block"),
        "actions": [
            {
                "actionType": item["actionType"],
                "hours": item["gracePeriodHours"],
                "templateId": item["notificationTemplateId"],
            }
            for item in items
            if item["actionType"] != "block"
        ],
        "groupIds": groups,
        "groups": [names.get(group_id, "") for group_id in groups],
    }


def _template(db: sqlite3.Connection, document: Json) -> Json:
    """The template with its locales, and how many notifications of it went out to how many people."""
    sent, people = count_sent(db, document["id"])
    return {
        "id": document["id"],
        "displayName": document["displayName"],
        "defaultLocale": document["defaultLocale"],
        "locales": [message["locale"] for message in messages_of(db, document["id"])],
        "sent": sent,
        "people": people,
    }
