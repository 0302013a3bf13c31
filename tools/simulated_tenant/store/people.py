"""People as Graph's user resource: which columns answer which property, and who is who."""

import json
import sqlite3
import uuid
from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.errors import not_simulated
from tools.simulated_tenant.wire.filter import Property
from tools.simulated_tenant.wire.query import unknown_property
from tools.simulated_tenant.wire.types import documented, names_of

# property of Graph -> column of `person`
COLUMNS = {
    "id": "id",
    "userPrincipalName": "user_principal_name",
    "displayName": "display_name",
    "givenName": "given_name",
    "surname": "surname",
    "mail": "mail",
    "mailNickname": "mail_nickname",
    "jobTitle": "job_title",
    "department": "department",
    "companyName": "company_name",
    "employeeId": "employee_id",
    "country": "country",
    "state": "state",
    "city": "city",
    "officeLocation": "office_location",
    "usageLocation": "usage_location",
    "accountEnabled": "account_enabled",
    "userType": "user_type",
    "createdDateTime": "created",
}
EXTENSIONS = tuple(f"extensionAttribute{number}" for number in range(1, 16))
# What can be written and has no column: it stands in `more`. The type of its value.
MORE: dict[str, type] = {
    "ageGroup": str,
    "businessPhones": list,
    "consentProvidedForMinor": str,
    "employeeHireDate": str,
    "employeeLeaveDateTime": str,
    "employeeOrgData": dict,
    "employeeType": str,
    "faxNumber": str,
    "mobilePhone": str,
    "onPremisesExtensionAttributes": dict,
    "onPremisesImmutableId": str,
    "otherMails": list,
    "passwordPolicies": str,
    "postalCode": str,
    "preferredDataLocation": str,
    "preferredLanguage": str,
    "showInAddressList": bool,
    "streetAddress": str,
}
# Properties of services beside the directory, or that take a request of their own; they are not simulated.
ELSEWHERE = frozenset(
    {
        "aboutMe", "birthday", "cloudLicensing", "cloudRealtimeCommunicationInfo",
        "customSecurityAttributes", "deviceEnrollmentLimit", "deviceKeys", "hireDate", "identityGovernance",
        "interests", "mailboxSettings", "mySite",
        "onPremisesSipInfo", "pastProjects", "preferredName", "print", "responsibilities", "schools",
        "signInActivity", "skills",
    }
)  # fmt: skip
# v1.0 returns only these unless $select names more (Microsoft Learn, "user resource type").
DEFAULT = (
    "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName",
)  # fmt: skip
WRITABLE = frozenset(COLUMNS) - {"id", "createdDateTime"}
_LISTS = ("businessPhones", "otherMails", "proxyAddresses")
FILTERED = {
    **{
        name: Property(column, {"accountEnabled": "boolean", "createdDateTime": "time"}.get(name, "text"))
        for name, column in COLUMNS.items()
    },
    **{
        name: Property(
            f"json_extract(more, '$.{name}')", "time" if name.endswith(("Date", "Time")) else "text"
        )
        for name, kind in MORE.items()
        if kind is str
    },
    "onPremisesSyncEnabled": Property("json_extract(more, '$.onPremisesSyncEnabled')", "boolean"),
    **{
        f"onPremisesExtensionAttributes/{each}": Property(
            f"json_extract(more, '$.onPremisesExtensionAttributes.{each}')"
        )
        for each in EXTENSIONS
    },
    **{
        name: Property(
            f"EXISTS (SELECT 1 FROM json_each(more, '$.{name}') e WHERE {{}})",
            elements={"": Property("e.value")},
        )
        for name in _LISTS
    },
}
_ORDER = tuple(COLUMNS)
PERSON_COLUMNS = (*COLUMNS.values(), "more")
SELECTED = ", ".join(("position", *PERSON_COLUMNS))


def properties_to_show(select: Sequence[str], version: str) -> tuple[str, ...]:
    """The properties an answer carries, as Graph spells them.

    Raises GraphError 400 for a name that users do not have, 501 for one that is not simulated.
    """
    if not select:
        return DEFAULT if version == "v1.0" else tuple(_EMPTY)
    shown = []
    for name in select:
        found = documented("user", name, version=version)
        if found is None or found.navigation:
            raise unknown_property(name, "user", version=version)
        if found.spelled in ELSEWHERE:
            raise not_simulated(f"the property '{found.spelled}' of user")
        shown.append(found.spelled)
    return tuple(dict.fromkeys((*shown, "id") if "id" not in shown else shown))


def render_person(row: Sequence[Any], shown: Sequence[str]) -> Json:
    """A row of SELECTED (position first) as JSON."""
    values = dict(zip(_ORDER, row[1:-1], strict=True))
    values["accountEnabled"] = bool(values["accountEnabled"])
    if row[-1] != "{}":
        values |= json.loads(row[-1])
    return {
        name: values[name] if name in values else _derived(name, values) if name in _DERIVED else _EMPTY[name]
        for name in shown
    }


_EMPTY: dict[str, Any] = {
    each.spelled: each.empty for each in names_of("user") if each.spelled not in ELSEWHERE
}
_DERIVED = {
    "identities", "securityIdentifier", "lastPasswordChangeDateTime", "signInSessionsValidFromDateTime",
    "refreshTokensValidFromDateTime", "authorizationInfo", "onPremisesExtensionAttributes",
}  # fmt: skip


def _derived(name: str, values: Json) -> Any:
    """What Graph fills in by itself."""
    if name == "identities":
        upn = values["userPrincipalName"]
        issuer = upn.rpartition("@")[2]
        return [{"signInType": "userPrincipalName", "issuer": issuer, "issuerAssignedId": upn}]
    if name == "securityIdentifier":
        return security_identifier(values["id"])
    if name == "authorizationInfo":
        return {"certificateUserIds": []}
    if name == "onPremisesExtensionAttributes":
        return dict.fromkeys(EXTENSIONS)
    return values["createdDateTime"]


def security_identifier(object_id: str) -> str:
    """The SID that Entra derives from an object id: its four 32-bit little-endian numbers after S-1-12-1."""
    raw = uuid.UUID(object_id).bytes_le
    return "S-1-12-1-" + "-".join(str(int.from_bytes(raw[i : i + 4], "little")) for i in range(0, 16, 4))


def find_person(db: sqlite3.Connection, key: str) -> Sequence[Any] | None:
    """A row of SELECTED, by object id or by user principal name."""
    column = "user_principal_name" if "@" in key else "id"
    row: Sequence[Any] | None = db.execute(
        f"SELECT {SELECTED} FROM person WHERE {column} = ?", (key if "@" in key else key.lower(),)
    ).fetchone()
    return row


def insert_person(db: sqlite3.Connection, values: Json, *, more: Json) -> None:
    """A new person; `values` by Graph's names of COLUMNS."""
    db.execute(
        f"INSERT INTO person ({', '.join(PERSON_COLUMNS)}) VALUES ({', '.join('?' for _ in PERSON_COLUMNS)})",
        (*(values.get(name) for name in COLUMNS), json.dumps(more)),
    )


def change_person(db: sqlite3.Connection, position: int, *, values: Json, more: Json) -> None:
    """Write the columns of `values` and the whole of `more`."""
    columns = [*(COLUMNS[name] for name in values), "more"]
    db.execute(
        f"UPDATE person SET {', '.join(f'{column} = ?' for column in columns)} WHERE position = ?",
        (*values.values(), json.dumps(more), position),
    )
