"""Devices that are registered in Entra ID, as Graph's device resource."""

from collections.abc import Sequence
from typing import Any

from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Property

SOURCE = "registered_device"
COLUMNS = {
    "id": "object_id",
    "deviceId": "device_id",
    "displayName": "'D-' || upper(substr(device_id, 1, 8))",
    "operatingSystem": "operating_system",
    "operatingSystemVersion": "os_version",
    "isCompliant": "is_compliant",
    "isManaged": "is_managed",
    "accountEnabled": "account_enabled",
    "trustType": "trust_type",
    "approximateLastSignInDateTime": "last_sign_in",
    "deviceOwnership": "CASE personal WHEN 0 THEN 'Company' ELSE 'Personal' END",
    "manufacturer": "maker",
    "model": "model",
}
_FLAGS = ("isCompliant", "isManaged", "accountEnabled")
FILTERED = {
    name: Property(
        column,
        "boolean" if name in _FLAGS else "time" if name.endswith("DateTime") else "text",
    )
    for name, column in COLUMNS.items()
}
_ORDER = tuple(COLUMNS)
# The device's id comes first: by it the table is kept in order, and pages go on.
SELECTED = ", ".join(("device_id", *COLUMNS.values(), "owner", "other_owners"))
_OWNER = "#microsoft.graph.user"


def render(row: Sequence[Any]) -> Json:
    """A row of SELECTED as JSON, without its owners. A flag that nobody has set is null."""
    whole = dict(zip(_ORDER, row[1:], strict=False))
    for name in _FLAGS:
        whole[name] = None if whole[name] is None else bool(whole[name])
    return whole


def owners_of(row: Sequence[Any]) -> list[Json]:
    """The registered owners of a row of SELECTED."""
    first, others = row[-2:]
    ids = dict.fromkeys([*([first] if first else ()), *(others.split(",") if others else ())])
    return [{"@odata.type": _OWNER, "id": each} for each in ids]
