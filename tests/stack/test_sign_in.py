"""A bad secret or an unreachable tenant is one message before the engine starts."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any, ClassVar

import pytest
import trustme

from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.sign_in import check_sign_in


class _Authority(BaseHTTPRequestHandler):
    answer: ClassVar[tuple[int, dict[str, Any]]] = (200, {"access_token": "t"})

    def do_POST(self) -> None:  # the base class's name
        self.rfile.read(int(self.headers["Content-Length"]))
        status, body = self.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A server that answers sign-ins over TLS; yields the environment that finds it."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = SSLContext(PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)
    server = HTTPServer(("localhost", 0), _Authority)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {
        "ARM_TENANT_ID": "adatum",
        "ARM_CLIENT_ID": "app",
        "ARM_CLIENT_SECRET": "never-shown",
        "ARM_METADATA_HOSTNAME": f"localhost:{server.server_port}",
        "SSL_CERT_FILE": str(tmp_path / "ca.pem"),
    }
    server.shutdown()
    server.server_close()


def _answer(monkeypatch: pytest.MonkeyPatch, status: int, description: str) -> None:
    monkeypatch.setattr(_Authority, "answer", (status, {"error_description": description}))


def test_a_good_secret_passes(authority: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    _answer(monkeypatch, 200, "")
    check_sign_in(authority)


@pytest.mark.parametrize(
    ("description", "cause", "step"),
    [
        (
            "AADSTS7000222: The provided client secret keys are expired.",
            "the client secret has expired (AADSTS7000222)",
            "make a new secret for the app registration and set ARM_CLIENT_SECRET to it",
        ),
        (
            "AADSTS7000215: Invalid client secret provided.",
            "the client secret is wrong (AADSTS7000215)",
            "set ARM_CLIENT_SECRET to the secret's value (not its id)",
        ),
        (
            "AADSTS700016: Application with identifier 'app' was not found in the directory.",
            "the tenant knows no such application (AADSTS700016)",
            "check ARM_CLIENT_ID and ARM_TENANT_ID",
        ),
    ],
)
def test_a_refused_sign_in_names_cause_and_next_step(
    authority: dict[str, str], monkeypatch: pytest.MonkeyPatch, description: str, cause: str, step: str
) -> None:
    _answer(monkeypatch, 401, description)
    with pytest.raises(RefusedError) as refused:
        check_sign_in(authority)
    url = f"https://{authority['ARM_METADATA_HOSTNAME']}"
    assert str(refused.value) == f"signing in at {url}: {cause}\n  next: {step}"
    assert "never-shown" not in str(refused.value)


def test_another_tenants_certificate_is_named_as_such(authority: dict[str, str], tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    with pytest.raises(RefusedError) as refused:
        check_sign_in({**authority, "SSL_CERT_FILE": str(tmp_path / "other.pem")})
    assert "its certificate is not trusted" in str(refused.value)
    assert refused.value.exit_code == 3


def test_a_missing_certificate_file_is_named(authority: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"SSL_CERT_FILE names .*gone\.pem, which is not there"):
        check_sign_in({**authority, "SSL_CERT_FILE": str(tmp_path / "gone.pem")})


def test_nobody_listening_is_exit_code_3(authority: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match=r"^https://localhost:1 does not answer: ") as refused:
        check_sign_in({**authority, "ARM_METADATA_HOSTNAME": "localhost:1"})
    assert refused.value.exit_code == 3


def test_without_a_client_secret_the_providers_sign_in_for_themselves() -> None:
    check_sign_in({"ARM_TENANT_ID": "adatum", "ARM_USE_OIDC": "true"})
