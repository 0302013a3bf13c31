"""/identity/conditionalAccess/namedLocations: addresses and countries that policies name.

Source: Microsoft Learn, "List namedLocations", "Create namedLocation", "Get namedLocation", "Update
ipNamedLocation", "Update countryNamedLocation", "Delete namedLocation".
"""

import ipaddress
import json
import re
import uuid
from typing import Any

from tools.simulated_tenant.graph_routes.policy_document import invalid
from tools.simulated_tenant.graph_routes.rights import LOCATION_WRITE, POLICY_READ
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import GraphError, not_simulated
from tools.simulated_tenant.wire.filter import Property, compile_filter
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import ONE, PAGED, Route
from tools.simulated_tenant.wire.types import documented

LOCATIONS = "/identity/conditionalAccess/namedLocations"
IP, COUNTRY = "#microsoft.graph.ipNamedLocation", "#microsoft.graph.countryNamedLocation"
_CONTEXT = "identity/conditionalAccess/namedLocations"
_RANGES = {
    "#microsoft.graph.ipv4cidrrange": ipaddress.IPv4Interface,
    "#microsoft.graph.ipv6cidrrange": ipaddress.IPv6Interface,
}
_LOOK_UPS = ("clientIpAddress", "authenticatorAppGps")
_OWN: dict[str, Json] = {
    IP: {"isTrusted": False, "ipRanges": []},
    COUNTRY: {
        "countriesAndRegions": [],
        "includeUnknownCountriesAndRegions": False,
        "countryLookupMethod": "clientIpAddress",
    },
}
_FILTERED = {
    "id": Property("id"),
    **{
        name: Property(f"json_extract(document, '$.{name}')", kind)
        for name, kind in (
            ("displayName", "text"), ("createdDateTime", "time"), ("modifiedDateTime", "time"),
        )
    },
}  # fmt: skip


def location_of(call: Call) -> Json:
    """The location that the path names; GraphError 404 when there is none."""
    location_id = call.parameters["location_id"].lower()
    row = call.db.execute("SELECT document FROM named_location WHERE id = ?", (location_id,)).fetchone()
    if row is None:
        raise GraphError(404, "ResourceNotFound", f"{location_id} does not exist in the directory.")
    found: Json = json.loads(row[0])
    return found


def list_locations(call: Call) -> Answer:
    return page(
        call,
        source="named_location",
        columns="position, document",
        where=compile_filter(call.query.get("$filter"), _FILTERED, kind="namedLocation", clauses=15),
        render=lambda row: selected(call, json.loads(row[1]), kind="namedLocation"),
        context=_CONTEXT,
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
    )


def get_location(call: Call) -> Answer:
    whole = selected(call, location_of(call), kind="namedLocation")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#{_CONTEXT}/$entity", **whole})


def create_location(call: Call) -> Answer:
    given = call.document()
    kind = given.get("@odata.type")
    if kind not in _OWN:
        raise invalid(f"The @odata.type of a named location must be {IP} or {COUNTRY}.")
    for name in ("displayName", "ipRanges" if kind == IP else "countriesAndRegions"):
        if not given.get(name):
            raise _missing(name)
    blank = {
        "@odata.type": kind,
        "id": str(uuid.uuid4()),
        "displayName": "",
        "modifiedDateTime": call.stamp,
        "createdDateTime": call.stamp,
        **_OWN[kind],
    }
    location = _changed(blank, given)
    call.db.execute(
        "INSERT INTO named_location (id, document) VALUES (?, ?)", (location["id"], json.dumps(location))
    )
    body = {"@odata.context": f"{call.root}/$metadata#{_CONTEXT}/$entity", **location}
    return Answer(201, body, {"location": f"{call.root}{LOCATIONS}/{location['id']}"})


def update_location(call: Call) -> Answer:
    old, given = location_of(call), call.document()
    if given.get("@odata.type", old["@odata.type"]) != old["@odata.type"]:
        raise invalid("The @odata.type of a named location cannot be changed.")
    location = {**_changed(old, given), "modifiedDateTime": call.stamp}
    call.db.execute(
        "UPDATE named_location SET document = ? WHERE id = ?", (json.dumps(location), location["id"])
    )
    return Answer(204)


def delete_location(call: Call) -> Answer:
    location = location_of(call)
    if location.get("isTrusted"):
        raise invalid("A trusted named location cannot be deleted; set isTrusted to false first.")
    used = f'%"{location["id"]}"%'
    if call.db.execute(
        "SELECT 1 FROM conditional_access_policy "
        "WHERE json_extract(document, '$.conditions.locations') LIKE ?",
        (used,),
    ).fetchone():
        raise not_simulated("deleting a named location that a policy names")
    call.db.execute("DELETE FROM named_location WHERE id = ?", (location["id"],))
    return Answer(204)


def _changed(old: Json, given: Json) -> Json:
    """Raises GraphError 400 for a property that the type does not have, or a value that it cannot have."""
    kind = old["@odata.type"].rpartition(".")[2]
    writable = ("displayName", *_OWN[old["@odata.type"]])
    location = dict(old)
    for name, value in given.items():
        if name.startswith("@odata."):
            continue
        found = next((each for each in writable if each.lower() == name.lower()), None)
        if found is None:
            if documented(kind, name) is None:
                raise invalid(f"The property '{name}' does not exist on type 'microsoft.graph.{kind}'.")
            continue
        location[found] = value
    _check(location)
    return location


def _missing(name: str) -> GraphError:
    return invalid(f"The required property '{name}' is missing.")


def _check(location: Json) -> None:
    if not isinstance(location["displayName"], str) or not location["displayName"]:
        raise _missing("displayName")
    if location["@odata.type"] == IP:
        if not isinstance(location["isTrusted"], bool):
            raise invalid("isTrusted must be true or false.")
        if not isinstance(location["ipRanges"], list) or not location["ipRanges"]:
            raise _missing("ipRanges")
        for each in location["ipRanges"]:
            _check_range(each)
        return
    countries = location["countriesAndRegions"]
    if not isinstance(countries, list) or not countries:
        raise _missing("countriesAndRegions")
    for country in countries:
        if not re.fullmatch("[A-Z]{2}", str(country)):
            raise invalid(f"countriesAndRegions holds '{country}', which is no two-letter code.")
    if location["countryLookupMethod"] not in _LOOK_UPS:
        raise invalid(f"countryLookupMethod must be one of {', '.join(_LOOK_UPS)}.")


def _check_range(given: Any) -> None:
    kind = given.get("@odata.type") if isinstance(given, dict) else None
    reads = _RANGES.get(str(kind).lower())
    if reads is None:
        raise invalid("Every one of ipRanges needs the @odata.type of an IPv4 or an IPv6 CIDR range.")
    address = str(given.get("cidrAddress", ""))
    try:
        reads(address)
    except ValueError:
        address = ""
    if "/" not in address:
        raise invalid(f"ipRanges holds '{given.get('cidrAddress')}', which is no CIDR range of its type.")


_ITEM = LOCATIONS + "/{location_id}"
_FAMILY = "conditionalAccess"
ROUTES = (
    Route("GET", LOCATIONS, list_locations, _FAMILY, POLICY_READ, options=PAGED),
    Route("POST", LOCATIONS, create_location, _FAMILY, LOCATION_WRITE),
    Route("GET", _ITEM, get_location, _FAMILY, POLICY_READ, options=ONE),
    Route("PATCH", _ITEM, update_location, _FAMILY, LOCATION_WRITE),
    Route("DELETE", _ITEM, delete_location, _FAMILY, LOCATION_WRITE),
)
