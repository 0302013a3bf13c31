"""/domains and /subscriptions (Microsoft Learn, "List domains", "Get domain", "List subscriptions")."""

from tools.simulated_tenant.graph_routes.directory.user_document import VERIFIED_DOMAINS
from tools.simulated_tenant.graph_routes.rights import DOMAIN_READ
from tools.simulated_tenant.wire.call import Answer, Call, Json
from tools.simulated_tenant.wire.errors import resource_not_found
from tools.simulated_tenant.wire.pages import listed, selected
from tools.simulated_tenant.wire.routing import LISTED, ONE, Route


def _domain(name: str) -> Json:
    return {
        "authenticationType": "Managed",
        "availabilityStatus": None,
        "id": name,
        "isAdminManaged": True,
        "isDefault": name == VERIFIED_DOMAINS[0],
        "isInitial": name.endswith(".onmicrosoft.com"),
        "isRoot": True,
        "isVerified": True,
        "manufacturer": None,
        "model": None,
        "passwordNotificationWindowInDays": 14,
        "passwordValidityPeriodInDays": 2147483647,
        "state": None,
        "supportedServices": ["Email", "OfficeCommunicationsOnline", "Intune"],
    }


def list_domains(call: Call) -> Answer:
    found = [_domain(name) for name in VERIFIED_DOMAINS]
    return listed(call, found, context="domains", render=lambda each: selected(call, each, kind="domain"))


def get_domain(call: Call) -> Answer:
    name = call.parameters["domain_id"].lower()
    if name not in VERIFIED_DOMAINS:
        raise resource_not_found(name)
    found = selected(call, _domain(name), kind="domain")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#domains/$entity", **found})


def list_subscriptions(call: Call) -> Answer:
    """None: nobody can subscribe to changes here."""
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#subscriptions", "value": []})


ROUTES = (
    Route("GET", "/domains", list_domains, "identity", DOMAIN_READ, options=LISTED),
    Route("GET", "/domains/{domain_id}", get_domain, "identity", DOMAIN_READ, options=ONE),
    Route("GET", "/subscriptions", list_subscriptions, "identity", ()),
)
