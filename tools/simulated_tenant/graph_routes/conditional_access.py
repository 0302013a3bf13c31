"""/identity/conditionalAccess: policies, and the list of named locations.

Source: Microsoft Learn, "List policies", "Create conditionalAccessPolicy", "Update conditionalAccessPolicy".
"""

import json
import uuid

from tools.simulated_tenant.graph_routes.policy_document import check_policy, invalid, merged
from tools.simulated_tenant.graph_routes.rights import POLICY_READ, POLICY_WRITE
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.filter import Property, compile_filter
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import ONE, PAGED, Route

POLICIES = "/identity/conditionalAccess/policies"
LOCATIONS = "/identity/conditionalAccess/namedLocations"
_CONTEXT = "identity/conditionalAccess/policies"
_FILTERED = {
    "id": Property("id"),
    "displayName": Property("json_extract(document, '$.displayName')"),
    "state": Property("json_extract(document, '$.state')"),
    "createdDateTime": Property("json_extract(document, '$.createdDateTime')", "time"),
    "modifiedDateTime": Property("json_extract(document, '$.modifiedDateTime')", "time"),
}


def policy_of(call: Call) -> Json:
    """The policy that the path names; GraphError 404 when there is none."""
    policy_id = call.parameters["policy_id"].lower()
    row = call.db.execute(
        "SELECT document FROM conditional_access_policy WHERE id = ?", (policy_id,)
    ).fetchone()
    if row is None:
        raise GraphError(404, "ResourceNotFound", f"{policy_id} does not exist in the directory.")
    policy: Json = json.loads(row[0])
    return policy


def _listed(call: Call, table: str, context: str, kind: str) -> Answer:
    return page(
        call,
        source=table,
        columns="position, document",
        where=compile_filter(call.query.get("$filter"), _FILTERED, kind=kind, clauses=15),
        render=lambda row: selected(call, json.loads(row[1]), kind),
        context=context,
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
    )


def list_policies(call: Call) -> Answer:
    return _listed(call, "conditional_access_policy", _CONTEXT, "conditionalAccessPolicy")


def list_named_locations(call: Call) -> Answer:
    return _listed(call, "named_location", "identity/conditionalAccess/namedLocations", "namedLocation")


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
    policy = merged(blank, given)
    check_policy(call.db, policy)
    call.db.execute(
        "INSERT INTO conditional_access_policy (id, document) VALUES (?, ?)",
        (policy["id"], json.dumps(policy)),
    )
    body = {"@odata.context": f"{call.root}/$metadata#{_CONTEXT}/$entity", **policy}
    return Answer(201, body, {"location": f"{call.root}{POLICIES}/{policy['id']}"})


def get_policy(call: Call) -> Answer:
    policy = policy_of(call)
    shown = selected(call, policy, "conditionalAccessPolicy")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{_CONTEXT}/$entity", **shown})


def update_policy(call: Call) -> Answer:
    old = policy_of(call)
    policy = merged(old, call.document())
    check_policy(call.db, policy)
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
    Route("GET", LOCATIONS, list_named_locations, "conditionalAccess", POLICY_READ, options=PAGED),
)
