"""The services that Windows devices may enroll with by themselves, and for whom.

Source: "List mobileDeviceManagementPolicies" (beta), "not supported" for apps; Microsoft Learn, 2025-02.
"""

from dataclasses import dataclass

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection

_PATH = "/policies/mobileDeviceManagementPolicies?$select=id,displayName,appliesTo"


@dataclass(frozen=True, slots=True)
class MdmApp:
    """A service that Windows devices may enroll with by themselves; `applies_to` is none, all or selected."""

    app_id: str
    name: str
    applies_to: str


async def read_mdm_apps(client: GraphClient) -> list[MdmApp]:
    """The services and the scope of each. Raises GraphError; Forbidden to every app, whatever its rights."""
    return [
        MdmApp(
            each.text("id").lower(), each.text("displayName", "") or each.text("id"), each.text("appliesTo")
        )
        async for each in Collection(client, _PATH, about="the MDM scope", version="beta").rows()
    ]
