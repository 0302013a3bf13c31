"""/directoryRoles: the roles that are activated, and who holds them.

Source: Microsoft Learn, "List directoryRoles", "Get directoryRole", "List members of a directory role",
"Add directory role member", "Remove directory role member".
"""

from tools.simulated_tenant.graph_routes.directory.references import already_there, referenced_id
from tools.simulated_tenant.graph_routes.rights import ROLE_READ, ROLE_WRITE
from tools.simulated_tenant.store.directory import read_object, unknown_objects
from tools.simulated_tenant.store.groups import read_group
from tools.simulated_tenant.store.roles import (
    add_role_member,
    every_role,
    members_of_role,
    read_role,
    remove_role_member,
)
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import bad_request, not_simulated, resource_not_found
from tools.simulated_tenant.wire.pages import listed, selected
from tools.simulated_tenant.wire.routing import LISTED, ONE, Route

PATH = "/directoryRoles"


def _role_of(call: Call) -> Json:
    """The role that the path names by id, or by `roleTemplateId`; GraphError 404 when there is none."""
    key = call.parameters["role_id"]
    found = read_role(call.db, key)
    if found is None:
        raise resource_not_found(key)
    return found


def list_roles(call: Call) -> Answer:
    roles = every_role(call.db)
    wanted = call.query.get("$filter")
    if wanted is not None:
        name, _, value = wanted.partition(" eq ")
        if name.strip() not in ("roleTemplateId", "displayName") or value[:1] != "'":
            raise not_simulated(f"$filter={wanted} on directoryRoles")
        roles = [each for each in roles if each[name.strip()].lower() == value[1:-1].lower()]
    return listed(
        call, roles, context="directoryRoles", render=lambda each: selected(call, each, kind="directoryRole")
    )


def get_role(call: Call) -> Answer:
    shown = selected(call, _role_of(call), kind="directoryRole")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#directoryRoles/$entity", **shown})


def list_role_members(call: Call) -> Answer:
    ids = members_of_role(call.db, _role_of(call)["id"])
    members = [found for each in ids if (found := read_object(call.db, each))]
    wanted = ("@odata.type", "id", *call.query.select)
    return listed(
        call,
        members,
        context="directoryObjects",
        render=lambda each: (
            {name: each[name] for name in wanted if name in each} if call.query.select else each
        ),
    )


def add_member(call: Call) -> Answer:
    role = _role_of(call)
    member_id = referenced_id(call.document().get("@odata.id"))
    for unknown in unknown_objects(call.db, [member_id]):
        raise resource_not_found(unknown)
    group = read_group(call.db, member_id)
    if group is not None and not group["isAssignableToRole"]:
        raise bad_request("The group cannot hold a role: it was not made with isAssignableToRole.")
    if not add_role_member(call.db, role["id"], member_id=member_id):
        raise already_there("members")
    return Answer(204)


def remove_member(call: Call) -> Answer:
    role, member_id = _role_of(call), call.parameters["member_id"].lower()
    if not remove_role_member(call.db, role["id"], member_id=member_id):
        raise resource_not_found(member_id)
    return Answer(204)


_ONE = PATH + "/{role_id}"
ROUTES = (
    Route("GET", PATH, list_roles, "identity", ROLE_READ, options=(*LISTED, "$filter")),
    Route("GET", _ONE, get_role, "identity", ROLE_READ, options=ONE),
    Route("GET", _ONE + "/members", list_role_members, "identity", ROLE_READ, options=LISTED),
    Route("POST", _ONE + "/members/$ref", add_member, "identity", ROLE_WRITE),
    Route("DELETE", _ONE + "/members/{member_id}/$ref", remove_member, "identity", ROLE_WRITE),
)
