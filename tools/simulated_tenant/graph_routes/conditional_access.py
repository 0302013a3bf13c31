"""/identity/conditionalAccess/policies.

Source: Microsoft Learn, "List policies", "Create conditionalAccessPolicy", "Update conditionalAccessPolicy".
"""

import json
import uuid

from tools.simulated_tenant.graph_routes.policy_document import PREVIEW, invalid, merged, shown, uses_preview
from tools.simulated_tenant.graph_routes.policy_rules import check_policy
from tools.simulated_tenant.graph_routes.rights import POLICY_READ, POLICY_WRITE
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.filter import Condition, Property, compile_filter
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import ONE, PAGED, Route

POLICIES = "/identity/conditionalAccess/policies"
_CONTEXT = "identity/conditionalAccess/policies"
_FILTERED = {
    "id": Property("id"),
    "displayName": Property("json_extract(document, '$.displayName')"),
    "state": Property("json_extract(document, '$.state')"),
    "createdDateTime": Property("json_extract(document, '$.createdDateTime')", "time"),
    "modifiedDateTime": Property("json_extract(document, '$.modifiedDateTime')", "time"),
}

# v1.0 leaves out policies that use what only beta has.
_STABLE = " AND ".join(
    f"json_extract(document, '$.{part}.{name}') IS NULL" for part, names in PREVIEW.items() for name in names
)


def policy_of(call: Call) -> Json:
    """The policy that the path names; GraphError 404 when there is none."""
    policy_id = call.parameters["policy_id"].lower()
    row = call.db.execute(
        "SELECT document FROM conditional_access_policy WHERE id = ?", (policy_id,)
    ).fetchone()
    if row is None:
        raise GraphError(404, "ResourceNotFound", f"{policy_id} does not exist in the directory.")
    policy: Json = json.loads(row[0])
    if call.version == "v1.0" and call.method != "DELETE" and uses_preview(policy):
        raise invalid(
            "1037: The policy you requested contains preview features. Use the Beta endpoint to retrieve "
            "this policy."
        )
    return policy


def list_policies(call: Call) -> Answer:
    found = compile_filter(call.query.get("$filter"), _FILTERED, kind="conditionalAccessPolicy", clauses=15)
    return page(
        call,
        source="conditional_access_policy",
        columns="position, document",
        where=Condition(f"({found.sql}) AND {_STABLE}", found.values) if call.version == "v1.0" else found,
        render=lambda row: selected(
            call, shown(json.loads(row[1]), call.version), kind="conditionalAccessPolicy"
        ),
        context=_CONTEXT,
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
    )


def create_policy(call: Call) -> Answer:
    given = call.document()
    for name in ("displayName", "state", "conditions"):
        if given.get(name) is None:
            raise invalid(f"The required property '{name}' is missing.")
    most = call.limits.size("conditionalAccessPolicies")
    if call.db.execute("SELECT count(*) FROM conditional_access_policy").fetchone()[0] >= most:
        raise invalid(
            f"The tenant holds {most} conditional access policies already, the most that are allowed."
        )
    blank: Json = {
        "id": str(uuid.uuid4()),
        "templateId": None,
        "displayName": "",
        "description": None,
        "createdDateTime": call.stamp,
        "modifiedDateTime": None,
        "state": None,
        "conditions": None,
        "grantControls": None,
        "sessionControls": None,
    }
    policy = merged(blank, given, version=call.version)
    check_policy(call.db, policy, given=given)
    call.db.execute(
        "INSERT INTO conditional_access_policy (id, document) VALUES (?, ?)",
        (policy["id"], json.dumps(policy)),
    )
    body = {"@odata.context": f"{call.root}/$metadata#{_CONTEXT}/$entity", **shown(policy, call.version)}
    return Answer(201, body, {"location": f"{call.root}{POLICIES}/{policy['id']}"})


def get_policy(call: Call) -> Answer:
    policy = policy_of(call)
    whole = selected(call, shown(policy, call.version), kind="conditionalAccessPolicy")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{_CONTEXT}/$entity", **whole})


def update_policy(call: Call) -> Answer:
    old = policy_of(call)
    given = call.document()
    policy = merged(old, given, version=call.version)
    check_policy(call.db, policy, given=given)
    policy["modifiedDateTime"] = call.stamp
    call.db.execute(
        "UPDATE conditional_access_policy SET document = ? WHERE id = ?", (json.dumps(policy), policy["id"])
    )
    return Answer(204)


def delete_policy(call: Call) -> Answer:
    call.db.execute("DELETE FROM conditional_access_policy WHERE id = ?", (policy_of(call)["id"],))
    return Answer(204)


ROUTES = (
    Route("GET", POLICIES, list_policies, "conditionalAccess", POLICY_READ, options=PAGED),
    Route("POST", POLICIES, create_policy, "conditionalAccess", POLICY_WRITE),
    Route("GET", POLICIES + "/{policy_id}", get_policy, "conditionalAccess", POLICY_READ, options=ONE),
    Route("PATCH", POLICIES + "/{policy_id}", update_policy, "conditionalAccess", POLICY_WRITE),
    Route("DELETE", POLICIES + "/{policy_id}", delete_policy, "conditionalAccess", POLICY_WRITE),
)
