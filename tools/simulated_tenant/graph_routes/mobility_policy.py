"""/policies/mobileDeviceManagementPolicies on /beta: whose devices enroll with which MDM app by themselves.

Source: Microsoft Learn (beta), "List / Get / Update mobileDeviceManagementPolicies", "List includedGroups",
"Add includedGroups", "Delete includedGroup", 2025-02. All are "Not supported" for apps: a person only.
"""

import json

from tools.simulated_tenant.graph_routes.directory.references import already_there, referenced_id
from tools.simulated_tenant.graph_routes.rights import MOBILITY_READ, MOBILITY_WRITE
from tools.simulated_tenant.store.groups import read_group
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated, resource_not_found
from tools.simulated_tenant.wire.pages import listed, selected
from tools.simulated_tenant.wire.routing import BETA, LISTED, ONE, Route
from tools.simulated_tenant.wire.types import documented

PATH = "/policies/mobileDeviceManagementPolicies"
_SCOPES = ("none", "all")
_ADDRESSES = ("complianceUrl", "discoveryUrl", "termsOfUseUrl")
_CONTEXT = PATH[1:]


def _check_person(call: Call) -> None:
    if call.caller.kind == "app":
        raise GraphError(
            403,
            "Authorization_RequestDenied",
            "Application permissions are not supported: sign in as a person.",
        )


def _policy_of(call: Call) -> tuple[Json, list[str]]:
    """The policy that the path names and the ids of its groups; GraphError 404 when there is none."""
    _check_person(call)
    policy_id = call.parameters["policy_id"].lower()
    row = call.db.execute(
        "SELECT document, included_groups FROM mobility_policy WHERE id = ?", (policy_id,)
    ).fetchone()
    if row is None:
        raise resource_not_found(policy_id)
    return json.loads(row[0]), json.loads(row[1])


def list_policies(call: Call) -> Answer:
    _check_person(call)
    found = [
        json.loads(row[0])
        for row in call.db.execute("SELECT document FROM mobility_policy ORDER BY position")
    ]
    return listed(
        call,
        found,
        context=_CONTEXT,
        render=lambda each: selected(call, each, kind="mobilityManagementPolicy"),
    )


def get_policy(call: Call) -> Answer:
    policy, _ = _policy_of(call)
    shown = selected(call, policy, kind="mobilityManagementPolicy")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{_CONTEXT}/$entity", **shown})


def update_policy(call: Call) -> Answer:
    """`appliesTo`, alone and never `selected`, which adding a group brings about; or the addresses."""
    policy, groups = _policy_of(call)
    given = {name: value for name, value in call.document().items() if not name.startswith("@odata.")}
    for name in given:
        if name not in ("appliesTo", *_ADDRESSES):
            raise _unknown(name)
    if "appliesTo" in given:
        if len(given) > 1:
            raise bad_request("The property 'appliesTo' cannot be updated with others.")
        if given["appliesTo"] not in _SCOPES:
            raise bad_request(f"Invalid value '{given['appliesTo']}' for appliesTo: {', '.join(_SCOPES)}.")
        groups = []
    if not all(value is None or isinstance(value, str) for value in given.values()):
        raise bad_request("The addresses of a mobility management policy are texts.")
    _write(call, {**policy, **given}, groups=groups)
    return Answer(204)


def _unknown(name: str) -> GraphError:
    if documented("mobilityManagementPolicy", name) is not None:
        return not_simulated(f"writing the property '{name}' of mobilityManagementPolicy")
    return bad_request(
        f"The property '{name}' does not exist on type 'microsoft.graph.mobilityManagementPolicy'."
    )


def list_groups(call: Call) -> Answer:
    _, ids = _policy_of(call)
    groups = [group for group in (read_group(call.db, each) for each in ids) if group is not None]
    return listed(call, groups, context="groups", render=lambda each: selected(call, each, kind="group"))


def add_group(call: Call) -> Answer:
    policy, ids = _policy_of(call)
    group_id = referenced_id(call.document().get("@odata.id"))
    if read_group(call.db, group_id) is None:
        raise resource_not_found(group_id, status=400)
    if group_id in ids:
        raise already_there("includedGroups")
    _write(call, {**policy, "appliesTo": "selected"}, groups=[*ids, group_id])
    return Answer(204)


def remove_group(call: Call) -> Answer:
    policy, ids = _policy_of(call)
    group_id = call.parameters["group_id"].lower()
    if group_id not in ids:
        raise resource_not_found(group_id)
    _write(call, policy, groups=[each for each in ids if each != group_id])
    return Answer(204)


def _write(call: Call, policy: Json, *, groups: list[str]) -> None:
    call.db.execute(
        "UPDATE mobility_policy SET document = ?, included_groups = ? WHERE id = ?",
        (json.dumps(policy), json.dumps(groups), policy["id"]),
    )


_ONE = PATH + "/{policy_id}"
_GROUPS = _ONE + "/includedGroups"
ROUTES = (
    Route("GET", PATH, list_policies, "identity", MOBILITY_READ, BETA, options=LISTED),
    Route("GET", _ONE, get_policy, "identity", MOBILITY_READ, BETA, options=ONE),
    Route("PATCH", _ONE, update_policy, "identity", MOBILITY_WRITE, BETA),
    Route("GET", _GROUPS, list_groups, "identity", MOBILITY_READ, BETA, options=LISTED),
    Route("POST", _GROUPS + "/$ref", add_group, "identity", MOBILITY_WRITE, BETA),
    Route("DELETE", _GROUPS + "/{group_id}/$ref", remove_group, "identity", MOBILITY_WRITE, BETA),
)
