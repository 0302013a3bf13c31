"""One count of coverage in its own process: `python -m tools.benchmarks.coverage_count ours|typed GROUP`.

Prints what was counted, the seconds, and the most memory that the process ever held, as JSON.
"""

import asyncio
import json
import os
import sys
import time
from typing import Any

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.graph import registered_device
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.request_adapter import AdapterCarrier
from intune_waves.graph.client.tenant_address import TenantAddress
from intune_waves.graph.group_membership import list_group
from intune_waves.graph.managed_device import PAGE_SIZE
from intune_waves.graph.user import PEOPLE_PER_PAGE
from intune_waves.observing.coverage import coverage_of
from intune_waves.observing.devices import read_devices

_EVIDENCE = DeviceEvidence()
_PLATFORMS = ("windows", "mac", "ios", "android")


def most_megabytes() -> float:
    """The most memory that this process has held so far."""
    # Imported here: Windows has no such module, and the other figures do without it.
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


async def count_ours(client: GraphClient, group: str) -> dict[str, Any]:
    """By our own reading of pages."""
    people, devices = await asyncio.gather(list_group(client, group), read_devices(client, _EVIDENCE))
    found = coverage_of(people, devices, platforms=_PLATFORMS)
    registered = await registered_device.count_registered(client)
    if found.doubts or found.unread:
        raise RuntimeError("; ".join((*found.doubts, *found.unread)))
    pages = (
        -(-people.listed // PEOPLE_PER_PAGE),
        -(-devices.count.listed // PAGE_SIZE),
        -(-registered // registered_device.PAGE_SIZE),
    )
    # The registered devices are read in parts, side by side.
    longest = max(pages[0], pages[1], -(-pages[2] // registered_device.PARTS))
    counts = {"people": found.people, "covered": found.covered, "devices": registered}
    return {**counts, "pages": sum(pages), "longest": longest, "beside": 1}


async def _main(how: str, group: str) -> dict[str, Any]:
    address = TenantAddress.from_environment(os.environ)
    carrier = AdapterCarrier(os.environ, address)
    async with GraphClient(address.graph_url, carrier) as client:
        await client.get("/organization")
        if how == "typed":
            # Here, so that our own count's memory does not hold the models of the other.
            from tools.benchmarks.coverage_typed import count_typed

            # They are imported at their first use: that is not a cost of each page.
            await count_typed(carrier._adapter, group)
        idle, asked, began = most_megabytes(), client.requests_sent, time.perf_counter()
        # The typed client goes over the very adapter that ours goes over.
        counted = await (
            count_typed(carrier._adapter, group) if how == "typed" else count_ours(client, group)
        )
        return {
            **counted,
            "seconds": time.perf_counter() - began,
            # What the figure itself asked for besides is none of the reading's.
            "requests": client.requests_sent - asked - counted.get("beside", 0),
            "megabytes": most_megabytes(),
            "idle": idle,
        }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_main(*sys.argv[1:]))))
