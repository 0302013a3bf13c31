"""Which conditional access policies Graph refuses.

Source: Microsoft Learn, "conditionalAccessGrantControls", "conditionalAccessApplications",
"conditionalAccessUsers", "conditionalAccessGuestsOrExternalUsers", "conditionalAccessFilter",
"conditionalAccessSessionControls", "conditionalAccessPlatforms", "conditionalAccessLocations resource type"
(2025-03), "Conditional Access: Session", "Conditional Access: Grant".
"""

import re
import sqlite3
from typing import Any

from tools.simulated_tenant.graph_routes.policy_document import invalid
from tools.simulated_tenant.store.directory import unknown_objects
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import not_simulated

STATES = ("enabled", "disabled", "enabledForReportingButNotEnforced")
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
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# What stands in each list beside ids.
_NAMED: dict[str, tuple[str, ...]] = {
    "includeUsers": ("All", "None", "GuestsOrExternalUsers"),
    "excludeUsers": ("GuestsOrExternalUsers",),
    "includeGroups": (),
    "excludeGroups": (),
    "includeRoles": (),
    "excludeRoles": (),
}
_APPS = ("All", "None", "Office365", "MicrosoftAdminPortals")
_ACTIONS = ("urn:user:registersecurityinfo", "urn:user:registerdevice")
_GUESTS = (
    "none", "internalGuest", "b2bCollaborationGuest", "b2bCollaborationMember", "b2bDirectConnectUser",
    "otherExternalUser", "serviceProvider",
)  # fmt: skip
_SESSION = {
    ("signInFrequency", "type"): ("days", "hours"),
    ("signInFrequency", "frequencyInterval"): ("timeBased", "everyTime"),
    ("signInFrequency", "authenticationType"): (
        "primaryAndSecondaryAuthentication",
        "secondaryAuthentication",
    ),
    ("persistentBrowser", "mode"): ("always", "never"),
    ("cloudAppSecurity", "cloudAppSecurityType"): ("mcasConfigured", "monitorOnly", "blockDownloads"),
    ("continuousAccessEvaluation", "mode"): ("strictEnforcement", "disabled", "strictLocation"),
}


def check_policy(db: sqlite3.Connection, policy: Json, *, given: Json) -> None:
    """Raise GraphError 400 for a policy that Graph would refuse after `given` was written over it.

    What the body names must exist; what the policy named before may have been deleted since.
    """
    if not policy.get("displayName"):
        raise invalid("The required property 'displayName' is missing.")
    if len(policy["displayName"]) > 256:
        raise invalid("The displayName has more than 256 characters.")
    if policy.get("state") not in STATES:
        raise invalid(f"Invalid state '{policy.get('state')}'; valid states are {', '.join(STATES)}.")
    conditions = policy["conditions"]
    _check_applications(conditions["applications"])
    if conditions["users"] is None and conditions["clientApplications"] is None:
        raise invalid("conditions.users or conditions.clientApplications is required.")
    if conditions["users"] is not None:
        named = (given.get("conditions") or {}).get("users") or {}
        _check_users(db, conditions["users"], given=named if isinstance(named, dict) else {})
    if conditions["platforms"] is not None and not conditions["platforms"]["includePlatforms"]:
        raise invalid("conditions.platforms.includePlatforms must not be empty when platforms is given.")
    _check_locations(db, conditions["locations"])
    _check_filters(conditions)
    _check_choices(policy)
    _check_grant(policy)
    _check_session(policy)


def _check_applications(apps: Json | None) -> None:
    names = ("includeApplications", "includeUserActions", "includeAuthenticationContextClassReferences")
    if apps is None or not (any(apps[name] for name in names) or apps["applicationFilter"]):
        raise invalid("conditions.applications must include at least one application or user action.")
    if sum(bool(apps[name]) for name in names) > 1:
        raise invalid("conditions.applications holds applications, user actions or contexts, one of them.")
    for name in ("includeApplications", "excludeApplications"):
        for value in apps[name]:
            words = _APPS if name.startswith("include") else _APPS[2:]
            if value not in words and not _is_guid(value):
                raise invalid(f"conditions.applications.{name} holds '{value}', which is no application.")
    if len(apps["includeApplications"]) > 1 and {"All", "None"}.intersection(apps["includeApplications"]):
        raise invalid("conditions.applications.includeApplications holds All or None beside others.")
    for value in apps["includeUserActions"]:
        if value not in _ACTIONS:
            raise invalid(f"conditions.applications.includeUserActions holds '{value}', which is no action.")


def _check_users(db: sqlite3.Connection, users: Json, *, given: Json) -> None:
    if not any(
        users[name]
        for name in ("includeUsers", "includeGroups", "includeRoles", "includeGuestsOrExternalUsers")
    ):
        raise invalid("conditions.users must include at least one user, group, role or guest type.")
    for name, words in _NAMED.items():
        ids = [value for value in users[name] if value not in words]
        for value in ids:
            if not _is_guid(value):
                raise invalid(f"conditions.users.{name} holds '{value}', which is no object id.")
        if name.endswith("Roles"):
            continue
        for unknown in unknown_objects(db, [value for value in ids if value in (given.get(name) or ())]):
            raise invalid(
                f"conditions.users.{name} holds '{unknown}', which does not exist in the directory."
            )
    if len(users["includeUsers"]) > 1 and {"All", "None"}.intersection(users["includeUsers"]):
        raise invalid("conditions.users.includeUsers holds All or None beside others.")
    for name in ("includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"):
        if users[name] is not None:
            _check_guests(name, users[name])


