"""How fast a mailbox may send, and the pace that keeps to it."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from intune_waves.campaign.campaign import Campaign
from intune_waves.messages.sending.halt import Halt

WINDOW_SECONDS = 60.0
DAY_SECONDS = 86_400.0
AT_A_TIME = 4
"""Requests to one mailbox at a time ("Microsoft Graph service-specific throttling limits", "Outlook service
limits", Microsoft Learn, 2025-04); sending and looking together.
"""


@dataclass(frozen=True, slots=True)
class MailboxQuota:
    """What one mailbox may send: messages in a minute, and in 24 hours.

    Source: "Exchange Online limits", "Sending limits", Microsoft Learn, 2025-04: 30 messages a minute, 10,000
    recipients a day. A plan can have less.
    """

    per_minute: int = 30
    per_day: int = 10_000

    def least_seconds(self, messages: int) -> float:
        """The least time that so many messages take: each window begins with its first message."""
        return max(0, ceil(messages / self.per_minute) - 1) * WINDOW_SECONDS


def quota_of(campaign: Campaign) -> MailboxQuota:
    """The quota of the campaign's mailbox, as declared or as Exchange Online has it."""
    declared = campaign.messages
    usual = MailboxQuota()
    if declared is None:
        return usual
    return MailboxQuota(declared.per_minute or usual.per_minute, declared.per_day or usual.per_day)


class SendingPace:
    """Lets as many messages begin as the window has room for, at once, and the next as room comes back.

    A message takes its room until a window's length after it was answered: the mailbox counts it at some
    moment before its answer. `taken` are the moments of messages that an earlier run has sent.
    """

    def __init__(self, per_minute: int, taken: Iterable[float], *, halt: Halt) -> None:
        self._room = per_minute
        self._halt = halt
        self._back_at = deque(moment + WINDOW_SECONDS for moment in sorted(taken))
        self._in_flight = 0
        self._one_waits = asyncio.Lock()
        self._answered = asyncio.Event()

    async def turn(self) -> bool:
        """Wait until one more message may begin; False when the run was stopped meanwhile."""
        async with self._one_waits:
            while not self._halt.wished():
                now = self._halt.clock()
                while self._back_at and self._back_at[0] <= now:
                    self._back_at.popleft()
                if len(self._back_at) + self._in_flight < self._room:
                    self._in_flight += 1
                    return True
                if self._back_at:
                    await self._halt.sleep(self._back_at[0] - now)
                else:
                    # All room is taken by messages in flight.
                    self._answered.clear()
                    await self._answered.wait()
            return False

    def answered(self) -> None:
        """Say that the message of a turn was answered."""
        self._in_flight -= 1
        self._back_at.append(self._halt.clock() + WINDOW_SECONDS)
        self._answered.set()
