"""Which certificate authorities are believed."""

import ssl
from collections.abc import Mapping

from intune_waves.graph.client.errors import Unreachable


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
