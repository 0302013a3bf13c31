"""How long to wait for Graph, and when to stop waiting.

A 429 says that the call was not carried out, so it is always waited for. Retry-After is a number of
seconds, at times a decimal, or a date ("Microsoft Graph throttling guidance", Microsoft Learn, 2025-01) in
any of the three forms of RFC 9110, 5.6.7. In the field it goes up to 315 s; one call waits about five minutes
in all before it gives up.
"""

import asyncio
import random
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BUDGET_SECONDS = 320.0
"""Longest time that one call spends waiting, in all."""

_FIRST_BACKOFF_SECONDS = 1.0
_LONGEST_BACKOFF_SECONDS = 30.0
# So often an answer is believed that asks for less than we would wait by ourselves: one that always asks for
# nothing would be asked for ever.
_TIMES_BELIEVED = 5
_SECONDS = re.compile(r"-?[0-9]{1,15}(\.[0-9]*)?", re.ASCII)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds that the answer's Retry-After asks for, or None when it asks for nothing that can be read.

    A moment is on the clock of whoever answers, which the answer's Date tells, and not on ours.
    """
    named = {name.lower(): value for name, value in headers.items()}
    text = named.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return max(0.0, float(text))
    moment = http_date(text)
    now = now or http_date(named.get("date", "")) or datetime.now(UTC)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def http_date(text: str) -> datetime | None:
    """The time that a header tells in any form of an HTTP date; None for what is none.

    A date without a zone, as that of asctime, is in UTC.
    """
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(slots=True)
class Patience:
    """The waiting of one call. `sleep` and `chance` (0 to 1) are replaced in tests."""

    budget: float = BUDGET_SECONDS
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random
    waited: float = field(default=0.0, init=False)
    attempts: int = field(default=0, init=False)

    async def wait(self, asked: float | None) -> bool:
        """Wait `asked` seconds, or an own growing time when None. False, at once, if the budget forbids
        it.
        """
        # A little chance keeps resources that were refused together from coming back together.
        own = min(_LONGEST_BACKOFF_SECONDS, _FIRST_BACKOFF_SECONDS * 2**self.attempts)
        least = own if self.attempts >= _TIMES_BELIEVED else 0.0
        seconds = (own if asked is None else max(asked, least)) + self.chance() * 0.5
        if self.waited + seconds > self.budget:
            return False
        self.attempts += 1
        self.waited += seconds
        await self.sleep(seconds)
        return True


class Pace:
    """At most so many requests in so many seconds, for a family whose limit is low and known beforehand.

    `clock` and `sleep` are replaced in tests.
    """

    def __init__(
        self,
        requests: int,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._taken: deque[float] = deque(maxlen=requests)
        self._waiting = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until one more request fits."""
        async with self._waiting:
            if len(self._taken) == self._taken.maxlen:
                wait = self._taken[0] + self._seconds - self._clock()
                if wait > 0:
                    await self._sleep(wait)
            self._taken.append(self._clock())

    def ended(self) -> None:
        """Count the last request from now, where it has taken so long that it was sent more than once."""
        if self._taken and self._clock() - self._taken[-1] >= self._seconds:
            self._taken[-1] = self._clock()
