"""Where the tenant is comes from the environment, and from the metadata host itself alone."""

import json
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import trustme

from intune_waves.graph.client.credential import _assertion
from intune_waves.graph.client.errors import SignInError, Unreachable
from intune_waves.graph.client.tenant_address import TenantAddress

METADATA = {
    "authentication": {"loginEndpoint": "https://login.test/"},
    "microsoftGraphResourceId": "https://graph.test/",
}


class Host:
    """A server of this machine over TLS that gives one answer, and keeps what it was asked."""

    def __init__(self, folder: Path) -> None:
        authority, outer = trustme.CA(), self
        self.ca_file = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self.status, self.headers, self.content = 200, {"X-Y": "1"}, b"{}"
        self.asked: list[tuple[str, str | None]] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, self.headers["Authorization"]))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(outer.content)

            def log_message(self, *args: object) -> None:
                """Nothing is printed."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.name = f"localhost:{self.server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "ARM_TENANT_ID": "t",
            "ARM_METADATA_HOSTNAME": self.name,
            "SSL_CERT_FILE": str(self.ca_file),
        }


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    found = Host(tmp_path)
    thread = Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.mark.parametrize(
    ("environment", "graph"),
    [
        ({}, "https://graph.microsoft.com"),
        ({"ARM_ENVIRONMENT": "USGovernment"}, "https://graph.microsoft.us"),
        ({"ARM_ENVIRONMENT": " "}, "https://graph.microsoft.com"),
    ],
)
def test_a_cloud_is_known_by_its_name(environment: dict[str, str], graph: str) -> None:
    address = TenantAddress.from_environment({"ARM_TENANT_ID": "t", **environment})
    assert (address.graph_url, address.known_cloud) == (graph, True)


@pytest.mark.parametrize("environment", [{}, {"ARM_TENANT_ID": "t", "ARM_ENVIRONMENT": "moon"}])
def test_what_is_missing_or_unknown_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(SignInError):
        TenantAddress.from_environment(environment)


def test_a_host_of_metadata_tells_both_addresses(host: Host) -> None:
    host.content = json.dumps(METADATA).encode()
    address = TenantAddress.from_environment(host.environment)
    assert (address.login_authority, address.graph_url) == ("https://login.test", "https://graph.test")
    assert not address.known_cloud


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"7",
        b"{}",
        json.dumps({**METADATA, "authentication": None}).encode(),
        json.dumps({**METADATA, "microsoftGraphResourceId": 7}).encode(),
        json.dumps({**METADATA, "microsoftGraphResourceId": "http://graph.test/"}).encode(),
    ],
)
def test_metadata_of_another_shape_is_told(host: Host, content: bytes) -> None:
    host.content = content
    with pytest.raises(Unreachable, match="the answer is no endpoint metadata"):
        TenantAddress.from_environment(host.environment)


def test_a_host_that_is_no_host_is_told() -> None:
    with pytest.raises(Unreachable, match="https://https://"):
        TenantAddress.from_environment({"ARM_TENANT_ID": "t", "ARM_METADATA_HOSTNAME": "https://localhost"})


def test_no_redirect_is_followed_for_metadata(host: Host) -> None:
    host.status, host.headers = 302, {"Location": f"https://{host.name}/elsewhere"}
    with pytest.raises(Unreachable, match="it answers 302"):
        TenantAddress.from_environment(host.environment)
    assert len(host.asked) == 1


def test_the_pipelines_own_token_follows_no_redirect(host: Host) -> None:
    host.status, host.headers = 307, {"Location": f"https://{host.name}/elsewhere"}
    environment = {
        **host.environment,
        "ARM_OIDC_REQUEST_URL": f"https://{host.name}/token?x=1",
        "ARM_OIDC_REQUEST_TOKEN": "secret",
    }
    with pytest.raises(SignInError, match="identity token cannot be had") as refused:
        _assertion(environment)()
    assert host.asked == [("/token?x=1&audience=api%3A%2F%2FAzureADTokenExchange", "Bearer secret")]
    assert "secret" not in str(refused.value)


def test_the_pipelines_own_token_is_taken(host: Host) -> None:
    host.content = b'{"value": "assertion"}'
    environment = {
        **host.environment,
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"https://{host.name}/token",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret",
    }
    assert _assertion(environment)() == "assertion"
