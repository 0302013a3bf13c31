"""Signing in once before the engine starts, so that a bad secret is one sentence and not a page."""

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from intune_waves.graph.client.sign_in_reason import reason_in
from intune_waves.graph.client.trust import patiently
from intune_waves.stack.refusal import RefusedError

_PUBLIC_AUTHORITY = "https://login.microsoftonline.com"
_PUBLIC_GRAPH = "https://graph.microsoft.com"
_TIMEOUT_SECONDS = 15


def check_sign_in(environment: Mapping[str, str]) -> None:
    """Ask for one token where a client secret is configured; other credentials are left to the providers.

    Raises RefusedError (exit code 1; 3 where nothing answers) that names the cause and the next step. The
    secret itself never appears in it.
    """
    needed = [environment.get(name, "") for name in ("ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET")]
    tenant_id, client_id, secret = needed
    if not all(needed):
        return
    host = environment.get("ARM_METADATA_HOSTNAME")
    authority = f"https://{host}" if host else _PUBLIC_AUTHORITY
    form = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": secret,
        "scope": f"{authority if host else _PUBLIC_GRAPH}/.default",
    }
    request = Request(f"{authority}/{tenant_id}/oauth2/v2.0/token", urlencode(form).encode())
    try:
        trust = ssl.create_default_context(cafile=environment.get("SSL_CERT_FILE") or None)
        patiently(lambda: urlopen(request, timeout=_TIMEOUT_SECONDS, context=trust).close())
    except HTTPError as refused:
        raise _refusal(authority, refused.read()) from None
    except FileNotFoundError:
        raise RefusedError(
            f"SSL_CERT_FILE names {environment.get('SSL_CERT_FILE')}, which is not there",
            "./migrate tenant start makes it for the simulated tenant; unset it for a real one",
        ) from None
    except (URLError, OSError, HTTPException) as unreachable:
        raise _unreachable(authority, unreachable) from None


def _refusal(authority: str, body: bytes) -> RefusedError:
    try:
        said = str(json.loads(body).get("error_description", ""))
    except (ValueError, AttributeError):
        said = ""
    if known := reason_in(said):
        return RefusedError(f"signing in at {authority}: {known.what} ({known.code})", known.next_step)
    first = said.splitlines()[0] if said else "no reason given"
    return RefusedError(f"signing in at {authority} was refused: {first}", "check the ARM_* variables")


def _unreachable(authority: str, fault: Exception) -> RefusedError:
    reason = getattr(fault, "reason", fault)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return RefusedError(
            f"{authority}: its certificate is not trusted: {reason.verify_message}",
            "SSL_CERT_FILE must name the certificate of the tenant that runs; "
            "./migrate tenant stop, then ./migrate tenant start",
            exit_code=3,
        )
    return RefusedError(
        f"{authority} does not answer: {reason}",
        "./migrate tenant status, or check the network and ARM_METADATA_HOSTNAME",
        exit_code=3,
    )
