"""One request to Graph and one answer, as plain values between the client and whatever carries them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer: status, headers (names in lower case) and the decoded JSON body, None when there is
    none. `is_json` is False for a body that is something else, such as a gateway's HTML page.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    is_json: bool = True

    @classmethod
    def received(cls, status: int, headers: Mapping[str, str], *, content: bytes) -> Self:
        """The answer whose body has not been decoded yet."""
        lowered = {str(name).lower(): str(value) for name, value in headers.items()}
        try:
            return cls(status, lowered, decode(content))
        except ValueError:
            return cls(status, lowered, None, is_json=False)

    @property
    def request_id(self) -> str:
        """Graph's id of the request, for its support."""
        return self.headers.get("request-id", "")

    @property
    def good(self) -> bool:
        """Whether Graph did what was asked: a 2xx. A redirect is no such answer."""
        return 200 <= self.status < 300


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

    # By position: the four parts of every request.
    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """The answer of any status. Raises Unreachable, Unavailable (broken off) or SignInError."""

    async def close(self) -> None:
        """Give the connection back."""


def decode(content: bytes) -> Any:
    """The JSON in `content`, None for nothing. Raises ValueError for anything else, and for JSON that no text
    can be made of again: half of a surrogate pair, or what is nested too deep.
    """
    if not content.strip():
        return None
    try:
        decoded = json.loads(content)
        # One byte is found in no time in a page of a megabyte, two are not.
        if b"\\" in content and b"\\u" in content:
            json.dumps(decoded, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    return decoded
