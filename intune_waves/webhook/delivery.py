"""The delivery of one event: signed, tried a few times, and never in anybody's way."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.webhook import Webhook, is_address
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StackState
from intune_waves.webhook.period_event import period_event

SECRET = "INTUNE_WAVES_WEBHOOK_SECRET"
"""The environment variable with the secret that events are signed with; without it they are not."""
SIGNATURE = "X-Intune-Waves-Signature"
"""The header with `sha256=` and the HMAC-SHA256 of the body, in hexadecimal digits."""
WAITS = (0.0, 1.0, 4.0)
"""Seconds before each try. With `SECONDS` for each of them, a delivery ends within 20 seconds."""
SECONDS = 5.0


class NotDeliveredError(Exception):
    """The event was not taken; the text says why, and holds neither the address nor a secret."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an event goes. Only `host` is ever shown: a path or a query can be a secret."""

    url: str

    @property
    def host(self) -> str:
        """The host, with its port where it names one."""
        parts = urlsplit(self.url)
        return parts.netloc.rpartition("@")[2]


def address_of(webhook: Webhook, environment: Mapping[str, str]) -> Address:
    """The address that was declared, or that the environment holds. Raises NotDeliveredError."""
    url = webhook.url if webhook.url_from is None else environment.get(webhook.url_from, "")
    if not url:
        raise NotDeliveredError(f"the environment variable {webhook.url_from} does not hold its address")
    if not is_address(url):
        raise NotDeliveredError("its address is none that begins with https:// and holds no password")
    return Address(url)


def deliver(
    event: Mapping[str, Any],
    address: Address,
    *,
    environment: Mapping[str, str],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Send the event until it is taken, at most as often as `WAITS` says. Raises NotDeliveredError.

    A redirect is an answer like any other that is not 2xx: nobody is told what was meant for another host.
    Only 429, 5xx and broken connections are tried again.
    """
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json", "User-Agent": "intune-waves", **_signed(body, environment)}
    why = ""
    with httpx.Client(timeout=SECONDS, follow_redirects=False) as client:
        for wait in WAITS:
            sleep(wait)
            try:
                status = client.post(address.url, content=body, headers=headers).status_code
            except (httpx.HTTPError, httpx.InvalidURL, ValueError) as broken:
                # The text of some of these names the address.
                why = "it does not answer in time" if _is_slow(broken) else "no connection comes about"
                continue
            if 200 <= status < 300:
                return
            why = f"it answered {status}"
            if status != 429 and status < 500:
                break
    raise NotDeliveredError(f"{address.host}: {why}")


def _is_slow(broken: Exception) -> bool:
    return isinstance(broken, httpx.TimeoutException)


def _signed(body: bytes, environment: Mapping[str, str]) -> dict[str, str]:
    secret = environment.get(SECRET, "")
    if not secret:
        return {}
    return {SIGNATURE: f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"}


def tell_of(campaign: Campaign, state: StackState, *, stack: str, environment: Mapping[str, str]) -> str:
    """Send the event of a state; answers the host that took it. Raises NotDeliveredError and RefusedError."""
    if campaign.webhook is None:
        raise RefusedError(
            "waves/campaign.yaml: webhook: no webhook is declared",
            "declare webhook with a url; docs/webhook.md shows it",
        )
    address = address_of(campaign.webhook, environment)
    deliver(period_event(campaign, state, stack=stack), address, environment=environment)
    return address.host
