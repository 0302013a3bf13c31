"""Whom this project believes: the named certificate authorities, and only the address that was asked.

What is asked here stands before a client: it is asked a few times where the connection breaks off.
"""

import json
import socket
import ssl
import time
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError

from intune_waves.graph.client.errors import Unreachable
from intune_waves.graph.client.pacing import retry_after

Answered = TypeVar("Answered")

TRIES = 5
"""How often something is asked that breaks off, or that a busy server refuses."""
BUSY = frozenset({429, 500, 502, 503, 504})
"""What a server answers that may do it a little later."""

_TIMEOUT_SECONDS = 10
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 60.0


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


def ask(url: str, trusted: ssl.SSLContext, *, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON that this very address answers to a GET: what is sent with it goes nowhere else.

    Blocks. Raises OSError (URLError; HTTPError for a redirect, too) and ValueError for what is no JSON.
    """
    asking = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trusted), _NoRedirect())
    request = urllib.request.Request(url, headers=dict(headers or {}))

    def once() -> Any:
        with asking.open(request, timeout=_TIMEOUT_SECONDS) as answer:
            return json.load(answer)

    try:
        return patiently(once)
    except HTTPException as broken:
        raise URLError(str(broken) or type(broken).__name__) from None


def patiently(request: Callable[[], Answered], sleep: Callable[[float], object] = time.sleep) -> Answered:
    """What `request` answers, which can be sent again without harm. It is, where it breaks off or the server
    is busy, after a little while or what Retry-After asks for. Raises what the last try does.
    """
    for attempt in range(TRIES - 1):
        try:
            return request()
        except (OSError, HTTPException) as failed:
            if not passes_by(failed):
                raise
            asked = retry_after(dict(failed.headers.items())) if isinstance(failed, HTTPError) else None
            if asked is not None and asked > _LONGEST_WAIT_SECONDS:
                raise
            sleep(max(asked or 0.0, _FIRST_WAIT_SECONDS * 2**attempt))
    return request()


def passes_by(failed: object) -> bool:
    """Whether a failure may be gone at the next try: a busy server, or a connection that broke off. A name
    that is unknown, a port at which nobody listens, silence, and a certificate that is not trusted are none.
    """
    if isinstance(failed, HTTPError):
        return failed.code in BUSY
    seen: object | None = failed
    while isinstance(seen, BaseException):
        if isinstance(seen, ssl.SSLCertVerificationError | ConnectionRefusedError | socket.gaierror):
            return False
        if isinstance(seen, HTTPException | ConnectionError | ssl.SSLError):
            return True
        reason = getattr(seen, "reason", None)
        seen = reason if isinstance(reason, BaseException) else seen.__cause__ or seen.__context__
    return False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *asked: object, **more: object) -> None:
        """Nowhere."""
