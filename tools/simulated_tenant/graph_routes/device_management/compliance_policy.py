"""/deviceManagement/deviceCompliancePolicies, with assign, assignments and the actions for noncompliance.

Source: Microsoft Learn, "List deviceCompliancePolicies", "assign action", "scheduleActionsForRules action".
Not documented, and decided here: assign replaces the whole list; neither it nor the actions raise the
version.
"""

import json

from tools.simulated_tenant.graph_routes.device_management.assignment_targets import (
    shown_assignments,
    target_groups,
)
from tools.simulated_tenant.graph_routes.device_management.compliance_document import (
    BASE,
    changed_policy,
    checked_actions,
    new_policy,
    shown_policy,
)
from tools.simulated_tenant.graph_routes.rights import CONFIGURATION_READ, CONFIGURATION_WRITE
from tools.simulated_tenant.store.compliance import (
    assign_groups,
    assigned_groups,
    delete_policy,
    insert_policy,
    read_actions,
    read_policy,
    update_policy,
    write_actions,
)
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.filter import Property, compile_filter
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import Route

PATH = "/deviceManagement/deviceCompliancePolicies"
_KIND = "deviceCompliancePolicy"
_RULES = "scheduledActionsForRule"
_ITEMS = "$expand=scheduledActionConfigurations"
_EXPANDED = ("assignments", _RULES, f"{_RULES}({_ITEMS})")
_FILTERED = {
    "id": Property("id"),
    "displayName": Property("json_extract(document, '$.displayName')"),
    "createdDateTime": Property("json_extract(document, '$.createdDateTime')", "time"),
    "lastModifiedDateTime": Property("json_extract(document, '$.lastModifiedDateTime')", "time"),
}


def policy_of(call: Call) -> Json:
    """The policy that the path names; GraphError 404 when there is none."""
    policy_id = call.parameters["policy_id"]
    found = read_policy(call.db, policy_id)
    if found is None:
        raise GraphError(404, "ResourceNotFound", f"Compliance policy {policy_id} not found.")
    return found


def _shown(call: Call, document: Json) -> Json:
    whole = shown_policy(call, document)
    if call.query.select:
        # What only the type has cannot be selected from the base type.
        whole = selected(call, {name: whole[name] for name in ("@odata.type", *BASE)}, kind=_KIND)
    for name in call.query.expands(_EXPANDED):
        if name == "assignments":
            whole[name] = shown_assignments(document["id"], assigned_groups(call.db, document["id"]))
        else:
            whole[_RULES] = _rules(call, document, with_items=_ITEMS in name)
    return whole


def _rules(call: Call, document: Json, *, with_items: bool) -> list[Json]:
    rules = read_actions(call.db, document["id"])
    return rules if with_items else [{name: rule[name] for name in ("id", "ruleName")} for rule in rules]


def list_policies(call: Call) -> Answer:
    most = call.limits.size("devicePage")
    return page(
        call,
        source="compliance_policy",
        columns="position, document",
        where=compile_filter(call.query.get("$filter"), _FILTERED, kind=_KIND, clauses=15),
        render=lambda row: _shown(call, json.loads(row[1])),
        context=PATH[1:],
        default=most,
        maximum=most,
        counted=False,
    )


def create_policy(call: Call) -> Answer:
    document, actions = new_policy(call, call.document())
    insert_policy(call.db, document, actions=actions)
    return _one(call, 201, document=shown_policy(call, document))


def get_policy(call: Call) -> Answer:
    return _one(call, 200, document=_shown(call, policy_of(call)))


def change_policy(call: Call) -> Answer:
    document = changed_policy(call, policy_of(call), given=call.document())
    document |= {"lastModifiedDateTime": call.stamp, "version": document["version"] + 1}
    update_policy(call.db, document)
    return _one(call, 200, document=shown_policy(call, document))


def remove_policy(call: Call) -> Answer:
    delete_policy(call.db, policy_of(call)["id"])
    return Answer(204)


def assign(call: Call) -> Answer:
    """Replace the assignments by the list given, and answer with it."""
    document = policy_of(call)
    given = call.document().get("assignments")
    groups = target_groups(call.db, given, name="assignments", what="a compliance policy")
    assign_groups(call.db, document["id"], group_ids=groups)
    return list_assignments(call)


def list_assignments(call: Call) -> Answer:
    document = policy_of(call)
    values = shown_assignments(document["id"], assigned_groups(call.db, document["id"]))
    return Answer(200, {"@odata.context": _context(call, document, name="assignments"), "value": values})


def list_rules(call: Call) -> Answer:
    document = policy_of(call)
    with_items = bool(call.query.expands(("scheduledActionConfigurations",)))
    values = _rules(call, document, with_items=with_items)
    return Answer(200, {"@odata.context": _context(call, document, name=_RULES), "value": values})


def schedule_actions(call: Call) -> Answer:
    """Replace all actions for noncompliance."""
    document = policy_of(call)
    given = call.document().get("deviceComplianceScheduledActionForRules")
    write_actions(call.db, document["id"], actions=checked_actions(call, given))
    return Answer(204)


def _one(call: Call, status: int, *, document: Json) -> Answer:
    return Answer(status, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}/$entity", **document})


def _context(call: Call, document: Json, *, name: str) -> str:
    return f"{call.root}/$metadata#{PATH[1:]}('{document['id']}')/{name}"


_ONE = PATH + "/{policy_id}"
_FAMILY = "intuneConfiguration"
_READ, _WRITE = CONFIGURATION_READ, CONFIGURATION_WRITE
_ITEM = ("$select", "$expand")
ROUTES = (
    Route("GET", PATH, list_policies, _FAMILY, _READ, options=(*_ITEM, "$filter", "$top", "$skiptoken")),
    Route("POST", PATH, create_policy, _FAMILY, _WRITE),
    Route("GET", _ONE, get_policy, _FAMILY, _READ, options=_ITEM),
    Route("PATCH", _ONE, change_policy, _FAMILY, _WRITE),
    Route("DELETE", _ONE, remove_policy, _FAMILY, _WRITE),
    Route("POST", _ONE + "/assign", assign, _FAMILY, _WRITE),
    Route("GET", _ONE + "/assignments", list_assignments, _FAMILY, _READ),
    Route("GET", _ONE + "/scheduledActionsForRule", list_rules, _FAMILY, _READ, options=("$expand",)),
    Route("POST", _ONE + "/scheduleActionsForRules", schedule_actions, _FAMILY, _WRITE),
)
