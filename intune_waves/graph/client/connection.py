"""Opens the one connection to a tenant's Graph."""

import asyncio
from collections.abc import Callable, Mapping

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.pacing import Patience
from intune_waves.graph.client.tenant_address import TenantAddress


async def open_client(
    env: Mapping[str, str],
    tell: Callable[[str], None] = print,
    patience: Callable[[], Patience] = Patience,
) -> GraphClient:
    """A client for the tenant and the credential that `env` names (ARM_*, INTUNE_CREDENTIAL).

    `tell` shows a person the code to sign in with (device-code); `patience` is each call's own. Sends no
    Graph request yet. Raises SignInError or Unreachable.
    """
    address = await asyncio.to_thread(TenantAddress.from_environment, env)
    # The one place that reads msgraph-sdk, which takes half a second: whoever does not speak to Graph never
    # comes here.
    from intune_waves.graph.client.request_adapter import AdapterCarrier

    return GraphClient(address.graph_url, AdapterCarrier(env, address, tell), patience)
