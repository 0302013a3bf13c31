"""One request to Graph and one answer, as plain values between the client and whatever carries them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, headers (names in lower case) and the decoded JSON body, None when there is
    none.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def request_id(self) -> str:
        """Graph's id of the request, for its support."""
        return self.headers.get("request-id", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One request inside a $batch; `path` starts with a slash and has no version."""

    method: str
    path: str
    json: Any = None
    about: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Carrier(Protocol):
    """Sends one request, signed in, without any retry of its own."""

    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """The answer of any status. Raises Unreachable, Unavailable (broken off) or SignInError."""

    async def close(self) -> None:
        """Give the connection back."""


def decode(content: bytes) -> Any:
    """The JSON in `content`; None for nothing and for a gateway's HTML page."""
    try:
        return json.loads(content) if content.strip() else None
    except ValueError:
        return None
