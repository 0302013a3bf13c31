"""Members and owners of a group (Microsoft Learn, "List group members", "Add members", "List owners")."""

from collections.abc import Iterable

from tools.simulated_tenant.graph_routes.directory.group import check_assigned, group_of
from tools.simulated_tenant.graph_routes.directory.group_rules import check_caller, check_members
from tools.simulated_tenant.graph_routes.directory.references import already_there, referenced_id
from tools.simulated_tenant.graph_routes.rights import (
    GROUP_READ,
    GROUP_WRITE,
    MEMBER_READ,
    MEMBER_WRITE,
    USER_WRITE,
)
from tools.simulated_tenant.store.deleted import put_away
from tools.simulated_tenant.store.directory import USER, read_object, unknown_objects
from tools.simulated_tenant.store.groups import FILTERED as GROUPS_FILTERED
from tools.simulated_tenant.store.groups import (
    add_members,
    groups_inside,
    holds_groups,
    member_rows,
    rows_of_all,
)
from tools.simulated_tenant.store.people import FILTERED as PEOPLE_FILTERED
from tools.simulated_tenant.store.people import (
    PERSON_COLUMNS,
    properties_to_show,
    render_person,
)
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import not_simulated, resource_not_found
from tools.simulated_tenant.wire.filter import Condition, Property, compile_filter
from tools.simulated_tenant.wire.pages import Row, count_segment, listed, page
from tools.simulated_tenant.wire.routing import COUNTED, LISTED, PAGED, Route

# What a cast leaves of the members: the table it joins, as which name. Nobody here is of another kind.
_TABLES = {
    "user": ("person", "p"),
    "group": ("directory_group", "g"),
    "serviceprincipal": ("service_principal", "s"),
}
_CONTEXTS = {"user": "users", "group": "groups", "serviceprincipal": "servicePrincipals"}
_NAMES = {"user": "user", "group": "group"}
_PERSON = ", ".join(f"p.{column}" for column in PERSON_COLUMNS)


def list_members(call: Call) -> Answer:
    return _listed(call, member_rows(group_of(call)), order="m.position")


def list_transitive_members(call: Call) -> Answer:
    group = group_of(call)
    if not holds_groups(call.db, group):
        return list_members(call)
    return _listed(call, rows_of_all(groups_inside(call.db, [group["id"]])), order="m.member_id")


def _listed(call: Call, rows: Condition, *, order: str) -> Answer:
    """One page, or the count, of the members whose ids the query `rows` finds."""
    cast = cast_of(call)
    source = f"({rows.sql}) AS m"
    if cast in _TABLES:
        table, name = _TABLES[cast]
        # CROSS JOIN keeps the order of the tables: a page is found from where the last one ended.
        source += f" CROSS JOIN {table} {name} ON {name}.id = m.member_id"
    where = _where(call, cast)
    where = Condition(where.sql, rows.values + where.values)
    if call.path.endswith("/$count"):
        return count_segment(call, source=source, where=where)
    select = call.query.select
    shown = properties_to_show(select, call.version) if cast in ("", "user") else ()

    def render(row: Row) -> Json:
        if row[2] is None:
            return _no_person(call, row[1], select=select, cast=cast)
        found = render_person(row[1:], shown)
        return found if cast else {"@odata.type": USER, **found}

    return page(
        call,
        # The people of a page come with it, in one query; its few other members one by one.
        source=source if cast == "user" else f"{source} LEFT JOIN person p ON p.id = m.member_id",
        columns=f"{order}, m.member_id, {_PERSON}",
        where=where,
        render=render,
        context=_CONTEXTS.get(cast, "directoryObjects"),
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
        order=order,
    )


def _no_person(call: Call, member_id: str, *, select: tuple[str, ...], cast: str) -> Json:
    found = read_object(call.db, member_id) or {"id": member_id}
    if select:
        found = {name: found[name] for name in ("@odata.type", "id", *select) if name in found}
    if cast:
        found.pop("@odata.type", None)
    return found


def _where(call: Call, cast: str) -> Condition:
    if cast and cast not in _TABLES:
        return Condition("0")
    properties = {"id": Property("m.member_id")}
    if cast == "user":
        properties = PEOPLE_FILTERED
    elif cast == "group":
        properties = GROUPS_FILTERED
    found = compile_filter(
        call.query.get("$filter"), properties, kind=_NAMES.get(cast, "directoryObject"),
        clauses=call.limits.size("filterClauses"),
    )  # fmt: skip
    return Condition(f"NOT g.deleted AND ({found.sql})", found.values) if cast == "group" else found


def cast_of(call: Call) -> str:
    """The type that the path casts to, in lower case and without its namespace; empty without a cast."""
    last = call.path.removesuffix("/$count").rpartition("/")[2].lower()
    return last.rpartition(".")[2] if last.startswith(("microsoft.graph.", "graph.")) else ""


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
    check_caller(group, call.caller)
    check_members(call.db, group, added=[member_id])
    add_members(call.db, group["id"], added=[member_id])
    return Answer(204)


def remove_member(call: Call) -> Answer:
    group = group_of(call)
    check_assigned(group)
    check_caller(group, call.caller)
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
        raise not_simulated("deleting a member that is no user by a path without /$ref")
    put_away(call.db, "user", object_id=member_id, at=call.stamp, shown=found)
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


_MEMBER_CASTS = ("user", "group", "servicePrincipal", "device", "orgContact")


def casts(names: Iterable[str]) -> tuple[str, ...]:
    """The segments that a path may end in: none, or a type with its namespace."""
    return ("", *(f"/microsoft.graph.{name}" for name in names))


def _listing() -> tuple[Route, ...]:
    found = []
    for name, handler in (("members", list_members), ("transitiveMembers", list_transitive_members)):
        for cast in casts(_MEMBER_CASTS):
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
)
