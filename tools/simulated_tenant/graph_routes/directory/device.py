"""/devices (Microsoft Learn, "List devices", "Get device", "List registeredOwners")."""

from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.graph_routes.rights import REGISTERED_READ
from tools.simulated_tenant.store.registered_devices import FILTERED, SELECTED, SOURCE, owners_of, render
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import not_simulated, resource_not_found
from tools.simulated_tenant.wire.filter import Condition, compile_filter
from tools.simulated_tenant.wire.pages import count_segment, page, selected
from tools.simulated_tenant.wire.routing import COUNTED, ONE, PAGED, Route

_EXPANDED = ("registeredOwners", "registeredOwners($select=id)")


def _filtered(call: Call) -> Condition:
    return compile_filter(
        call.query.get("$filter"),
        FILTERED,
        kind="device",
        clauses=call.limits.size("filterClauses"),
        advanced=call.eventual and (call.query.count or call.path.endswith("/$count")),
    )


def _shown(call: Call, row: Sequence[Any]) -> Json:
    found = selected(call, render(row), kind="device")
    return {**found, "registeredOwners": owners_of(row)} if call.query.get("$expand") else found


def list_devices(call: Call) -> Answer:
    call.query.expand(_EXPANDED)
    if call.query.get("$expand") and call.query.count and call.eventual:
        # "Advanced query capabilities on Microsoft Entra ID objects" has no $expand among them.
        raise not_simulated("$expand of an advanced query")
    return page(
        call,
        source=SOURCE,
        columns=SELECTED,
        where=_filtered(call),
        render=lambda row: _shown(call, row),
        context="devices",
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
        order="device_id",
    )


def count_devices(call: Call) -> Answer:
    return count_segment(call, source=SOURCE, where=_filtered(call))


def _row(call: Call) -> Sequence[Any]:
    object_id = call.parameters["object_id"]
    row: Sequence[Any] | None = call.db.execute(
        f"SELECT {SELECTED} FROM {SOURCE} WHERE object_id = ?", (object_id.lower(),)
    ).fetchone()
    if row is None:
        raise resource_not_found(object_id)
    return row


def get_device(call: Call) -> Answer:
    call.query.expand(_EXPANDED)
    context = {"@odata.context": f"{call.root}/$metadata#devices/$entity"}
    return Answer(200, {**context, **_shown(call, _row(call))})


def list_owners(call: Call) -> Answer:
    context = f"{call.root}/$metadata#directoryObjects"
    return Answer(200, {"@odata.context": context, "value": owners_of(_row(call))})


_ONE = "/devices/{object_id}"
ROUTES = (
    Route("GET", "/devices", list_devices, "identity", REGISTERED_READ, options=(*PAGED, "$expand")),
    Route("GET", "/devices/$count", count_devices, "identity", REGISTERED_READ, options=COUNTED),
    Route("GET", _ONE, get_device, "identity", REGISTERED_READ, options=(*ONE, "$expand")),
    Route("GET", _ONE + "/registeredOwners", list_owners, "identity", REGISTERED_READ),
)
