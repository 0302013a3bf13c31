"""Sending: everybody gets one message, whatever happens in between.

Each message is written down as intended before its request, and as sent after its answer. One whose outcome
is not known is looked up in the mailbox by its key; it is sent again only when it was not found some time
after it was intended, because the sent items can lag behind.
"""

import asyncio
import heapq
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from itertools import count
from typing import Protocol

from intune_waves.messages.sending.halt import Halt
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.messages.sending.sending_pace import AT_A_TIME, SendingPace

SETTLED_SECONDS = 300.0
"""How long after it was intended a message that is not among the sent items was not sent, by experience."""
_LOOKS_AFTER = (0.0, 10.0, 60.0)


class Outcome(Enum):
    """What became of one message."""

    SENT = auto()
    REFUSED = auto()
    """It was not sent, because of this one person's address."""
    IN_DOUBT = auto()
    """The answer was lost or says nothing about it."""


class NotSentError(Exception):
    """This message was certainly not sent, and no other will be; the text says why."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One text for one person. `doubt_since` is when an earlier run intended it, in seconds since 1970."""

    text: MessageText
    person: str
    recipient: object = None
    doubt_since: float | None = None

    @property
    def key(self) -> str:
        """The name under which the mailbox knows it."""
        return self.text.key(self.person)


class PostOffice(Protocol):
    """Who carries the letters."""

    async def send(self, letter: Letter) -> Outcome:
        """Send it once. Raises NotSentError."""

    async def sent_on(self, letter: Letter) -> date | None:
        """The day on which the mailbox sent it; None where its sent items do not hold it."""


@dataclass(slots=True)
class Tally:
    """How far a run is. `found` had been sent by an earlier run or an unanswered request."""

    sent: int = 0
    found: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    """Wave and person of everybody whose address the mailbox did not take."""
    in_doubt: int = 0
    in_flight: int = 0
    failure: str = ""
    """Why the run ended early; empty where it did not."""


@dataclass(order=True, slots=True)
class _Doubt:
    look_at: float
    turn: int
    letter: Letter = field(compare=False)
    since: float = field(compare=False)
    looks: int = field(default=0, compare=False)


class Sending:
    """One run over some letters; `today` is the day that the ledger notes."""

    def __init__(
        self,
        letters: Iterable[Letter],
        ledger: Ledger,
        *,
        office: PostOffice,
        pace: SendingPace,
        halt: Halt,
        today: date,
    ) -> None:
        self.tally = Tally()
        self._ledger, self._office, self._pace = ledger, office, pace
        self._halt, self._today = halt, today
        self._letters: Iterator[Letter] = iter(letters)
        self._doubts: list[_Doubt] = []
        self._turns = count()

    async def run(self) -> Tally:
        """Send until there is nothing left to do, the run is stopped, or it fails."""
        workers = [asyncio.create_task(self._work()) for _ in range(AT_A_TIME)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            for worker in workers:
                with suppress(asyncio.CancelledError, Exception):
                    await worker
        return self.tally

    @property
    def _over(self) -> bool:
        return self._halt.wished() or bool(self.tally.failure)

    async def _work(self) -> None:
        while not self._over:
            if self._doubts and self._doubts[0].look_at <= self._halt.clock():
                await self._look(heapq.heappop(self._doubts))
            elif (letter := next(self._letters, None)) is not None:
                if letter.doubt_since is None:
                    await self._send(letter)
                else:
                    self._put_in_doubt(letter, min(letter.doubt_since, self._halt.clock()))
            elif self._doubts:
                await self._halt.sleep(self._doubts[0].look_at - self._halt.clock())
            elif self.tally.in_flight:
                # A letter on its way may still come back in doubt.
                await self._halt.sleep(0.05)
            else:
                return

    async def _send(self, letter: Letter) -> None:
        if not await self._pace.turn():
            if self._ledger.entry(letter.text, letter.person):
                self._put_in_doubt(letter, self._halt.clock())
            return
        try:
            await self._send_now(letter)
        finally:
            self._pace.answered()

    async def _send_now(self, letter: Letter) -> None:
        since = self._halt.clock()
        self._ledger.intend(letter.text, letter.person, at=since)
        self.tally.in_flight += 1
        try:
            outcome = await self._office.send(letter)
        except NotSentError as not_sent:
            self._ledger.withdraw(letter.text, letter.person)
            self.tally.failure = self.tally.failure or str(not_sent)
            return
        finally:
            self.tally.in_flight -= 1
        if outcome is Outcome.IN_DOUBT:
            self._put_in_doubt(letter, since)
        elif outcome is Outcome.SENT:
            self._ledger.settle(letter.text, letter.person, day=self._today)
            self.tally.sent += 1
        else:
            self._ledger.withdraw(letter.text, letter.person)
            self.tally.refused.append((letter.text.wave, letter.person))

    def _put_in_doubt(self, letter: Letter, since: float) -> None:
        self.tally.in_doubt += 1
        heapq.heappush(self._doubts, _Doubt(self._halt.clock(), next(self._turns), letter, since))

    async def _look(self, doubt: _Doubt) -> None:
        letter = doubt.letter
        settled = self._halt.clock() >= doubt.since + SETTLED_SECONDS
        self.tally.in_flight += 1
        try:
            day = await self._office.sent_on(letter)
        except NotSentError as failed:
            self.tally.failure = self.tally.failure or str(failed)
            return
        finally:
            self.tally.in_flight -= 1
        if day is not None:
            self._ledger.settle(letter.text, letter.person, day=day)
            self.tally.in_doubt -= 1
            self.tally.found += 1
        elif settled:
            self.tally.in_doubt -= 1
            await self._send(letter)
        else:
            doubt.looks += 1
            later = [after for after in _LOOKS_AFTER[doubt.looks :] if after < SETTLED_SECONDS]
            doubt.look_at = doubt.since + (later[0] if later else SETTLED_SECONDS)
            heapq.heappush(self._doubts, doubt)
