"""/groups (Microsoft Learn, "List groups", "Create group", "Get group", "Update group", "Delete group").

azuread 3.4.0 makes a group on /beta, patches it to a temporary name and back, and reads it, its owners and
memberOf.
"""

import json

from tools.simulated_tenant.graph_routes.directory.group_document import changed_group, new_group, shown_group
from tools.simulated_tenant.graph_routes.directory.group_rules import (
    check_caller,
    check_members,
    check_unique,
)
from tools.simulated_tenant.graph_routes.directory.references import already_there, bound_ids
from tools.simulated_tenant.graph_routes.rights import GROUP_CREATE, GROUP_READ, GROUP_WRITE
from tools.simulated_tenant.rules.condition import source_groups
from tools.simulated_tenant.store.deleted import put_away
from tools.simulated_tenant.store.directory import read_object
from tools.simulated_tenant.store.groups import (
    FILTERED,
    add_members,
    is_dynamic,
    keep_members,
    members_source,
    read_group,
    write_group,
)
from tools.simulated_tenant.store.people import properties_to_show
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError, not_simulated, resource_not_found
from tools.simulated_tenant.wire.filter import Condition, compile_filter
from tools.simulated_tenant.wire.pages import count_segment, page
from tools.simulated_tenant.wire.routing import COUNTED, ONE, PAGED, Route
from tools.simulated_tenant.wire.search import compile_search

_EXPANDED = ("members", "owners", "members($select=id)", "owners($select=id)")
_SEARCHED = {
    "displayName": "json_extract(document, '$.displayName')",
    "description": "json_extract(document, '$.description')",
}


def group_of(call: Call) -> Json:
    """The group that the path names; GraphError 404 when there is none."""
    group_id = call.parameters["group_id"]
    group = read_group(call.db, group_id)
    if group is None:
        raise resource_not_found(group_id)
    return group


def _filtered(call: Call) -> Condition:
    found = compile_filter(
        call.query.get("$filter"),
        FILTERED,
        kind="group",
        clauses=call.limits.size("filterClauses"),
        advanced=call.eventual and (call.query.count or call.path.endswith("/$count")),
    )
    sought = compile_search(call, _SEARCHED)
    return Condition(f"NOT deleted AND ({found.sql}) AND ({sought.sql})", found.values + sought.values)


def list_groups(call: Call) -> Answer:
    return page(
        call,
        source="directory_group",
        columns="position, document",
        where=_filtered(call),
        render=lambda row: _shown(call, json.loads(row[1])),
        context="groups",
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
    )


def count_groups(call: Call) -> Answer:
    return count_segment(call, source="directory_group", where=_filtered(call))


def create_group(call: Call) -> Answer:
    given = call.document()
    group = new_group(call, given)
    _check_sources(call, group)
    check_caller(group, call.caller)
    check_unique(call.db, group)
    most = call.limits.size("referencesPerPatch")
    owners = bound_ids(call.db, given.get("owners@odata.bind") or [], name="owners", most=most)
    members = bound_ids(
        call.db, given.get("members@odata.bind") or [], name="members", most=most - len(owners)
    )
    write_group(call.db, group)
    call.db.executemany(
        "INSERT INTO ownership (group_id, owner_id) VALUES (?, ?)", ((group["id"], owner) for owner in owners)
    )
    if members:
        check_assigned(group)
        check_members(call.db, group, added=members)
        add_members(call.db, group["id"], added=members)
    body = {"@odata.context": f"{call.root}/$metadata#groups/$entity", **shown_group(call, group)}
    return Answer(201, body, {"location": f"{call.root}/groups/{group['id']}"})


def get_group(call: Call) -> Answer:
    group = _shown(call, group_of(call))
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#groups/$entity", **group})


def _shown(call: Call, group: Json) -> Json:
    """The group with what `$expand` names, up to twenty objects of each ("List groups", 2025)."""
    shown = shown_group(call, group)
    for part in call.query.expands(_EXPANDED):
        name = part.partition("(")[0]
        source, where = members_source(group)
        column, order = "member_id", "position"
        if name == "owners":
            source, where = "ownership", Condition("group_id = ?", (group["id"],))
            column = order = "owner_id"
        rows = call.db.execute(
            f"SELECT {column} FROM {source} WHERE {where.sql} ORDER BY {order} LIMIT ?",
            (*where.values, call.limits.size("expandedPerObject")),
        )
        kept = ("@odata.type", "id") if "(" in part else ()
        found = (
            read_object(call.db, row[0], shown=properties_to_show((), call.version)) or {"id": row[0]}
            for row in rows.fetchall()
        )
        shown[name] = [
            {key: value for key, value in each.items() if not kept or key in kept} for each in found
        ]
    return shown


def update_group(call: Call) -> Answer:
    """Write properties, or add up to 20 members by `members@odata.bind`, all or none of them."""
    group = group_of(call)
    given = call.document()
    check_caller(group, call.caller)
    changed = changed_group(group, given)
    _check_sources(call, changed)
    check_unique(call.db, changed)
    keep_members(call.db, group, after=changed)
    write_group(call.db, changed)
    if "members@odata.bind" in given:
        check_assigned(changed)
        most = call.limits.size("referencesPerPatch")
        members = bound_ids(call.db, given["members@odata.bind"], name="members", most=most)
        marks = ", ".join("?" for _ in members)
        if call.db.execute(
            f"SELECT 1 FROM membership WHERE group_id = ? AND member_id IN ({marks})", (group["id"], *members)
        ).fetchone():
            raise already_there("members")
        check_members(call.db, group, added=members)
        add_members(call.db, group["id"], added=members)
    return Answer(204)


def remove_group(call: Call) -> Answer:
    group = group_of(call)
    check_caller(group, call.caller)
    put_away(call.db, "group", object_id=group["id"], at=call.stamp, shown=group)
    return Answer(204)


def _check_sources(call: Call, group: Json) -> None:
    """The groups that a rule reads by memberOf have listed members here."""
    for source in source_groups(group["membershipRule"] or ""):
        found = read_group(call.db, source)
        if found is not None and is_dynamic(found):
            raise not_simulated(f"memberOf of a group that has a rule itself ({source})")


def check_assigned(group: Json) -> None:
    """Members of a dynamic group are found by its rule; Graph refuses to add or remove them."""
    if is_dynamic(group):
        raise GraphError(
            403,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation. "
            "(The membership of a dynamic group cannot be changed.)",
        )


ROUTES = (
    Route("GET", "/groups", list_groups, "identity", GROUP_READ, options=(*PAGED, "$expand", "$search")),
    Route("POST", "/groups", create_group, "identity", GROUP_CREATE),
    Route("GET", "/groups/$count", count_groups, "identity", GROUP_READ, options=COUNTED),
    Route("GET", "/groups/{group_id}", get_group, "identity", GROUP_READ, options=(*ONE, "$expand")),
    Route("PATCH", "/groups/{group_id}", update_group, "identity", GROUP_WRITE),
    Route("DELETE", "/groups/{group_id}", remove_group, "identity", GROUP_WRITE),
)
