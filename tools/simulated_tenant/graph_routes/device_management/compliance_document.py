"""A compliance policy and its actions as JSON: what a new one looks like, what Graph refuses.

Source: Microsoft Learn, "deviceCompliancePolicy resource type", "Create windows10CompliancePolicy",
"deviceComplianceActionItem resource type", "deviceComplianceScheduledActionForRule resource type" (2024-08).
"""

import sqlite3
import uuid
from typing import Any

from tools.simulated_tenant.graph_routes.device_management.compliance_settings import (
    SETTINGS,
    checked,
    defaults,
    settings_of,
)
from tools.simulated_tenant.store.notifications import read_template
from tools.simulated_tenant.wire.call import Call, Json
from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated

BASE = ("id", "createdDateTime", "lastModifiedDateTime", "displayName", "description", "version")
_READ_ONLY = ("id", "createdDateTime", "lastModifiedDateTime", "version")
_ACTIONS = "scheduledActionsForRule"
_ACTION_TYPES = (
    "noAction", "notification", "block", "retire", "wipe", "removeResourceAccessProfiles", "pushNotification",
)  # fmt: skip
NO_TEMPLATE = "00000000-0000-0000-0000-000000000000"

_OTHER_KINDS = tuple(
    f"#microsoft.graph.{name}CompliancePolicy"
    for name in (
        "androidDeviceOwner", "androidForWork", "aospDeviceOwner", "defaultDevice",
        "windows10Mobile", "windows81", "windowsPhone81",
    )
)  # fmt: skip


def refused(message: str) -> GraphError:
    return bad_request(message, code="BadRequest")


def new_policy(call: Call, given: Json) -> tuple[Json, list[Json]]:
    """The document of a POST and its actions; GraphError 400 for what Graph refuses."""
    kind = given.get("@odata.type")
    if kind in _OTHER_KINDS:
        raise not_simulated(f"a compliance policy of type {kind}")
    if kind not in SETTINGS:
        raise refused(
            f"Cannot create a compliance policy of type '{kind}'. Send one of the @odata.types "
            f"{', '.join(SETTINGS)}."
        )
    if not given.get("displayName"):
        raise refused("The required property 'displayName' is missing.")
    document: Json = {
        "@odata.type": kind,
        "id": str(uuid.uuid4()),
        "createdDateTime": call.stamp,
        "lastModifiedDateTime": call.stamp,
        "displayName": "",
        "description": None,
        "version": 1,
        "roleScopeTagIds": ["0"],
        **defaults(kind),
    }
    actions = checked_actions(call, given.get(_ACTIONS))
    rest = {name: value for name, value in given.items() if name != _ACTIONS}
    return changed_policy(call, document, given=rest), actions


def changed_policy(call: Call, document: Json, *, given: Json) -> Json:
    """The document with a body of POST or PATCH written over it; GraphError 400 for what Graph refuses."""
    kind = document["@odata.type"]
    if given.get("@odata.type", kind) != kind:
        raise refused(f"The @odata.type '{given['@odata.type']}' differs from the object's, '{kind}'.")
    known = settings_of(kind, call.version)
    result = dict(document)
    for name, value in given.items():
        if "@odata." in name or name in _READ_ONLY:
            continue
        if name in known and "@odata.type" not in given:
            raise refused(
                f"The property '{name}' does not exist on type 'microsoft.graph.deviceCompliancePolicy'. "
                f"Send the @odata.type '{kind}' with it."
            )
        if name in (_ACTIONS, "assignments"):
            raise refused(f"'{name}' cannot be written here; use the action of the policy for it.")
        if name in known:
            result[name] = checked(name, known[name], value=value)
        else:
            result[name] = _common(call, kind, name=name, value=value)
    return result


