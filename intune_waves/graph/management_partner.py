"""The connectors by which other device-management services tell Intune about their devices.

Source: "List complianceManagementPartners", Microsoft Learn, 2025-02.
"""

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection

_PATH = "/deviceManagement/complianceManagementPartners?$select=displayName,partnerState"


async def read_connectors(client: GraphClient) -> list[tuple[str, str]]:
    """The name and the state of each connector, in Graph's words. Raises GraphError."""
    return [
        (each.text("displayName", "") or "a partner without a name", each.text("partnerState", "unknown"))
        async for each in Collection(client, _PATH, about="the connectors of other services").rows()
    ]