def _check_guests(name: str, guests: Any) -> None:
    if not isinstance(guests, dict):
        raise invalid(f"conditions.users.{name} must be an object.")
    kinds = [each.strip() for each in str(guests.get("guestOrExternalUserTypes") or "").split(",")]
    for kind in kinds:
        if kind not in _GUESTS:
            raise invalid(
                f"Invalid value '{kind}' in guestOrExternalUserTypes; valid values are {', '.join(_GUESTS)}."
            )
    tenants = guests.get("externalTenants")
    if tenants is None:
        return
    if not isinstance(tenants, dict) or tenants.get("membershipKind") not in ("all", "enumerated"):
        raise invalid("externalTenants needs a membershipKind, all or enumerated.")
    if (tenants["membershipKind"] == "enumerated") != bool(tenants.get("members")):
        raise invalid("externalTenants names its members when its membershipKind is enumerated.")


def _check_locations(db: sqlite3.Connection, locations: Json | None) -> None:
    if locations is None:
        return
    if not locations["includeLocations"]:
        raise invalid("conditions.locations.includeLocations must not be empty when locations is given.")
    for name in ("includeLocations", "excludeLocations"):
        for value in locations[name]:
            known = (
                value in ("All", "AllTrusted")
                or db.execute(
                    "SELECT 1 FROM named_location WHERE id = ? COLLATE NOCASE", (str(value),)
                ).fetchone()
            )
            if not known:
                raise invalid(f"conditions.locations.{name} holds '{value}', which is no named location.")


def _check_filters(conditions: Json) -> None:
    for part, name in (("devices", "deviceFilter"), ("applications", "applicationFilter")):
        found = (conditions[part] or {}).get(name)
        if found is None:
            continue
        if not isinstance(found, dict) or found.get("mode") not in ("include", "exclude"):
            raise invalid(f"{name} needs a mode, include or exclude.")
        if not isinstance(found.get("rule"), str) or not found["rule"]:
            raise invalid(f"{name} needs a rule.")


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


def _check_grant(policy: Json) -> None:
    grant, session = policy.get("grantControls"), policy.get("sessionControls")
    if grant is None and session is None:
        raise invalid("A policy needs grantControls or sessionControls.")
    if grant is None:
        return
    if grant["operator"] not in ("AND", "OR"):
        raise invalid(f"Invalid grantControls.operator '{grant['operator']}'; valid values are AND, OR.")
    controls = set(grant["builtInControls"])
    strength = grant["authenticationStrength"]
    others = bool(grant["customAuthenticationFactors"] or grant["termsOfUse"] or strength)
    if not controls and not others:
        raise invalid("grantControls must hold at least one control.")
    if "block" in controls and (len(controls) > 1 or others):
        raise invalid("The grant control 'block' cannot be combined with other controls.")
    if "mfa" in controls and strength:
        raise invalid("The grant control 'mfa' cannot be combined with an authentication strength.")
    if "passwordChange" in controls:
        _check_password_change(policy, grant, controls=controls)


def _check_password_change(policy: Json, grant: Json, *, controls: set[str]) -> None:
    conditions = policy["conditions"]
    others = [
        name
        for name, value in conditions.items()
        if value and name not in ("users", "applications", "userRiskLevels", "clientAppTypes")
    ]
    if (
        grant["operator"] != "AND"
        or "mfa" not in controls
        or not conditions["userRiskLevels"]
        or conditions["applications"]["includeApplications"] != ["All"]
        or conditions["applications"]["excludeApplications"]
        or others
    ):
        raise invalid(
            "The grant control 'passwordChange' goes with 'mfa' by AND, with userRiskLevels, with all "
            "applications, and with no other condition."
        )


def _check_session(policy: Json) -> None:
    session = policy.get("sessionControls")
    if session is None:
        return
    for (part, name), allowed in _SESSION.items():
        value = (session.get(part) or {}).get(name)
        if value is not None and value not in allowed:
            raise invalid(f"Invalid value '{value}' in {part}.{name}; valid values are {', '.join(allowed)}.")
    frequency = session["signInFrequency"]
    if frequency and frequency["frequencyInterval"] == "timeBased":
        most = 23 if frequency["type"] == "hours" else 365
        value = frequency["value"]
        if frequency["type"] is None or type(value) is not int or not 1 <= value <= most:
            raise invalid(f"signInFrequency needs a type and a value from 1 to {most}.")
    if session["persistentBrowser"] and session["persistentBrowser"]["mode"] is None:
        raise invalid("persistentBrowser needs a mode.")
    if session["persistentBrowser"] and policy["conditions"]["applications"]["includeApplications"] != [
        "All"
    ]:
        raise invalid("persistentBrowser goes with all applications.")


def _is_guid(value: Any) -> bool:
    return isinstance(value, str) and bool(_GUID.fullmatch(value))
