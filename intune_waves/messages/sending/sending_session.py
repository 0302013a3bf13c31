"""One sending from the first reading to the last message: counted, asked, sent, told."""

import asyncio
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.pacing import Patience
from intune_waves.messages.sending.halt import Halt, HaltedError
from intune_waves.messages.sending.ledger import Ledger, LedgerError, sending_lock
from intune_waves.messages.sending.missing_people import MissingPeople, MissingSearch
from intune_waves.messages.sending.post_office import GraphPostOffice, office_of
from intune_waves.messages.sending.sending import Sending, Tally
from intune_waves.messages.sending.sending_pace import DAY_SECONDS, WINDOW_SECONDS, MailboxQuota, SendingPace
from intune_waves.messages.sending.sending_plan import (
    ChangedText,
    PlannedMessage,
    count_people,
    refuse_changed,
)
from intune_waves.stack.refusal import RefusedError
from tools.installation.progress import Progress, spell

STOPPED = 130
"""The exit code after Ctrl-C."""
_TOLD_EVERY_SECONDS = 0.5
_LINES_EVERY_SECONDS = 60.0


class Teller(Protocol):
    """Who tells a person of a sending, and asks."""

    def nobody_is_told(self) -> int:
        """Say that no wave enters a stage; answers the exit code."""

    def show_plan(self, planned: Sequence[PlannedMessage], quota: MailboxQuota) -> None:
        """Say who is to be sent what, and how long that takes at least."""

    def agrees(self) -> bool:
        """Ask whether to send."""

    def end(self, planned: Sequence[PlannedMessage], tally: Tally | None, *, stopped: bool) -> int:
        """Say how it ended; answers the exit code. `tally` is None where nothing was begun."""


@dataclass(frozen=True, slots=True)
class SendingSession:
    """Everything that was settled before the tenant is asked; `environment` names it and the credential."""

    environment: Mapping[str, str]
    mailbox: str
    planned: list[PlannedMessage]
    ledger: Path
    quota: MailboxQuota
    today: date
    changed: ChangedText | None
    teller: Teller
    excluded: frozenset[str] = frozenset()
    """The accounts that are never in the campaign, by name in lower case."""
    missing: MissingSearch | None = None
    """Where to look for the people who have not acted; None where everybody of the waves is written to."""

    def run(self, *, dry_run: bool, ask: bool) -> int:
        """Send, unless it is a dry run; answers the exit code. Raises RefusedError."""
        if not self.planned:
            return self.teller.nobody_is_told()
        try:
            with self._opened(dry_run) as ledger:
                return asyncio.run(self._run(ledger, dry_run=dry_run, ask=ask))
        except (GraphError, LedgerError) as failed:
            raise RefusedError(str(failed)) from None
        except HaltedError:
            return STOPPED

    @contextmanager
    def _opened(self, dry_run: bool) -> Iterator[Ledger]:
        """The ledger; a dry run makes none, and waits for nobody."""
        if not dry_run:
            with sending_lock(self.ledger), Ledger(self.ledger) as ledger:
                yield ledger
        elif self.ledger.exists():
            with Ledger(self.ledger) as ledger:
                yield ledger
        else:
            with TemporaryDirectory(prefix="intune-waves-") as name, Ledger(Path(name) / "ledger") as ledger:
                yield ledger

    async def _run(self, ledger: Ledger, *, dry_run: bool, ask: bool) -> int:
        halt = Halt()
        progress = Progress()
        async with await open_client(
            self.environment, progress.say, patience=lambda: Patience(sleep=halt.sleep_or_end)
        ) as client:
            room = self.quota.per_day - len(ledger.taken_since(halt.clock() - DAY_SECONDS))
            progress.begin("counting the people")
            await count_people(
                client,
                self.mailbox,
                planned=self.planned,
                ledger=ledger,
                changed=self.changed,
                room=room,
                missing=await self._missing(client, ledger),
                excluded=self.excluded,
            )
            progress.end("the people are counted")
            refuse_changed(self.planned, self.changed)
            self.teller.show_plan(self.planned, self.quota)
            if dry_run or not any(each.doubts or each.new for each in self.planned):
                return self.teller.end(self.planned, None, stopped=False)
            if ask and not self.teller.agrees():
                raise RefusedError("nothing was sent")
            tally = await send_planned(
                office_of(client, self.mailbox, planned=self.planned),
                self.planned,
                ledger=ledger,
                quota=self.quota,
                today=self.today,
                halt=halt,
                progress=progress,
            )
        progress.end("the sending has ended")
        return self.teller.end(self.planned, tally, stopped=halt.wished())

    async def _missing(self, client: GraphClient, ledger: Ledger) -> Mapping[str, MissingPeople] | None:
        if self.missing is None:
            return None
        for each in self.planned:
            each.text = self.missing.in_round(each.text, ledger)
        return await self.missing.read(client, [each.text for each in self.planned], ledger=ledger)


async def send_planned(
    office: GraphPostOffice,
    planned: Sequence[PlannedMessage],
    *,
    ledger: Ledger,
    quota: MailboxQuota,
    today: date,
    halt: Halt,
    progress: Progress,
) -> Tally:
    """Look up who is in doubt, send to everybody else, and say how far it is."""
    for each in planned:
        # Before the first message: a run that is killed must leave them in doubt, and not unknown.
        ledger.doubt(each.text, (letter.person for letter in each.doubts))
    now = halt.clock()
    taken = [min(at, now) for at in ledger.taken_since(now - WINDOW_SECONDS)]
    pace = SendingPace(quota.per_minute, taken, halt=halt)
    letters = chain.from_iterable([*each.doubts, *each.new] for each in planned)
    sending = Sending(letters, ledger, office=office, pace=pace, halt=halt, today=today)
    total = sum(len(each.doubts) + len(each.new) for each in planned)
    telling = asyncio.create_task(
        _tell(progress, sending.tally, total=total, quota=quota, stopping=halt.wished)
    )
    try:
        with halt.by_interrupt():
            return await sending.run()
    finally:
        telling.cancel()


async def _tell(
    progress: Progress, tally: Tally, *, total: int, quota: MailboxQuota, stopping: Callable[[], bool]
) -> None:
    progress.begin(f"sending {total:,} messages")
    every = _TOLD_EVERY_SECONDS if sys.stderr.isatty() else _LINES_EVERY_SECONDS
    while True:
        await asyncio.sleep(every)
        progress.tick(
            "ending the requests in flight"
            if stopping()
            else how_far(tally, total, quota=quota, progress=progress)
        )


def how_far(tally: Tally, total: int, *, quota: MailboxQuota, progress: Progress) -> str:
    """What is done, how fast, and how long the rest takes at the mailbox's own pace."""
    done = tally.sent + tally.found + len(tally.refused)
    left = max(0, total - done)
    rate = tally.sent * 60 / max(progress.elapsed, 60.0)
    doubtful = f", {tally.in_doubt:,} in doubt" if tally.in_doubt else ""
    return f"{done:,} done{doubtful}, {rate:.0f} a minute, {spell(left * 60 / quota.per_minute)} left"
