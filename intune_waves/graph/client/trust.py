"""Whom this project believes: the named certificate authorities, and only the address that was asked."""

import json
import ssl
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from intune_waves.graph.client.errors import Unreachable

_TIMEOUT_SECONDS = 10


def trust(env: Mapping[str, str]) -> ssl.SSLContext:
    """The TLS context for the authorities of SSL_CERT_FILE, or of the system where it is not set.

    Raises Unreachable where SSL_CERT_FILE names no readable certificate.
    """
    named = env.get("SSL_CERT_FILE") or None
    try:
        return ssl.create_default_context(cafile=named)
    except OSError as error:
        raise Unreachable(
            "the tenant",
            "",
            message=f"SSL_CERT_FILE names {named}, which is no readable certificate ({error.strerror})",
            next_step="Name the certificate authority's PEM file; for the simulated tenant "
            "./migrate tenant status --json says it (ca_file).",
        ) from None


def ask_once(url: str, trusted: ssl.SSLContext, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON that this very address answers to a GET: what is sent with it goes nowhere else.

    Blocks. Raises OSError (URLError; HTTPError for a redirect, too) and ValueError for what is no JSON.
    """
    asking = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusted), _NoRedirect())
    request = urllib.request.Request(url, headers=dict(headers or {}))
    try:
        with asking.open(request, timeout=_TIMEOUT_SECONDS) as answer:
            return json.load(answer)
    except HTTPException as broken:
        raise URLError(str(broken) or type(broken).__name__) from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *asked: object, **more: object) -> None:
        """Nowhere."""
