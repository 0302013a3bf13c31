"""A conditional access policy as JSON: how Graph fills in what was left out, and what it refuses.

Source: Microsoft Learn, "conditionalAccessPolicy resource type" and the types below it. Collections left
out come back as [], `platforms` and `sessionControls` as null, `clientAppTypes` as ["all"].
"""

import re
import sqlite3
from typing import Any

from tools.simulated_tenant.store.directory import unknown_objects
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated
from tools.simulated_tenant.wire.types import documented

STATES = ("enabled", "disabled", "enabledForReportingButNotEnforced")
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
    "clientApplications": {"includeServicePrincipals": [], "excludeServicePrincipals": []},
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
}
_PLATFORMS = ("android", "iOS", "windows", "windowsPhone", "macOS", "linux", "all")
_RISKS = ("low", "medium", "high", "hidden", "none")
_CHOICES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("conditions", "clientAppTypes"): (
        "all", "browser", "mobileAppsAndDesktopClients", "exchangeActiveSync", "easSupported", "other",
    ),
    ("conditions", "platforms", "includePlatforms"): _PLATFORMS,
    ("conditions", "platforms", "excludePlatforms"): _PLATFORMS[:-1],
    ("conditions", "userRiskLevels"): _RISKS,
    ("conditions", "signInRiskLevels"): _RISKS,
    ("conditions", "servicePrincipalRiskLevels"): _RISKS,
    ("grantControls", "builtInControls"): (
        "block", "mfa", "compliantDevice", "domainJoinedDevice", "approvedApplication",
        "compliantApplication", "passwordChange",
    ),
}  # fmt: skip
_KINDS = {
    "conditions": "conditionalAccessConditionSet",
    "grantControls": "conditionalAccessGrantControls",
    "sessionControls": "conditionalAccessSessionControls",
    **{name: f"conditionalAccess{name[0].upper()}{name[1:]}" for name in INSIDE},
}
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WRITABLE = {
    "displayName",
    "state",
    "conditions",
    "grantControls",
    "sessionControls",
    "description",
    "templateId",
}


def _unknown(name: str, kind: str) -> GraphError:
    if documented(kind, name) is not None:
        return not_simulated(f"the property '{name}' of {kind}")
    return invalid(f"The property '{name}' does not exist on type 'microsoft.graph.{kind}'.")


def invalid(message: str) -> GraphError:
    return bad_request(message, code="BadRequest")


def merged(policy: Json, given: Json) -> Json:
    """The policy with the body of a POST or PATCH written over it, then filled in as Graph does.

    Objects merge property by property, lists are replaced, null clears: OData's rule for PATCH of complex
    values (Graph's page "Update conditionalAccessPolicy" does not say; verified with azuread, which sends
    whole objects).
    """
    for name in given:
        if "@odata." in name or name in ("id", "createdDateTime", "modifiedDateTime"):
            continue
        if name not in _WRITABLE:
            raise _unknown(name, "conditionalAccessPolicy")
    result: Json = _merge(policy, {name: value for name, value in given.items() if name in _WRITABLE})
    conditions = _filled(result.get("conditions"), CONDITIONS, "conditions")
    for name, shape in INSIDE.items():
        if conditions[name] is not None:
            conditions[name] = _filled(conditions[name], shape, name)
    conditions["clientAppTypes"] = conditions["clientAppTypes"] or ["all"]
    result["conditions"] = conditions
    for name, shape in (("grantControls", GRANT), ("sessionControls", SESSION)):
        if result.get(name) is not None:
            result[name] = _filled(result[name], shape, name)
    return result


def check_policy(db: sqlite3.Connection, policy: Json) -> None:
    """Raise GraphError 400 for a policy that Graph would refuse."""
    if not policy.get("displayName"):
        raise invalid("The required property 'displayName' is missing.")
    if policy.get("state") not in STATES:
        raise invalid(f"Invalid state '{policy.get('state')}'; valid states are {', '.join(STATES)}.")
    conditions = policy["conditions"]
    if conditions["applications"] is None or not any(
        conditions["applications"][name]
        for name in (
            "includeApplications",
            "includeUserActions",
            "includeAuthenticationContextClassReferences",
        )
    ):
        raise invalid("conditions.applications must include at least one application or user action.")
    if conditions["users"] is None and conditions["clientApplications"] is None:
        raise invalid("conditions.users or conditions.clientApplications is required.")
    if conditions["users"] is not None:
        _check_users(db, conditions["users"])
    if conditions["platforms"] is not None and not conditions["platforms"]["includePlatforms"]:
        raise invalid("conditions.platforms.includePlatforms must not be empty when platforms is given.")
    _check_choices(policy)
    _check_controls(policy)


def _check_users(db: sqlite3.Connection, users: Json) -> None:
    if not any(
        users[name]
        for name in ("includeUsers", "includeGroups", "includeRoles", "includeGuestsOrExternalUsers")
    ):
        raise invalid("conditions.users must include at least one user, group, role or guest type.")
    for name in ("includeUsers", "excludeUsers", "includeGroups", "excludeGroups"):
        words = ("All", "None", "GuestsOrExternalUsers") if name.endswith("Users") else ()
        ids = [value for value in users[name] if value not in words]
        for value in ids:
            if not isinstance(value, str) or not _GUID.fullmatch(value):
                raise invalid(f"conditions.users.{name} holds '{value}', which is no object id.")
        for unknown in unknown_objects(db, ids):
            raise invalid(
                f"conditions.users.{name} holds '{unknown}', which does not exist in the directory."
            )


def _check_choices(policy: Json) -> None:
    for path, allowed in _CHOICES.items():
        value: Any = policy
        for name in path:
            value = None if value is None else value.get(name)
        for item in value or ():
            if item == "riskRemediation":
                raise not_simulated("the grant control riskRemediation")
            if item not in allowed:
                raise invalid(
                    f"Invalid value '{item}' in {'.'.join(path)}; valid values are {', '.join(allowed)}."
                )


def _check_controls(policy: Json) -> None:
    grant, session = policy.get("grantControls"), policy.get("sessionControls")
    if grant is None and session is None:
        raise invalid("A policy needs grantControls or sessionControls.")
    if grant is None:
        return
    if grant["operator"] not in ("AND", "OR"):
        raise invalid(f"Invalid grantControls.operator '{grant['operator']}'; valid values are AND, OR.")
    controls = grant["builtInControls"]
    strength = grant["authenticationStrength"]
    if not (controls or grant["customAuthenticationFactors"] or grant["termsOfUse"] or strength):
        raise invalid("grantControls must hold at least one control.")
    if "block" in controls and len(controls) > 1:
        raise invalid("The grant control 'block' cannot be combined with other controls.")


def _merge(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        kept = {name: value for name, value in new.items() if not name.startswith("@odata.")}
        return {**old, **{name: _merge(old.get(name), value) for name, value in kept.items()}}
    if isinstance(new, dict):
        return _merge({}, new)
    return new


def _filled(given: Any, shape: Json, where: str) -> Json:
    if given is not None and not isinstance(given, dict):
        raise invalid(f"{where} must be an object.")
    result = {name: ([] if isinstance(empty, list) else empty) for name, empty in shape.items()}
    for name, value in (given or {}).items():
        if name not in shape:
            raise _unknown(name, _KINDS[where])
        if isinstance(shape[name], list) and value is not None and not isinstance(value, list):
            raise invalid(f"{where}.{name} must be a list.")
        result[name] = [] if value is None and isinstance(shape[name], list) else value
    return result
