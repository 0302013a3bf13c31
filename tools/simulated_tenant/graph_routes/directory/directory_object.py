"""/directoryObjects, /servicePrincipals and /organization, as far as azuread and our readers ask for them."""

from tools.simulated_tenant.graph_routes.directory.user_document import VERIFIED_DOMAINS
from tools.simulated_tenant.graph_routes.rights import APPLICATION_READ, OBJECT_READ
from tools.simulated_tenant.store.database import read_setting
from tools.simulated_tenant.store.directory import (
    GROUP,
    SERVICE_PRINCIPAL,
    USER,
    read_object,
    read_service_principal,
    render_service_principal,
)
from tools.simulated_tenant.store.people import ELSEWHERE
from tools.simulated_tenant.wire.call import Answer, Call
from tools.simulated_tenant.wire.errors import bad_request, resource_not_found
from tools.simulated_tenant.wire.filter import Property, compile_filter
from tools.simulated_tenant.wire.pages import page, selected
from tools.simulated_tenant.wire.routing import ONE, PAGED, Route
from tools.simulated_tenant.wire.types import names_of

_TYPES = {"user": USER, "group": GROUP, "servicePrincipal": SERVICE_PRINCIPAL}
_PRINCIPAL_FILTERED = {
    "id": Property("id"),
    "appId": Property("app_id"),
    "displayName": Property("display_name"),
}


def _people(version: str) -> tuple[str, ...]:
    """Every property of a person that the version has and this tenant keeps."""
    return tuple(each.spelled for each in names_of("user", version) if each.spelled not in ELSEWHERE)


def get_directory_object(call: Call) -> Answer:
    object_id = call.parameters["object_id"]
    found = read_object(call.db, object_id, shown=_people(call.version))
    if found is None:
        raise resource_not_found(object_id)
    shown = selected(call, found, kind="directoryObject")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#directoryObjects/$entity", **shown})


def get_by_ids(call: Call) -> Answer:
    """The objects among the ids given; ids that nobody has are left out silently, as Graph does."""
    given = call.document()
    ids = given.get("ids")
    most = call.limits.size("idsPerGetByIds")
    if not isinstance(ids, list) or not ids or not all(isinstance(i, str) for i in ids):
        raise bad_request("The ids must be a collection of at least one object id.")
    if len(ids) > most:
        raise bad_request(f"The ids collection holds {len(ids)} values; at most {most} are allowed.")
    types = given.get("types") or list(_TYPES)
    wanted = {_TYPES[name] for name in types if name in _TYPES}
    people = _people(call.version)
    each_found = (read_object(call.db, each, shown=people) for each in dict.fromkeys(ids))
    found = [each for each in each_found if each and each["@odata.type"] in wanted]
    if call.query.select:
        kept = ("@odata.type", "id", *call.query.select)
        found = [{name: each[name] for name in kept if name in each} for each in found]
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#directoryObjects", "value": found})


def list_service_principals(call: Call) -> Answer:
    return page(
        call,
        source="service_principal",
        columns="position, id, app_id, display_name",
        where=compile_filter(
            call.query.get("$filter"), _PRINCIPAL_FILTERED, kind="servicePrincipal",
            clauses=call.limits.size("filterClauses"),
        ),
        render=lambda row: selected(
            call, render_service_principal((row[0], row[1], row[2], row[3])), kind="servicePrincipal"
        ),
        context="servicePrincipals",
        default=call.limits.size("pageDefault"),
        maximum=call.limits.size("pageMaximum"),
    )  # fmt: skip


def get_service_principal(call: Call) -> Answer:
    object_id = call.parameters["object_id"]
    found = read_service_principal(call.db, object_id)
    if found is None:
        raise resource_not_found(object_id)
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#servicePrincipals/$entity", **found})


def list_organization(call: Call) -> Answer:
    organization = {
        "id": read_setting(call.db, "tenant_id"),
        "displayName": "Adatum Corporation",
        "countryLetterCode": "US",
        "tenantType": "AAD",
        "verifiedDomains": [
            {
                "capabilities": "Email, OfficeCommunicationsOnline, Intune",
                "isDefault": name == VERIFIED_DOMAINS[0],
                "isInitial": name.endswith(".onmicrosoft.com"),
                "name": name,
                "type": "Managed",
            }
            for name in VERIFIED_DOMAINS
        ],
    }
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#organization", "value": [organization]})


_BY_IDS = "/directoryObjects/getByIds"
_PRINCIPALS = "/servicePrincipals"
ROUTES = (
    Route("GET", "/directoryObjects/{object_id}", get_directory_object, "identity", OBJECT_READ, options=ONE),
    Route("POST", _BY_IDS, get_by_ids, "identity", OBJECT_READ, unit="getByIds", options=ONE, reads=True),
    Route("GET", _PRINCIPALS, list_service_principals, "identity", APPLICATION_READ, options=PAGED),
    Route("GET", _PRINCIPALS + "/{object_id}", get_service_principal, "identity", APPLICATION_READ),
    Route("GET", "/organization", list_organization, "identity", ()),
)
