"""A conditional access policy as JSON: how Graph fills in what was left out, and what each version shows.

Source: Microsoft Learn, "conditionalAccessPolicy resource type" and the types below it. Collections left
out come back as [], `platforms` and `sessionControls` as null, `clientAppTypes` as ["all"].
"""

from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated
from tools.simulated_tenant.wire.types import documented

CONDITIONS: Json = {
    "userRiskLevels": [],
    "signInRiskLevels": [],
    "clientAppTypes": [],
    "servicePrincipalRiskLevels": [],
    "insiderRiskLevels": None,
    "platforms": None,
    "locations": None,
    "devices": None,
    "clientApplications": None,
    "authenticationFlows": None,
    "applications": None,
    "users": None,
}
INSIDE: dict[str, Json] = {
    "applications": {
        "includeApplications": [],
        "excludeApplications": [],
        "includeUserActions": [],
        "includeAuthenticationContextClassReferences": [],
        "applicationFilter": None,
    },
    "users": {
        "includeUsers": [],
        "excludeUsers": [],
        "includeGroups": [],
        "excludeGroups": [],
        "includeRoles": [],
        "excludeRoles": [],
        "includeGuestsOrExternalUsers": None,
        "excludeGuestsOrExternalUsers": None,
    },
    "platforms": {"includePlatforms": [], "excludePlatforms": []},
    "locations": {"includeLocations": [], "excludeLocations": []},
    "devices": {"deviceFilter": None},
    "clientApplications": {
        "includeServicePrincipals": [],
        "excludeServicePrincipals": [],
        "servicePrincipalFilter": None,
    },
    "authenticationFlows": {"transferMethods": None},
}
GRANT: Json = {
    "operator": None,
    "builtInControls": [],
    "customAuthenticationFactors": [],
    "termsOfUse": [],
    "authenticationStrength": None,
}
SESSION: Json = {
    "disableResilienceDefaults": None,
    "applicationEnforcedRestrictions": None,
    "cloudAppSecurity": None,
    "signInFrequency": None,
    "persistentBrowser": None,
    "secureSignInSession": None,
}
# What only beta has. A policy that uses one of these is not to be had on v1.0.
PREVIEW: dict[str, Json] = {
    "conditions": {"deviceStates": None},
    "sessionControls": {"continuousAccessEvaluation": None},
}
FILTER: Json = {"mode": None, "rule": None}
GUESTS: Json = {"guestOrExternalUserTypes": None, "externalTenants": None}
_EXTERNAL = "#microsoft.graph.conditionalAccess{}ExternalTenants"
INNER: dict[str, Json] = {
    "signInFrequency": {
        "value": None,
        "type": None,
        "authenticationType": "primaryAndSecondaryAuthentication",
        "frequencyInterval": "timeBased",
        "isEnabled": True,
    },
    "persistentBrowser": {"mode": None, "isEnabled": True},
    "cloudAppSecurity": {"cloudAppSecurityType": None, "isEnabled": True},
    "applicationEnforcedRestrictions": {"isEnabled": True},
    "secureSignInSession": {"isEnabled": True},
}
_KINDS = {
    "conditions": "conditionalAccessConditionSet",
    "grantControls": "conditionalAccessGrantControls",
    "sessionControls": "conditionalAccessSessionControls",
    **{name: f"conditionalAccess{name[0].upper()}{name[1:]}" for name in INSIDE},
}
_WRITABLE = {
    "displayName",
    "state",
    "conditions",
    "grantControls",
    "sessionControls",
    "description",
    "templateId",
}


def _unknown(name: str, kind: str, *, version: str) -> GraphError:
    if documented(kind, name, version=version) is not None:
        return not_simulated(f"the property '{name}' of {kind}")
    return invalid(f"The property '{name}' does not exist on type 'microsoft.graph.{kind}'.")


def invalid(message: str) -> GraphError:
    return bad_request(message, code="BadRequest")


