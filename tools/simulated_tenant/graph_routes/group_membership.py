"""Members, owners and memberOf of a group (Microsoft Learn, "List group members", "Add members")."""

import json

from tools.simulated_tenant.graph_routes.group import check_assigned, group_of
from tools.simulated_tenant.graph_routes.references import already_there, referenced_id
from tools.simulated_tenant.graph_routes.rights import (
    GROUP_READ,
    GROUP_WRITE,
    MEMBER_READ,
    MEMBER_WRITE,
    USER_WRITE,
)
from tools.simulated_tenant.store.directory import GROUP, read_object, unknown_objects
from tools.simulated_tenant.store.groups import (
    add_members,
    groups_of,
    holds_groups,
    members_source,
    transitive_members,
)
from tools.simulated_tenant.store.people import delete_person, properties_to_show
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import bad_request, resource_not_found
from tools.simulated_tenant.wire.filter import Condition, Property, compile_filter
from tools.simulated_tenant.wire.pages import Row, count_segment, listed, page, selected
from tools.simulated_tenant.wire.routing import COUNTED, LISTED, PAGED, Route

# As EXISTS, so that a page is found from where the last one ended and not through every person.
_ONLY_PEOPLE = "EXISTS (SELECT 1 FROM person p WHERE p.id = member_id)"


def _narrowed(call: Call, where: Condition, only_people: bool) -> Condition:
    extra = compile_filter(
        call.query.get("$filter"), {"id": Property("member_id")}, kind="directoryObject",
        clauses=call.limits.size("filterClauses"),
    )  # fmt: skip
    sql = f"({where.sql}) AND ({extra.sql})" + (f" AND {_ONLY_PEOPLE}" if only_people else "")
    return Condition(sql, where.values + extra.values)


def _members(call: Call, source: str, where: Condition) -> Answer:
    """One page, or the count, of `source`, whose rows carry position and member_id."""
    path = call.path.removesuffix("/$count").lower()
    only_people = path.endswith((".user", "/user"))
    where = _narrowed(call, where, only_people)
    if call.path.endswith("/$count"):
        return count_segment(call, source=source, where=where)
    select = call.query.select
    shown = properties_to_show(select, call.version)

    def render(row: Row) -> Json:
        found = read_object(call.db, row[1], shown) or {"id": row[1]}
        if select and found.get("@odata.type") == GROUP:
            found = {name: found[name] for name in ("@odata.type", "id", *select) if name in found}
        if only_people:
            found.pop("@odata.type", None)
        return found

    return page(
        call,
        source=source,
        columns="position, member_id",
        where=where,
        render=render,
        context="users" if only_people else "directoryObjects",
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
    )


def list_members(call: Call) -> Answer:
    return _members(call, *members_source(group_of(call)))


def list_transitive_members(call: Call) -> Answer:
    group = group_of(call)
    if not holds_groups(call.db, group):
        return _members(call, *members_source(group))
    ids = transitive_members(call.db, group)
    source = "(SELECT key + 1 AS position, value AS member_id FROM json_each(?))"
    return _members(call, source, Condition("1", (json.dumps(ids),)))


def add_member(call: Call) -> Answer:
    group = group_of(call)
    check_assigned(group)
    member_id = referenced_id(call.document().get("@odata.id"))
    for unknown in unknown_objects(call.db, [member_id]):
        raise resource_not_found(unknown)
    if call.db.execute(
        "SELECT 1 FROM membership WHERE group_id = ? AND member_id = ?", (group["id"], member_id)
    ).fetchone():
        raise already_there("members")
    add_members(call.db, group["id"], [member_id])
    return Answer(204)


def remove_member(call: Call) -> Answer:
    group = group_of(call)
    check_assigned(group)
    member_id = call.parameters["member_id"].lower()
    gone = call.db.execute(
        "DELETE FROM membership WHERE group_id = ? AND member_id = ?", (group["id"], member_id)
    ).rowcount
    if not gone:
        raise resource_not_found(member_id)
    return Answer(204)


