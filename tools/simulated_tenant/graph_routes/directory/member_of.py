"""What an object is a member of: memberOf, transitiveMemberOf, check and get of groups and objects.

Source: Microsoft Learn, "List a user's direct memberships", "List a user's memberships (direct and
transitive)", "List group memberOf", "List group transitive memberOf", "directoryObject: checkMemberGroups",
"directoryObject: getMemberGroups", "directoryObject: checkMemberObjects", "directoryObject:
getMemberObjects".
"""

import json
from collections.abc import Callable

from tools.simulated_tenant.graph_routes.directory.group import group_of
from tools.simulated_tenant.graph_routes.directory.group_membership import cast_of, casts
from tools.simulated_tenant.graph_routes.directory.user import person_of
from tools.simulated_tenant.graph_routes.rights import (
    APPLICATION_READ,
    MEMBER_READ,
    MEMBERSHIPS_READ,
    USER_READ,
)
from tools.simulated_tenant.store.directory import GROUP, ROLE, read_object, read_service_principal
from tools.simulated_tenant.store.groups import FILTERED, groups_around, groups_of
from tools.simulated_tenant.store.roles import roles_of
from tools.simulated_tenant.wire.call import Answer, Call, Handler, Json
from tools.simulated_tenant.wire.errors import bad_request, resource_not_found
from tools.simulated_tenant.wire.filter import Condition, Property, compile_filter
from tools.simulated_tenant.wire.pages import count_segment, page
from tools.simulated_tenant.wire.query import unknown_property
from tools.simulated_tenant.wire.routing import COUNTED, PAGED, Route

Member = Callable[[Call], str]
_CASTS = ("group", "directoryRole", "administrativeUnit")
_CONTEXTS = {
    "group": "groups",
    "directoryrole": "directoryRoles",
    "administrativeunit": "administrativeUnits",
}


def _user(call: Call) -> str:
    return str(person_of(call)[1])


def _group(call: Call) -> str:
    return str(group_of(call)["id"])


def _principal(call: Call) -> str:
    object_id = call.parameters["object_id"]
    found = read_service_principal(call.db, object_id)
    if found is None:
        raise resource_not_found(object_id)
    return str(found["id"])


def _any(call: Call) -> str:
    object_id = call.parameters["object_id"]
    found = read_object(call.db, object_id)
    if found is None:
        raise resource_not_found(object_id)
    return str(found["id"])


def _memberships(call: Call, member_id: str, *, transitive: bool) -> list[Json]:
    """The groups and directory roles, with their @odata.type."""
    groups = groups_around(call.db, member_id) if transitive else groups_of(call.db, member_id)
    holders = [member_id, *(group["id"] for group in groups)] if transitive else [member_id]
    return [
        *({"@odata.type": GROUP, **group} for group in groups),
        *({"@odata.type": ROLE, **role} for role in roles_of(call.db, holders)),
    ]


def _list(member: Member, *, transitive: bool) -> Handler:
    def answer(call: Call) -> Answer:
        found = _memberships(call, member(call), transitive=transitive)
        cast = cast_of(call)
        if cast:
            found = [each for each in found if each["@odata.type"].rpartition(".")[2].lower() == cast]
        by_id = {each["id"]: each for each in found}
        source = (
            "(SELECT key + 1 AS position, value AS id, (SELECT document FROM directory_group g "
            "WHERE g.id = value) AS document FROM json_each(?))"
        )
        properties = FILTERED if cast == "group" else {"id": Property("id")}
        narrowed = compile_filter(
            call.query.get("$filter"), properties, kind=cast or "directoryObject",
            clauses=call.limits.size("filterClauses"),
        )  # fmt: skip
        where = Condition(narrowed.sql, (json.dumps(list(by_id)), *narrowed.values))
        if call.path.endswith("/$count"):
            return count_segment(call, source=source, where=where)
        return page(
            call,
            source=source,
            columns="position, id",
            where=where,
            render=lambda row: _shown(call, by_id[row[1]], cast=cast),
            context=_CONTEXTS.get(cast, "directoryObjects"),
            default=call.limits.size("pageDefault"),
            maximum=call.limits.size("pageMaximum"),
        )

    return answer


