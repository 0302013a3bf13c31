"""One sending from the first reading to the last message: counted, asked, sent, told."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.pacing import Patience
from intune_waves.messages.sending.changed_text import ChangedText
from intune_waves.messages.sending.halt import Halt, HaltedError
from intune_waves.messages.sending.ledger import Ledger, LedgerError
from intune_waves.messages.sending.sending_lock import sending_lock
from intune_waves.messages.sending.sending_pace import DAY_SECONDS, MailboxQuota
from intune_waves.messages.sending.sending_plan import PlannedMessage, count_people, refuse_changed
from intune_waves.messages.sending.sending_report import STOPPED, Report
from intune_waves.messages.sending.sending_run import send_planned
from intune_waves.stack.refusal import RefusedError
from tools.installation.progress import Progress


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
    report: Report

    def run(self, *, dry_run: bool, ask: bool) -> int:
        """Send, unless it is a dry run; answers the exit code. Raises RefusedError."""
        if not self.planned:
            return self.report.nobody_is_told()
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
            self.environment, progress.say, lambda: Patience(sleep=halt.sleep_or_end)
        ) as client:
            room = self.quota.per_day - len(ledger.taken_since(time.time() - DAY_SECONDS))
            progress.begin("counting the people")
            await count_people(client, self.mailbox, self.planned, ledger, self.changed, room)
            progress.end("the people are counted")
            refuse_changed(self.planned, self.changed)
            self.report.show_plan(self.planned, self.quota)
            if dry_run or not any(each.doubts or each.new for each in self.planned):
                return self.report.end(self.planned, None, stopped=False)
            if ask and not typer.confirm("Send them?", err=True):
                raise RefusedError("nothing was sent")
            tally = await send_planned(
                client, self.mailbox, self.planned, ledger, self.quota, self.today, halt, progress
            )
        progress.end("the sending has ended")
        return self.report.end(self.planned, tally, stopped=halt.wished())
