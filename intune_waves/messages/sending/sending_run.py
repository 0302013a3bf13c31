"""One run of sending: the mailbox's pace, what a person sees of it, and how it ends."""

import asyncio
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING

from intune_waves.messages.sending.halt import Halt
from intune_waves.messages.sending.ledger import Ledger
from intune_waves.messages.sending.post_office import GraphPostOffice
from intune_waves.messages.sending.sending import Sending, Tally
from intune_waves.messages.sending.sending_pace import WINDOW_SECONDS, MailboxQuota, SendingPace
from intune_waves.messages.sending.sending_plan import PlannedMessage
from tools.installation.progress import Progress, spell

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient

_TOLD_EVERY_SECONDS = 0.5
_LINES_EVERY_SECONDS = 60.0


async def send_planned(
    client: "GraphClient",
    mailbox: str,
    planned: list[PlannedMessage],
    ledger: Ledger,
    quota: MailboxQuota,
    today: date,
    halt: Halt,
    progress: Progress,
    clock: Callable[[], float] = time.time,
) -> Tally:
    """Look up who is in doubt, send to everybody else, and say how far it is; tests replace `clock`."""
    for each in planned:
        # Before the first message: a run that is killed must leave them in doubt, and not unknown.
        ledger.doubt(each.text, (letter.person for letter in each.doubts))
    office = GraphPostOffice(client, mailbox, {each.text: each.message for each in planned})
    now = clock()
    taken = [min(at, now) for at in ledger.taken_since(now - WINDOW_SECONDS)]
    pace = SendingPace(quota.per_minute, taken, clock=clock, sleep=halt.sleep, stopped=halt.wished)
    letters = chain.from_iterable([*each.doubts, *each.new] for each in planned)
    sending = Sending(
        letters,
        ledger,
        office,
        pace,
        clock=clock,
        today=lambda: today,
        sleep=halt.sleep,
        stopped=halt.wished,
    )
    total = sum(len(each.doubts) + len(each.new) for each in planned)
    telling = asyncio.create_task(_tell(progress, sending.tally, total, quota, halt.wished))
    try:
        with halt.by_interrupt():
            return await sending.run()
    finally:
        telling.cancel()


async def _tell(
    progress: Progress, tally: Tally, total: int, quota: MailboxQuota, stopping: Callable[[], bool]
) -> None:
    progress.begin(f"sending {total:,} messages")
    every = _TOLD_EVERY_SECONDS if sys.stderr.isatty() else _LINES_EVERY_SECONDS
    while True:
        await asyncio.sleep(every)
        progress.tick(
            "ending the requests in flight" if stopping() else how_far(tally, total, quota, progress)
        )


def how_far(tally: Tally, total: int, quota: MailboxQuota, progress: Progress) -> str:
    """What is done, how fast, and how long the rest takes at the mailbox's own pace."""
    done = tally.sent + tally.found + len(tally.refused)
    left = max(0, total - done)
    rate = tally.sent * 60 / max(progress.elapsed, 60.0)
    doubtful = f", {tally.in_doubt:,} in doubt" if tally.in_doubt else ""
    return f"{done:,} done{doubtful}, {rate:.0f} a minute, {spell(left * 60 / quota.per_minute)} left"