# What a directory role has and a group lacks; a list of both may be asked for either's properties.
_OF_ROLES = ("roleTemplateId",)


def _shown(call: Call, found: Json, *, cast: str) -> Json:
    whole = {name: value for name, value in found.items() if not cast or name != "@odata.type"}
    wanted = call.query.select
    if not wanted:
        return whole
    for name in wanted:
        if name not in found and found["@odata.type"] == GROUP and (cast or name not in _OF_ROLES):
            raise unknown_property(name, "group")
    return {name: whole[name] for name in whole if name in ("@odata.type", "id", *wanted)}


def _collection(call: Call, ids: list[str]) -> Answer:
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#Collection(Edm.String)", "value": ids})


def _given_ids(call: Call, name: str) -> list[str]:
    ids = call.document().get(name)
    most = call.limits.size("idsPerMembershipCheck")
    if not isinstance(ids, list) or not ids or not all(isinstance(each, str) for each in ids):
        raise bad_request(f"A value is required for parameter '{name}': a collection of object ids.")
    if len(ids) > most:
        raise bad_request(f"The number of values in '{name}' is {len(ids)}; at most {most} are allowed.")
    return ids


def _check(member: Member, name: str) -> Handler:
    def answer(call: Call) -> Answer:
        """Of the ids given, those that the object is a member of."""
        wanted = _given_ids(call, name)
        found = _memberships(call, member(call), transitive=True)
        held = {each["id"] for each in found if name == "ids" or each["@odata.type"] == GROUP}
        return _collection(call, [each for each in dict.fromkeys(wanted) if each.lower() in held])

    return answer


def _get(member: Member, *, roles: bool, people_only: bool) -> Handler:
    def answer(call: Call) -> Answer:
        """The ids of everything that the object is a member of; with `roles`, of directory roles too."""
        only_security = call.document().get("securityEnabledOnly", False)
        if not isinstance(only_security, bool):
            raise bad_request("Invalid value specified for parameter 'securityEnabledOnly': true or false.")
        member_id = member(call)
        if only_security and not people_only:
            raise bad_request("'securityEnabledOnly' can be true for users and service principals alone.")
        found = _memberships(call, member_id, transitive=True)
        kept = (
            each["id"]
            for each in found
            if (each["securityEnabled"] or not only_security if each["@odata.type"] == GROUP else roles)
        )
        return _collection(call, list(kept))

    return answer


def _routes() -> tuple[Route, ...]:
    found = []
    for path, member, rights, people_only in (
        ("/users/{user_id}", _user, (*USER_READ, *MEMBER_READ), True),
        ("/groups/{group_id}", _group, MEMBER_READ, False),
        ("/servicePrincipals/{object_id}", _principal, APPLICATION_READ, True),
    ):
        for name, transitive in (("memberOf", False), ("transitiveMemberOf", True)):
            for cast in casts(_CASTS):
                handler = _list(member, transitive=transitive)
                whole = f"{path}/{name}{cast}"
                found += [
                    Route("GET", whole, handler, "identity", rights, options=PAGED),
                    Route("GET", f"{whole}/$count", handler, "identity", rights, options=COUNTED),
                ]
        found += _functions(
            path, member, rights=MEMBER_READ if "group" in path else MEMBERSHIPS_READ, people_only=people_only
        )
    found += _functions("/directoryObjects/{object_id}", _any, rights=MEMBERSHIPS_READ, people_only=True)
    return tuple(found)


def _functions(path: str, member: Member, *, rights: tuple[str, ...], people_only: bool) -> list[Route]:
    handlers = {
        "checkMemberGroups": _check(member, "groupIds"),
        "checkMemberObjects": _check(member, "ids"),
        "getMemberGroups": _get(member, roles=False, people_only=people_only),
        "getMemberObjects": _get(member, roles=True, people_only=people_only),
    }
    return [
        Route("POST", f"{path}/{name}", handler, "identity", rights, reads=True)
        for name, handler in handlers.items()
    ]


ROUTES = _routes()
