"""Who comes back before the time that a Retry-After named."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_Key = tuple[str, str, str]


class Patience:
    """The moments until which callers were asked to wait, by app, method and path."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.until: dict[_Key, float] = {}

    def told(self, key: _Key, headers: Mapping[str, str]) -> None:
        """Take note of an answer that names a time to wait."""
        named = headers.get("retry-after")
        if named is not None:
            self.until[key] = self.now() + seconds_of(named)

    def came_back(self, key: _Key, agent: str) -> str:
        """What to say of a request that comes too early, with who it says it is; empty for any other."""
        early = self.until.pop(key, 0.0) - self.now()
        return f"came back {early:.1f} s before Retry-After: {agent or 'nobody named'}" if early > 0 else ""


def seconds_of(retry_after: str) -> float:
    """How long a Retry-After asks to wait, from now on."""
    try:
        return float(retry_after)
    except ValueError:
        at = parsedate_to_datetime(retry_after)
        return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