def delete_member_itself(call: Call) -> Answer:
    """The trap: without /$ref the path addresses the user, and the user is deleted from the directory.

    Microsoft Learn, "Remove member": "If /$ref is not appended to the request and the calling app has
    permissions to manage the member object type, the member object will also be deleted from Microsoft
    Entra ID."
    """
    member_id = call.parameters["member_id"].lower()
    group = group_of(call)
    found = read_object(call.db, member_id)
    if found is None:
        raise resource_not_found(member_id)
    if found["@odata.type"] != "#microsoft.graph.user":
        raise bad_request("Deleting a member that is no user this way is not simulated; append /$ref.")
    delete_person(call.db, member_id)
    name, group_name = found["userPrincipalName"], group["displayName"]
    return Answer(204, alarm=f"deleted the user {name} itself: the path of group {group_name} lacks /$ref")


def list_owners(call: Call) -> Answer:
    group = group_of(call)
    rows = call.db.execute(
        "SELECT owner_id FROM ownership WHERE group_id = ? ORDER BY owner_id", (group["id"],)
    )
    owners = [found for (owner_id,) in rows.fetchall() if (found := read_object(call.db, owner_id))]
    return listed(call, owners, context="directoryObjects", render=lambda each: _owner(call, each))


def _owner(call: Call, owner: Json) -> Json:
    """Owners are of several kinds: what `$select` names and this one lacks is left out."""
    wanted = ("@odata.type", "id", *call.query.select)
    return {name: owner[name] for name in wanted if name in owner} if call.query.select else owner


def add_owner(call: Call) -> Answer:
    group = group_of(call)
    owner_id = referenced_id(call.document().get("@odata.id"))
    for unknown in unknown_objects(call.db, [owner_id]):
        raise resource_not_found(unknown)
    if not call.db.execute(
        "INSERT OR IGNORE INTO ownership (group_id, owner_id) VALUES (?, ?)", (group["id"], owner_id)
    ).rowcount:
        raise already_there("owners")
    return Answer(204)


def remove_owner(call: Call) -> Answer:
    group, owner_id = group_of(call), call.parameters["owner_id"].lower()
    if not call.db.execute(
        "DELETE FROM ownership WHERE group_id = ? AND owner_id = ?", (group["id"], owner_id)
    ).rowcount:
        raise resource_not_found(owner_id)
    return Answer(204)


def list_group_groups(call: Call) -> Answer:
    groups = [{"@odata.type": GROUP, **group} for group in groups_of(call.db, group_of(call)["id"])]
    return listed(call, groups, context="directoryObjects", render=lambda each: selected(call, each, "group"))


def _listing() -> tuple[Route, ...]:
    found = []
    for name, handler in (("members", list_members), ("transitiveMembers", list_transitive_members)):
        for cast in ("", "/microsoft.graph.user", "/graph.user"):
            for tail in ("", "/$count"):
                pattern = f"/groups/{{group_id}}/{name}{cast}{tail}"
                options = COUNTED if tail else PAGED
                found.append(
                    Route("GET", pattern, handler, "identity", MEMBER_READ, unit=name, options=options)
                )
    return tuple(found)


ROUTES = (
    *_listing(),
    Route("POST", "/groups/{group_id}/members/$ref", add_member, "identity", MEMBER_WRITE),
    Route("DELETE", "/groups/{group_id}/members/{member_id}/$ref", remove_member, "identity", MEMBER_WRITE),
    Route("DELETE", "/groups/{group_id}/members/{member_id}", delete_member_itself, "identity", USER_WRITE),
    Route("GET", "/groups/{group_id}/owners", list_owners, "identity", GROUP_READ, options=LISTED),
    Route("POST", "/groups/{group_id}/owners/$ref", add_owner, "identity", GROUP_WRITE),
    Route("DELETE", "/groups/{group_id}/owners/{owner_id}/$ref", remove_owner, "identity", GROUP_WRITE),
    Route("GET", "/groups/{group_id}/memberOf", list_group_groups, "identity", MEMBER_READ, options=LISTED),
)
