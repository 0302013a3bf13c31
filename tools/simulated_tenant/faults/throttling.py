"""Throttling by the windows of limits.yaml: each request takes units; too many are answered 429."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tools.simulated_tenant.limits import Limits, Window
from tools.simulated_tenant.wire.errors import GraphError
from tools.simulated_tenant.wire.query import Query

READS = ("GET", "HEAD")


@dataclass
class _Taken:
    at: deque[tuple[float, int]] = field(default_factory=deque)
    total: int = 0

    def admit(self, window: Window, units: int, *, now: float) -> bool:
        while self.at and self.at[0][0] <= now - window.seconds:
            self.total -= self.at.popleft()[1]
        if self.total + units > window.units:
            return False
        self.at.append((now, units))
        self.total += units
        return True


class Throttle:
    """Sliding windows, one per family, kind (all or write), mailbox and, where limits are per app, app."""

    def __init__(self, limits: Limits, families: tuple[str, ...], *, now: Callable[[], float]) -> None:
        self.limits, self.families, self.now = limits, families, now
        self.taken: dict[tuple[str, str, str, str], _Taken] = {}
        self.under_way: Counter[tuple[str, str, str]] = Counter()

    def admit(
        self, *, family: str, write: bool, unit: str, query: Query, app: str, mailbox: str = ""
    ) -> None:
        """Count the request.

        Raises GraphError 429, with a Retry-After where limits.yaml names one, when its window is full.
        """
        if family not in self.families:
            return
        units = 1 if write or family != "identity" else cost(self.limits.units[unit], query)
        for kind, window in self.limits.windows[family].items():
            if kind == "write" and not write:
                continue
            # Conditional access counts all apps of the tenant together.
            key = (family, kind, "" if family == "conditionalAccess" else app, mailbox)
            if not self.taken.setdefault(key, _Taken()).admit(window, units, now=self.now()):
                headers = {} if window.retry_after is None else {"retry-after": str(window.retry_after)}
                raise GraphError(429, "TooManyRequests", "Too Many Requests", headers)

    @contextmanager
    def at_once(self, *, family: str, app: str, mailbox: str) -> Iterator[None]:
        """Count the request while it is under way.

        Raises GraphError 429 when as many as limits.yaml allows are under way already.
        """
        most = self.limits.at_once.get(family)
        if family not in self.families or most is None:
            yield
            return
        key = (family, app, mailbox)
        if self.under_way[key] >= most:
            raise GraphError(
                429,
                "ApplicationThrottled",
                "Application is over its MailboxConcurrency limit.",
                {"retry-after": "1"},
            )
        self.under_way[key] += 1
        try:
            yield
        finally:
            self.under_way[key] -= 1


def cost(units: int, query: Query) -> int:
    """Resource units of a read of the directory: $select -1, $expand +1, $top below 20 -1, never below 1."""
    top = query.get("$top")
    small = top is not None and top.isdigit() and int(top) < 20
    return max(1, units - bool(query.select) + (query.get("$expand") is not None) - small)
