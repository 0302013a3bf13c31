"""A carrier of our own client's that speaks to a tenant in this process."""

from collections.abc import Mapping

import httpx

from intune_waves.graph.client.answer import Answer, decode
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.pacing import Patience
from tests.simulated_tenant.simulated import Simulated


class AsgiCarrier:
    """Signed in as the tenant's application."""

    def __init__(self, tenant: Simulated) -> None:
        self._token = tenant.token
        self._http = httpx.AsyncClient(transport=tenant.transport, base_url="https://localhost")

    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        signed = {**headers, "Authorization": f"Bearer {self._token}"}
        answer = await self._http.request(method, url, content=body, headers=signed)
        return Answer(answer.status_code, dict(answer.headers), decode(answer.content))

    async def close(self) -> None:
        await self._http.aclose()

    def client(self) -> GraphClient:
        return GraphClient("https://localhost", self, patience=lambda: Patience(0.0))
