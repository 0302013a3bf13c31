"""Where a campaign's events are told to other systems."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Webhook:
    """The address that takes events: written down, or in the environment where it is a secret itself."""

    url: str | None = None
    url_from: str | None = None
    """The environment variable that holds the address; None where `url` says it."""


def is_address(url: str) -> bool:
    """Whether events may go to the address: over TLS or on this machine, and without a password in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and here)
