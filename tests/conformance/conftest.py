"""A tenant of 12,000 people on a home of its own, and the real clients that talk to it over TLS."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from azure.identity import ClientSecretCredential
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]

from tools.simulated_tenant.control_client import ask
from tools.simulated_tenant.home import Home

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    """A started tenant: what its status says, and its controls."""

    home: Home
    status: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.status["url"])

    def control(self, method: str, path: str, body: Any = None) -> Any:
        return ask(self.home, method, path=f"/_tenant/{path}", body=body)

    def credential(self, secret: str | None = None) -> ClientSecretCredential:
        return ClientSecretCredential(
            self.status["tenant_id"],
            self.status["client_id"],
            secret or self.status["client_secret"],
            authority=self.url,
            disable_instance_discovery=True,
            connection_verify=self.status["ca_file"],
        )


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("tenant") / "home"

    def command(verb: str, *more: str) -> str:
        whole = [sys.executable, "-m", "tools.simulated_tenant", verb, "--home", str(folder), *more]
        return subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout

    command("start")
    yield Running(Home(folder), json.loads(command("status", "--json")))
    command("stop")


@pytest.fixture
def adatum(running: Running) -> Running:
    """The running tenant at its seed, calm, its request log empty."""
    running.control("PUT", "faults", {"name": "calm"})
    running.control("PUT", "behaviour", {"name": "calm"})
    running.control("POST", "reset")
    return running


@pytest.fixture
async def graph(adatum: Running) -> AsyncIterator[GraphServiceClient]:
    """The real msgraph-sdk with the real azure-identity."""
    provider = AzureIdentityAuthenticationProvider(
        adatum.credential(), scopes=[f"{adatum.url}/.default"], allowed_hosts=["localhost"]
    )
    http = httpx.AsyncClient(verify=adatum.status["ca_file"], base_url=adatum.url, timeout=30)
    adapter = GraphRequestAdapter(provider, GraphClientFactory.create_with_default_middleware(client=http))
    adapter.base_url = f"{adatum.url}/v1.0"
    yield GraphServiceClient(request_adapter=adapter)
    await http.aclose()


async def send(graph: GraphServiceClient, method: str, url: str, body: Any = None) -> Any:
    """A request that the SDK has no class for, through its own adapter; JSON or None comes back."""
    request = RequestInformation()
    request.http_method, request.url = Method[method], url
    if body is not None:
        request.set_stream_content(json.dumps(body).encode("utf-8"), "application/json")
    adapter: Any = graph.request_adapter
    raw = await adapter.send_primitive_async(request, "bytes", {"XXX": ODataError})
    return json.loads(raw) if raw else None
