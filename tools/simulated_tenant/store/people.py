"""People as Graph's user resource: which columns answer which property, and who is who."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Property
from tools.simulated_tenant.wire.query import unknown_property

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
# Properties that nobody at Adatum has a value for.
EMPTY: dict[str, Any] = {
    "businessPhones": [],
    "mobilePhone": None,
    "preferredLanguage": None,
    "postalCode": None,
    "streetAddress": None,
    "onPremisesSyncEnabled": None,
    "onPremisesImmutableId": None,
    "onPremisesSamAccountName": None,
    "onPremisesUserPrincipalName": None,
    "onPremisesDistinguishedName": None,
    "deletedDateTime": None,
    "otherMails": [],
    "proxyAddresses": [],
    "externalUserState": None,
    "employeeType": None,
    "employeeHireDate": None,
}
# v1.0 returns only these unless $select names more (Microsoft Learn, "user resource type").
DEFAULT = (
    "businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
    "preferredLanguage", "surname", "userPrincipalName",
)  # fmt: skip
WRITABLE = frozenset(COLUMNS) - {"id", "createdDateTime", "userType"}
FILTERED = {
    name: Property(column, {"accountEnabled": "boolean", "createdDateTime": "time"}.get(name, "text"))
    for name, column in COLUMNS.items()
}
_ORDER = tuple(COLUMNS)
SELECTED = ", ".join(("position", *(COLUMNS[name] for name in _ORDER)))


def properties_to_show(select: Sequence[str], version: str) -> tuple[str, ...]:
    """The properties an answer carries.

    Raises GraphError 400 for a name that users do not have.
    """
    if not select:
        return DEFAULT if version == "v1.0" else (*COLUMNS, *EMPTY)
    for name in select:
        if name not in COLUMNS and name not in EMPTY:
            raise unknown_property(name, "user")
    return tuple(dict.fromkeys((*select, "id") if "id" not in select else select))


def render_person(row: Sequence[Any], shown: Sequence[str]) -> Json:
    """A row of SELECTED (position first) as JSON."""
    values = dict(zip(_ORDER, row[1:], strict=True))
    values["accountEnabled"] = bool(values["accountEnabled"])
    return {name: values[name] if name in values else EMPTY[name] for name in shown}


def find_person(db: sqlite3.Connection, key: str) -> Sequence[Any] | None:
    """A row of SELECTED, by object id or by user principal name."""
    column = "user_principal_name" if "@" in key else "id"
    row: Sequence[Any] | None = db.execute(
        f"SELECT {SELECTED} FROM person WHERE {column} = ?", (key if "@" in key else key.lower(),)
    ).fetchone()
    return row


def delete_person(db: sqlite3.Connection, person_id: str) -> None:
    db.execute("DELETE FROM person WHERE id = ?", (person_id,))
    db.execute("DELETE FROM membership WHERE member_id = ?", (person_id,))
    db.execute("DELETE FROM ownership WHERE owner_id = ?", (person_id,))
    db.execute("DELETE FROM owned_device WHERE person_id = ?", (person_id,))
