"""One count of coverage in a process of its own: `python -m benchmarks.coverage_count ours|typed GROUP`.

Prints what was counted, the seconds, and the most memory that the process ever held, as JSON.
"""

import asyncio
import json
import os
import sys
import time
from typing import Any

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.managed_device import PAGE_SIZE, read_devices
from intune_waves.observing.coverage_reading import MEMBERS_PER_PAGE, least_requests, read_coverage

_PLATFORMS = ("windows", "mac", "ios", "android")
TYPED_PAGES = 3
"""Pages of each list that the typed client is timed on: the whole of them takes it a quarter of an hour."""


def most_megabytes() -> float:
    """The most memory that this process has held so far."""
    # Imported here: Windows has no such module, and the other figures do without it.
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


async def count_ours(client: GraphClient, group: str) -> dict[str, Any]:
    """By our own reading of pages."""
    devices = asyncio.ensure_future(read_devices(client))
    found = await read_coverage(client, group, _PLATFORMS, devices)
    if found.doubts:
        raise RuntimeError("; ".join(found.doubts))
    members, listed = found.people + found.disabled, devices.result().listed
    longest = max(-(-members // MEMBERS_PER_PAGE), -(-listed // PAGE_SIZE))
    counts = {"people": found.people, "covered": found.covered, "devices": listed}
    return {**counts, "pages": least_requests(members, listed), "longest": longest}


async def count_typed(adapter: Any, group: str) -> dict[str, Any]:
    """The first pages by msgraph-sdk's typed client and its page iterator, both lists at the same time."""
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.device_management.managed_devices.managed_devices_request_builder import (
        ManagedDevicesRequestBuilder as Devices,
    )
    from msgraph.generated.groups.item.transitive_members.graph_user.graph_user_request_builder import (
        GraphUserRequestBuilder as Members,
    )
    from msgraph.graph_service_client import GraphServiceClient
    from msgraph_core.tasks.page_iterator import PageIterator  # type: ignore[import-untyped]

    client = GraphServiceClient(request_adapter=adapter)
    members: set[str] = set()
    devices: list[bool] = []

    def take_member(user: Any) -> bool:
        if user.account_enabled is not False:
            members.add(user.id)
        return len(members) < TYPED_PAGES * MEMBERS_PER_PAGE

    def take_device(device: Any) -> bool:
        devices.append(device.compliance_state.value == "compliant" and bool(device.user_id))
        return len(devices) < TYPED_PAGES * PAGE_SIZE

    async def read_members() -> None:
        query = Members.GraphUserRequestBuilderGetQueryParameters(
            select=["id", "accountEnabled"], top=MEMBERS_PER_PAGE, count=True
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


async def _main(how: str, group: str) -> dict[str, Any]:
    from intune_waves.graph.client.request_adapter import AdapterCarrier
    from intune_waves.graph.client.tenant_address import TenantAddress

    address = TenantAddress.from_environment(os.environ)
    carrier = AdapterCarrier(os.environ, address)
    async with GraphClient(address.graph_url, carrier) as client:
        await client.get("/organization")
        if how == "typed":
            # Its models are imported at their first use: that is not a cost of each page.
            await count_typed(carrier._adapter, group)
        idle, asked, began = most_megabytes(), client.requests_sent, time.perf_counter()
        # The typed client goes over the very adapter that ours goes over.
        counted = await (count_ours(client, group) if how == "ours" else count_typed(carrier._adapter, group))
        return {
            **counted,
            "seconds": time.perf_counter() - began,
            "requests": client.requests_sent - asked,
            "megabytes": most_megabytes(),
            "idle": idle,
        }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_main(*sys.argv[1:]))))
