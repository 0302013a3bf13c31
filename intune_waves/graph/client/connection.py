"""Opens the one connection to a tenant's Graph."""

from collections.abc import Callable, Mapping

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.pacing import Patience


async def open_client(
    env: Mapping[str, str],
    tell: Callable[[str], None] = print,
    patience: Callable[[], Patience] = Patience,
) -> GraphClient:
    """A client for the tenant and the credential that `env` names (ARM_*, INTUNE_CREDENTIAL).

    `tell` shows a person the code to sign in with (device-code); `patience` is each call's own. Sends no
    Graph request yet. Raises SignInError or Unreachable.
    """
    # Here alone, because it reads msgraph-sdk, which takes half a second: whoever does not speak to Graph
    # never comes by.
    from intune_waves.graph.client.request_adapter import AdapterCarrier

    carrier = await AdapterCarrier.opened(env, tell)
    return GraphClient(carrier.url, carrier, patience)
