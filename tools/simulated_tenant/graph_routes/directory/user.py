"""/users (Microsoft Learn, "List users", "Create user", "Get a user", "Update user", "Delete user")."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.graph_routes.directory.user_document import check_new, check_unique, written
from tools.simulated_tenant.graph_routes.rights import DEVICE_READ, USER_READ, USER_WRITE
from tools.simulated_tenant.seed.planting import give_devices
from tools.simulated_tenant.store.deleted import put_away
from tools.simulated_tenant.store.devices import FILTERED as DEVICE_FILTERED
from tools.simulated_tenant.store.devices import SELECTED as DEVICE_SELECTED
from tools.simulated_tenant.store.devices import device_source, render_device
from tools.simulated_tenant.store.people import (
    COLUMNS,
    FILTERED,
    SELECTED,
    change_person,
    find_person,
    insert_person,
    properties_to_show,
    render_person,
)
from tools.simulated_tenant.wire.call import Answer, Call
from tools.simulated_tenant.wire.errors import not_simulated, resource_not_found
from tools.simulated_tenant.wire.filter import EVERYTHING, Condition, compile_filter
from tools.simulated_tenant.wire.pages import count_segment, page
from tools.simulated_tenant.wire.routing import COUNTED, ONE, PAGED, Route
from tools.simulated_tenant.wire.search import compile_search

_SEARCHED = {
    name: COLUMNS[name] for name in ("displayName", "givenName", "surname", "mail", "userPrincipalName")
}


def person_of(call: Call) -> Sequence[Any]:
    """The person that the path names by id or user principal name; GraphError 404 when there is none."""
    key = call.parameters["user_id"]
    row = find_person(call.db, key)
    if row is None:
        raise resource_not_found(key)
    return row


def _filtered(call: Call) -> Condition:
    found = compile_filter(
        call.query.get("$filter"),
        FILTERED,
        kind="user",
        clauses=call.limits.size("filterClauses"),
        advanced=call.eventual and (call.query.count or call.path.endswith("/$count")),
    )
    sought = compile_search(call, _SEARCHED)
    if sought == EVERYTHING:
        return found
    return Condition(f"({found.sql}) AND ({sought.sql})", found.values + sought.values)


def list_users(call: Call) -> Answer:
    shown = properties_to_show(call.query.select, call.version)
    order = (call.query.get("$orderby") or "").strip()
    if order.lower() not in ("", "userprincipalname", "userprincipalname asc"):
        raise not_simulated(f"$orderby={order} on users (userPrincipalName ascending is served)")
    column = "user_principal_name" if order else "position"
    return page(
        call,
        source="person",
        columns=SELECTED.replace("position", column, 1),
        where=_filtered(call),
        render=lambda row: render_person(row, shown),
        context="users",
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
        order=column,
    )


def count_users(call: Call) -> Answer:
    return count_segment(call, source="person", where=_filtered(call))


def get_user(call: Call) -> Answer:
    shown = properties_to_show(call.query.select, call.version)
    body = {"@odata.context": f"{call.root}/$metadata#users/$entity", **render_person(person_of(call), shown)}
    return Answer(200, body)


def create_user(call: Call) -> Answer:
    given = call.document()
    check_new(given)
    values, more = written(given, {})
    check_unique(call.db, values["userPrincipalName"], person_id="")
    person_id = str(uuid.uuid4())
    values = {"userType": "Member", **values, "id": person_id, "createdDateTime": call.stamp}
    insert_person(call.db, values, more=more)
    give_devices(call.db, person_id)
    shown = properties_to_show((), call.version)
    row = find_person(call.db, person_id)
    body = {"@odata.context": f"{call.root}/$metadata#users/$entity", **render_person(row or (), shown)}
    return Answer(201, body, {"location": f"{call.root}/users/{person_id}"})


def update_user(call: Call) -> Answer:
    person = person_of(call)
    values, more = written(call.document(), json.loads(person[-1]))
    if "userPrincipalName" in values:
        check_unique(call.db, values["userPrincipalName"], person_id=person[1])
    change_person(call.db, person[0], values=values, more=more)
    return Answer(204)


def delete_user(call: Call) -> Answer:
    person = person_of(call)
    put_away(
        call.db,
        "user",
        object_id=person[1],
        at=call.stamp,
        shown=render_person(person, properties_to_show((), "beta")),
    )
    return Answer(204, alarm=f"deleted the user {person[2]}")


def list_user_devices(call: Call) -> Answer:
    person = person_of(call)
    extra = compile_filter(call.query.get("$filter"), DEVICE_FILTERED, kind="managedDevice", clauses=100)
    return page(
        call,
        source=device_source(call.db),
        columns=DEVICE_SELECTED,
        where=Condition(f"person_id = ? AND ({(extra or EVERYTHING).sql})", (person[1], *extra.values)),
        render=lambda row: render_device(row, call.query.select),
        context=f"users('{person[1]}')/managedDevices",
        default=call.limits.size("devicePage"),
        maximum=call.limits.size("devicePage"),
    )


_OPTIONS = (*PAGED, "$orderby", "$search")
_DEVICES = "/users/{user_id}/managedDevices"
ROUTES = (
    Route(
        "GET",
        "/users",
        list_users,
        "identity",
        USER_READ,
        unit="users",
        options=(*PAGED, "$orderby", "$search"),
    ),
    Route("POST", "/users", create_user, "identity", USER_WRITE),
    Route("GET", "/users/$count", count_users, "identity", USER_READ, options=COUNTED),
    Route("GET", "/users/{user_id}", get_user, "identity", USER_READ, options=ONE),
    Route("PATCH", "/users/{user_id}", update_user, "identity", USER_WRITE),
    Route("DELETE", "/users/{user_id}", delete_user, "identity", USER_WRITE),
    Route(
        "GET",
        "/users/{user_id}/managedDevices",
        list_user_devices,
        "intuneDevices",
        DEVICE_READ,
        options=PAGED,
    ),
)
