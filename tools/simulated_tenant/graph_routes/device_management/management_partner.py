"""/deviceManagement/complianceManagementPartners: the connectors of other services.

Source: Microsoft Learn, "complianceManagementPartner resource type", 2025-02, with list, get, update, delete.
"""

import json

from tools.simulated_tenant.graph_routes.rights import ENROLLMENT_READ, ENROLLMENT_WRITE
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated
from tools.simulated_tenant.wire.pages import listed, selected
from tools.simulated_tenant.wire.routing import LISTED, ONE, Route
from tools.simulated_tenant.wire.types import documented

PATH = "/deviceManagement/complianceManagementPartners"
_STATES = ("unknown", "unavailable", "enabled", "terminated", "rejected", "unresponsive")
_BOOLEANS = ("macOsOnboarded", "androidOnboarded", "iosOnboarded")


def _partner_of(call: Call) -> Json:
    partner_id = call.parameters["partner_id"].lower()
    row = call.db.execute("SELECT document FROM management_partner WHERE id = ?", (partner_id,)).fetchone()
    if row is None:
        raise GraphError(404, "ResourceNotFound", f"Compliance management partner {partner_id} not found.")
    partner: Json = json.loads(row[0])
    return partner


def list_partners(call: Call) -> Answer:
    rows = call.db.execute("SELECT document FROM management_partner ORDER BY position")
    found = [json.loads(row[0]) for row in rows]
    return listed(
        call,
        found,
        context=PATH[1:],
        render=lambda each: selected(call, each, kind="complianceManagementPartner"),
    )


def get_partner(call: Call) -> Answer:
    shown = selected(call, _partner_of(call), kind="complianceManagementPartner")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}/$entity", **shown})


def update_partner(call: Call) -> Answer:
    partner = _partner_of(call)
    for name, value in call.document().items():
        if name.startswith("@odata."):
            continue
        known = documented("complianceManagementPartner", name)
        if known is not None and name not in ("partnerState", "displayName", *_BOOLEANS):
            raise not_simulated(f"writing the property '{name}' of complianceManagementPartner")
        allowed = (
            (name == "partnerState" and value in _STATES)
            or (name in _BOOLEANS and isinstance(value, bool))
            or (name == "displayName" and isinstance(value, str))
        )
        if not allowed:
            raise bad_request(f"Property '{name}' cannot be set to {value!r}.", code="BadRequest")
        partner[name] = value
    call.db.execute(
        "UPDATE management_partner SET document = ? WHERE id = ?", (json.dumps(partner), partner["id"])
    )
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{PATH[1:]}/$entity", **partner})


def delete_partner(call: Call) -> Answer:
    call.db.execute("DELETE FROM management_partner WHERE id = ?", (_partner_of(call)["id"],))
    return Answer(204)


_ONE = PATH + "/{partner_id}"
_FAMILY = "intuneEnrollment"
ROUTES = (
    Route("GET", PATH, list_partners, _FAMILY, ENROLLMENT_READ, options=LISTED),
    Route("GET", _ONE, get_partner, _FAMILY, ENROLLMENT_READ, options=ONE),
    Route("PATCH", _ONE, update_partner, _FAMILY, ENROLLMENT_WRITE),
    Route("DELETE", _ONE, delete_partner, _FAMILY, ENROLLMENT_WRITE),
)