def _common(call: Call, kind: str, *, name: str, value: Any) -> Any:
    if name == "displayName" and isinstance(value, str) and value:
        return value
    if name == "description" and (value is None or isinstance(value, str)):
        return value
    if name == "roleScopeTagIds" and call.version == "beta" and isinstance(value, list):
        return value
    if name in ("displayName", "description") or (name == "roleScopeTagIds" and call.version == "beta"):
        raise refused(f"Invalid value {value!r} for property '{name}'.")
    raise refused(
        f"The property '{name}' does not exist on type '{kind.lstrip('#')}'. Make sure to only use property "
        "names that are defined by the type."
    )


def shown_policy(call: Call, document: Json) -> Json:
    """What the version of Graph that was asked shows of the policy."""
    kind = document["@odata.type"]
    names = ["@odata.type", *BASE, *settings_of(kind, call.version)]
    if call.version == "beta":
        names.append("roleScopeTagIds")
    return {name: document[name] for name in names}


def checked_actions(call: Call, given: Any) -> list[Json]:
    """The rules with their actions, as they are kept; exactly one of the actions blocks.

    Raises GraphError 400 for anything else, and for a notification whose template does not exist.
    """
    if not isinstance(given, list) or not all(isinstance(rule, dict) for rule in given):
        raise refused(f"The required property '{_ACTIONS}' is missing.")
    rules: list[Json] = []
    for rule in given:
        items = rule.get("scheduledActionConfigurations")
        if not isinstance(items, list):
            raise refused("The required property 'scheduledActionConfigurations' of a rule is missing.")
        _only(rule, ("id", "ruleName", "scheduledActionConfigurations"), kind="ScheduledActionForRule")
        rules.append(
            {
                "id": str(uuid.uuid4()),
                "ruleName": None,
                "scheduledActionConfigurations": [_item(call, item) for item in items],
            }
        )
    blocks = [
        item
        for rule in rules
        for item in rule["scheduledActionConfigurations"]
        if item["actionType"] == "block"
    ]
    if len(blocks) != 1:
        raise refused(
            f"A compliance policy needs exactly one action of type 'block' in '{_ACTIONS}', got "
            f"{len(blocks)}."
        )
    return rules


def _item(call: Call, given: Any) -> Json:
    if not isinstance(given, dict):
        raise refused("An item of 'scheduledActionConfigurations' must be an object.")
    names = ("gracePeriodHours", "actionType", "notificationTemplateId", "notificationMessageCCList")
    _only(given, ("id", *names), kind="ActionItem")
    hours, kind = given.get("gracePeriodHours", 0), given.get("actionType")
    most = call.limits.size("graceHoursMaximum")
    if type(hours) is not int or not 0 <= hours <= most:
        raise refused(f"gracePeriodHours must be a number from 0 to {most}, got {hours!r}.")
    if kind not in _ACTION_TYPES:
        raise refused(f"Invalid actionType '{kind}'; valid values are {', '.join(_ACTION_TYPES)}.")
    # Live tenants answer the zero GUID where no template is sent, and null for the rule's name.
    template = given.get("notificationTemplateId") or NO_TEMPLATE
    if kind == "notification":
        template = _template(call.db, template)
    copies = given.get("notificationMessageCCList") or []
    if not isinstance(copies, list):
        raise refused("notificationMessageCCList must be a list of group ids.")
    return {
        "id": str(uuid.uuid4()),
        "gracePeriodHours": hours,
        "actionType": kind,
        "notificationTemplateId": template,
        "notificationMessageCCList": copies,
    }


def _template(db: sqlite3.Connection, template_id: Any) -> str:
    found = read_template(db, str(template_id))
    if found is None:
        raise refused(f"The notification message template '{template_id}' of an action does not exist.")
    return str(found["id"])


def _only(given: Json, names: tuple[str, ...], *, kind: str) -> None:
    for name in given:
        if "@odata." not in name and name not in names:
            raise refused(
                f"The property '{name}' does not exist on type 'microsoft.graph.deviceCompliance{kind}'."
            )
