"""/deviceManagement itself: the settings that hold for the whole tenant.

Source: Microsoft Learn, "Get deviceManagement", "Update deviceManagement", "deviceManagementSettings resource
type" (2024-08). Not documented, and decided here: a PATCH leaves the settings that it does not name.
"""

from typing import Any

from tools.simulated_tenant.graph_routes.rights import CONFIGURATION_READ, CONFIGURATION_WRITE
from tools.simulated_tenant.store.database import read_setting
from tools.simulated_tenant.store.management_settings import (
    DEFAULT,
    read_management_settings,
    write_management_settings,
)
from tools.simulated_tenant.wire.call import Answer, Call
from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated
from tools.simulated_tenant.wire.pages import selected
from tools.simulated_tenant.wire.routing import ONE, Route
from tools.simulated_tenant.wire.types import documented

PATH = "/deviceManagement"


def get_management(call: Call) -> Answer:
    whole = {
        "id": read_setting(call.db, "tenant_id"),
        "intuneAccountId": read_setting(call.db, "tenant_id"),
        "subscriptionState": "active",
        "settings": read_management_settings(call.db),
    }
    shown = selected(call, whole, kind="deviceManagement")
    return Answer(200, {"@odata.context": f"{call.root}/$metadata#deviceManagement/$entity", **shown})


def change_management(call: Call) -> Answer:
    """Write the settings that the body names; GraphError 400 for what they cannot hold."""
    settings = read_management_settings(call.db)
    for name, value in call.document().items():
        if name == "settings" and isinstance(value, dict):
            settings |= {
                key: _checked(call, key, value=each) for key, each in value.items() if "@odata." not in key
            }
        elif name == "settings":
            raise bad_request(f"Invalid value {value!r} for property '{name}'.", code="BadRequest")
        elif "@odata." not in name:
            raise _unknown(name, "deviceManagement")
    write_management_settings(call.db, settings)
    return get_management(call)


def _unknown(name: str, kind: str) -> GraphError:
    if documented(kind, name) is not None:
        return not_simulated(f"writing the property '{name}' of {kind}")
    return bad_request(
        f"The property '{name}' does not exist on type 'microsoft.graph.{kind}'.", "BadRequest"
    )


def _checked(call: Call, name: str, *, value: Any) -> Any:
    if name not in DEFAULT:
        raise _unknown(name, "deviceManagementSettings")
    most = call.limits.size("checkinDaysMaximum")
    fits = type(value) is type(DEFAULT[name])
    if not fits or (type(value) is int and not 1 <= value <= most):
        expected = f"a number from 1 to {most}" if type(DEFAULT[name]) is int else "true or false"
        raise bad_request(f"{name} must be {expected}, got {value!r}.", code="BadRequest")
    return value


_FAMILY = "intuneConfiguration"
ROUTES = (
    Route("GET", PATH, get_management, _FAMILY, CONFIGURATION_READ, options=ONE),
    Route("PATCH", PATH, change_management, _FAMILY, CONFIGURATION_WRITE),
)
