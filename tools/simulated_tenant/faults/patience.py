"""Who comes back before the time that a Retry-After named."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_Key = tuple[str, str, str]


class Patience:
    """The moments until which callers were asked to wait, by app, method and address: another question is
    no retry.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.until: dict[_Key, tuple[float, str | None]] = {}

    def told(self, key: _Key, headers: Mapping[str, str], *, batch: str | None = None) -> None:
        """Take note of an answer that names a time to wait, and of the $batch that it stands in."""
        named = headers.get("retry-after")
        if named is not None:
            self.until[key] = (self.now() + seconds_of(named, headers.get("date")), batch)

    def unheard(self, batch: str) -> None:
        """Forget what was said in a $batch whose answer nobody got."""
        self.until = {key: each for key, each in self.until.items() if each[1] != batch}

    def came_back(self, key: _Key, agent: str, *, batch: str | None = None) -> str:
        """What to say of a request that comes too early, with who it says it is; empty for any other.

        What stands in one $batch was sent together, whatever was said to one of them.
        """
        until, told_in = self.until.get(key, (0.0, None))
        if batch is not None and told_in == batch:
            return ""
        self.until.pop(key, None)
        early = until - self.now()
        return f"came back {early:.1f} s before Retry-After: {agent or 'nobody named'}" if early > 0 else ""


def seconds_of(retry_after: str, date: str | None = None) -> float:
    """How long a Retry-After asks to wait, from the answer's `date` on."""
    try:
        return float(retry_after)
    except ValueError:
        now = _moment(date) if date else datetime.now(UTC)
        return (_moment(retry_after) - now).total_seconds()


def _moment(text: str) -> datetime:
    at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
