"""A user as JSON in a body: which properties can be written, what a new user needs, what Graph refuses.

Source: Microsoft Learn, "Create user", "Update user", "user resource type" (2025-03).
"""

import re
import sqlite3
from typing import Any

from tools.simulated_tenant.store.people import EXTENSIONS, MORE, WRITABLE
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import (
    GraphError,
    bad_request,
    missing_property,
    name_taken,
    no_such_property,
    not_simulated,
)
from tools.simulated_tenant.wire.types import documented

VERIFIED_DOMAINS = ("adatum.com", "adatum.onmicrosoft.com")
REQUIRED = ("accountEnabled", "displayName", "passwordProfile", "mailNickname", "userPrincipalName")
_READ_ONLY = frozenset(
    {
        "assignedLicenses", "assignedPlans", "createdDateTime", "creationType", "deletedDateTime",
        "externalUserStateChangeDateTime", "id", "imAddresses", "isManagementRestricted",
        "lastPasswordChangeDateTime", "legalAgeGroupClassification", "licenseAssignmentStates",
        "onPremisesDistinguishedName", "onPremisesDomainName", "onPremisesLastSyncDateTime",
        "onPremisesProvisioningErrors", "onPremisesSamAccountName", "onPremisesSecurityIdentifier",
        "onPremisesSyncEnabled", "onPremisesUserPrincipalName", "provisionedPlans", "proxyAddresses",
        "securityIdentifier", "serviceProvisioningErrors", "signInSessionsValidFromDateTime",
    }
)  # fmt: skip
_NEVER_NULL = {"accountEnabled", "userPrincipalName", "displayName", "mailNickname", "userType"}
_UPN = re.compile(r"[A-Za-z0-9'.\-_!#^~]{1,64}@(?P<domain>[A-Za-z0-9.-]{1,48})")


def written(given: Json, before: Json) -> tuple[Json, Json]:
    """The columns and the rest (whole) that a body writes over a user whose rest was `before`.

    Raises GraphError 400 for what Graph refuses, 501 for what is not simulated.
    """
    values: Json = {}
    more = dict(before)
    for key, value in given.items():
        if "@odata." in key:
            continue
        name = _writable(key)
        if name == "passwordProfile":
            _check_password(value)
        elif name in MORE:
            more[name] = _checked_more(name, value, before=before.get(name))
        else:
            values[name] = _checked_column(name, value)
    return values, {name: value for name, value in more.items() if value not in (None, [])}


def check_new(given: Json) -> None:
    """Raise GraphError 400 for a new user without what one needs."""
    names = {key.lower() for key, value in given.items() if value not in (None, "")}
    for name in REQUIRED:
        if name.lower() not in names:
            raise missing_property(name, "User")


def check_unique(db: sqlite3.Connection, upn: str, *, person_id: str) -> None:
    """Raise GraphError 400 when somebody else has the user principal name."""
    row = db.execute("SELECT id FROM person WHERE user_principal_name = ?", (upn,)).fetchone()
    if row is not None and row[0] != person_id:
        raise name_taken("userPrincipalName")


def _writable(key: str) -> str:
    found = documented("user", key)
    if found is None:
        raise no_such_property(key)
    if found.spelled in _READ_ONLY:
        raise bad_request(f"Property '{found.spelled}' is read-only and cannot be set.")
    if found.spelled not in WRITABLE and found.spelled not in MORE and found.spelled != "passwordProfile":
        raise not_simulated(f"writing the property '{found.spelled}' of user")
    return found.spelled


def _invalid(name: str) -> GraphError:
    return bad_request(f"Invalid value specified for property '{name}' of resource 'User'.")


def _checked_column(name: str, value: Any) -> Any:
    if value is None and name not in _NEVER_NULL:
        return None
    if name == "accountEnabled":
        if not isinstance(value, bool):
            raise _invalid(name)
        return value
    if not isinstance(value, str) or (name in _NEVER_NULL and value == ""):
        raise _invalid(name)
    if name == "userPrincipalName":
        _check_name(value)
    if name == "userType" and value not in ("Member", "Guest"):
        raise _invalid(name)
    if name == "usageLocation" and not re.fullmatch(r"[A-Za-z]{2}", value):
        raise _invalid(name)
    return value


def _check_name(upn: str) -> None:
    found = _UPN.fullmatch(upn)
    if found is None:
        raise _invalid("userPrincipalName")
    if found["domain"].lower() not in VERIFIED_DOMAINS:
        raise bad_request(
            "The domain portion of the userPrincipalName property is invalid. You must use one of the "
            "verified domain names in your organization."
        )


def _checked_more(name: str, value: Any, *, before: Any) -> Any:
    if value is None:
        return None
    if not isinstance(value, MORE[name]):
        raise _invalid(name)
    if isinstance(value, list) and not all(isinstance(each, str) for each in value):
        raise _invalid(name)
    # Graph keeps one business phone alone.
    if name == "businessPhones" and isinstance(value, list) and len(value) > 1:
        raise _invalid(name)
    if name == "onPremisesExtensionAttributes" and isinstance(value, dict):
        if any(each not in EXTENSIONS or not isinstance(text, str | None) for each, text in value.items()):
            raise _invalid(name)
        return {**dict.fromkeys(EXTENSIONS), **(before or {}), **value}
    return value


def _check_password(value: Any) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("password", ""), str):
        raise _invalid("passwordProfile")