def merged(policy: Json, given: Json, *, version: str) -> Json:
    """The policy with the body of a POST or PATCH written over it, then filled in as Graph does.

    Objects merge property by property, lists are replaced, null clears: OData's rule for PATCH of complex
    values (Graph's page "Update conditionalAccessPolicy" does not say; verified with azuread, which sends
    whole objects).
    """
    for name in given:
        if "@odata." in name or name in ("id", "createdDateTime", "modifiedDateTime"):
            continue
        if name not in _WRITABLE:
            raise _unknown(name, "conditionalAccessPolicy", version=version)
    result: Json = _merge(policy, {name: value for name, value in given.items() if name in _WRITABLE})
    conditions = _filled(result.get("conditions"), CONDITIONS, where="conditions", version=version)
    for name, shape in INSIDE.items():
        if conditions[name] is not None:
            conditions[name] = _filled(conditions[name], shape, where=name, version=version)
    conditions["clientAppTypes"] = conditions["clientAppTypes"] or ["all"]
    _fill_polymorphic(conditions)
    result["conditions"] = conditions
    for name, shape in (("grantControls", GRANT), ("sessionControls", SESSION)):
        if result.get(name) is not None:
            result[name] = _filled(result[name], shape, where=name, version=version)
    for name, shape in INNER.items():
        session = result.get("sessionControls") or {}
        if session.get(name) is not None:
            session[name] = {**shape, **session[name]}
    return result


def uses_preview(policy: Json) -> bool:
    """Whether it has something that only beta knows."""
    return any(
        (policy.get(part) or {}).get(name) is not None for part, names in PREVIEW.items() for name in names
    )


def shown(policy: Json, version: str) -> Json:
    """What the version of Graph that was asked shows of the policy."""
    result = dict(policy)
    for part, names in PREVIEW.items():
        if result.get(part) is not None:
            kept = {name: value for name, value in result[part].items() if name not in names}
            result[part] = {**names, **result[part]} if version == "beta" else kept
    return result


def _fill_polymorphic(conditions: Json) -> None:
    """Objects that come in several types keep the one that they have."""
    for name in ("includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"):
        guests = (conditions["users"] or {}).get(name)
        if not isinstance(guests, dict):
            continue
        guests = conditions["users"][name] = {**GUESTS, **guests}
        tenants = guests["externalTenants"]
        if isinstance(tenants, dict) and "@odata.type" not in tenants:
            kind = {"all": "All", "enumerated": "Enumerated"}.get(str(tenants.get("membershipKind")), "")
            guests["externalTenants"] = {"@odata.type": _EXTERNAL.format(kind), **tenants}
    for part, name in (("devices", "deviceFilter"), ("applications", "applicationFilter")):
        found = (conditions[part] or {}).get(name)
        if isinstance(found, dict):
            conditions[part][name] = {**FILTER, **found}


def _merge(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{name: _merge(old.get(name), value) for name, value in _kept(new).items()}}
    if isinstance(new, dict):
        return _merge({}, new)
    return new


def _kept(given: Json) -> Json:
    """Without annotations, but for the type of an object that comes in several."""
    return {
        name: value
        for name, value in given.items()
        if not name.startswith("@odata.") or str(value).endswith("ExternalTenants")
    }


def _filled(given: Any, shape: Json, *, where: str, version: str) -> Json:
    if given is not None and not isinstance(given, dict):
        raise invalid(f"{where} must be an object.")
    result = {name: ([] if isinstance(empty, list) else empty) for name, empty in shape.items()}
    for name, value in (given or {}).items():
        preview = PREVIEW.get(where, {})
        if name in preview and version == "beta":
            result |= {} if value is None else {name: value}
            continue
        if name not in shape:
            raise _unknown(name, _KINDS[where], version=version)
        if isinstance(shape.get(name), list) and value is not None and not isinstance(value, list):
            raise invalid(f"{where}.{name} must be a list.")
        result[name] = [] if value is None and isinstance(shape.get(name), list) else value
    return result
