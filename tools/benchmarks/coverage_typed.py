"""Coverage by msgraph-sdk's typed client, to compare ours with; a module of its own, for its memory."""

import asyncio
from typing import Any

from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.device_management.managed_devices.managed_devices_request_builder import (
    ManagedDevicesRequestBuilder as Devices,
)
from msgraph.generated.groups.item.transitive_members.graph_user.graph_user_request_builder import (
    GraphUserRequestBuilder as Members,
)
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core.tasks.page_iterator import PageIterator  # type: ignore[import-untyped]

from intune_waves.graph.managed_device import PAGE_SIZE
from intune_waves.graph.user import PEOPLE_PER_PAGE

TYPED_PAGES = 3
"""Pages of each list that the typed client is timed on: the whole of them takes it a quarter of an hour."""


async def count_typed(adapter: Any, group: str) -> dict[str, Any]:
    """The first pages by msgraph-sdk's typed client and its page iterator, both lists at the same time."""
    client = GraphServiceClient(request_adapter=adapter)
    members: set[str] = set()
    devices: list[bool] = []

    def take_member(user: Any) -> bool:
        if user.account_enabled is not False:
            members.add(user.id)
        return len(members) < TYPED_PAGES * PEOPLE_PER_PAGE

    def take_device(device: Any) -> bool:
        devices.append(device.compliance_state.value == "compliant" and bool(device.user_id))
        return len(devices) < TYPED_PAGES * PAGE_SIZE

    async def read_members() -> None:
        query = Members.GraphUserRequestBuilderGetQueryParameters(
            select=["id", "accountEnabled"], top=PEOPLE_PER_PAGE, count=True
        )
        asked = RequestConfiguration(query_parameters=query)
        asked.headers.add("ConsistencyLevel", "eventual")
        first = await client.groups.by_group_id(group).transitive_members.graph_user.get(asked)
        pages = PageIterator(first, adapter)
        # PageIterator.set_headers fails with this version of kiota.
        pages.headers.add("ConsistencyLevel", "eventual")
        await pages.iterate(take_member)

    async def read_devices_too() -> None:
        query = Devices.ManagedDevicesRequestBuilderGetQueryParameters(
            select=["userId", "complianceState", "operatingSystem", "managementAgent"]
        )
        first = await client.device_management.managed_devices.get(
            RequestConfiguration(query_parameters=query)
        )
        await PageIterator(first, adapter).iterate(take_device)

    await asyncio.gather(read_members(), read_devices_too())
    return {"people": len(members), "devices": len(devices), "longest": TYPED_PAGES}
