"""Opens the one connection to a tenant's Graph."""

import asyncio
from collections.abc import Callable, Mapping
from importlib import import_module

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.pacing import Patience


async def open_client(
    env: Mapping[str, str],
    tell: Callable[[str], None] = print,
    *,
    patience: Callable[[], Patience] = Patience,
) -> GraphClient:
    """A client for the tenant and the credential that `env` names (ARM_*, INTUNE_CREDENTIAL).

    `tell` shows a person the code to sign in with (device-code); `patience` is each call's own. Sends no
    Graph request yet. Raises SignInError or Unreachable.
    """
    # Here alone, because it reads msgraph-sdk, which takes half a second: whoever does not speak to Graph
    # never comes by. In a thread, so that whoever waits for something else goes on.
    adapter = await asyncio.to_thread(import_module, "intune_waves.graph.client.request_adapter")
    carrier = await adapter.AdapterCarrier.opened(env, tell)
    return GraphClient(carrier.url, carrier, patience=patience)
