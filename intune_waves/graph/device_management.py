"""The tenant's own compliance settings, of which this project writes one.

Sources: "deviceManagementSettings resource type" and "Update deviceManagement", Microsoft Learn, 2024-08.
Beta, because the whole object is sent and v1.0 knows only three of its properties.
"""

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Conflict
from intune_waves.graph.client.json_object import JsonObject

_PATH = "/deviceManagement"
_READ = f"{_PATH}?$select=settings"
_TYPE = "microsoft.graph.deviceManagementSettings"
_ABOUT = "the tenant's setting for devices without a compliance policy"


async def devices_without_policy_comply(client: GraphClient) -> bool:
    """Whether a device that no policy is assigned to counts as compliant. One call."""
    return not (await _settings(client)).flag("secureByDefault", False)


async def let_devices_without_policy_comply(client: GraphClient, comply: bool) -> bool:
    """Say whether such a device counts as compliant; answers what was so before.

    Two calls, one when it is so already: PATCH takes the settings as one object, so the others are read
    first and sent with it. Raises Conflict when Graph answers that it is not so.
    """
    settings = await _settings(client)
    before = not settings.flag("secureByDefault", False)
    if before == comply:
        return before
    wanted = {**settings.plain(), "@odata.type": _TYPE, "secureByDefault": not comply}
    body = await client.patch(_PATH, {"settings": wanted}, about=_ABOUT, version="beta")
    answered = body.inner("settings").flag("secureByDefault", not comply)
    if answered == comply:
        raise Conflict(_ABOUT, f"PATCH /beta{_PATH}", message=f"secureByDefault stayed {answered}")
    return before


async def _settings(client: GraphClient) -> JsonObject:
    body = (await client.get(_READ, about=_ABOUT, version="beta")).unwrapped("settings")
    if "settings" not in body:
        raise body.unexpected("settings is missing")
    return body.inner("settings")
