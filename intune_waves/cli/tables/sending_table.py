"""What a person is told of a sending: the plan before it, and how it ended."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from intune_waves.cli.tables.console import wide_console
from intune_waves.messages.sending.sending import Tally
from intune_waves.messages.sending.sending_pace import MailboxQuota
from intune_waves.messages.sending.sending_plan import PlannedMessage
from intune_waves.messages.sending.sending_session import STOPPED
from tools.installation.progress import spell

_SAME_COMMAND = "the same command goes on from here"


class SendingReport:
    """Speaks to a person; with `as_json` all of it goes aside, and the counts to standard output."""

    def __init__(self, period: int, titles: Mapping[str, str], *, mailbox: str, as_json: bool) -> None:
        self._period, self._titles, self._mailbox, self._as_json = period, titles, mailbox, as_json
        self._console = wide_console(aside=as_json)

    def nobody_is_told(self) -> int:
        """Say that no wave enters a stage; answers the exit code."""
        self._console.print(
            f"Period {self._period} takes no wave into a stage: nobody is to be told anything."
        )
        return self._print_json([], None, code=0)

    def show_plan(self, planned: Sequence[PlannedMessage], quota: MailboxQuota) -> None:
        """The number of people per wave and stage, what is wrong with some, and the least time it takes."""
        table = Table(show_edge=False, pad_edge=False, header_style="bold")
        for heading in ("wave", "message", "subject"):
            table.add_column(heading)
        for heading in ("people", "have it", "in doubt", "to send"):
            table.add_column(heading, justify="right")
        for each in planned:
            counts = (each.people, each.have_it, len(each.doubts), len(each.new))
            title, subject = self._titles[each.text.wave], each.message.subject
            table.add_row(
                escape(title), each.message.name, escape(subject), *(f"{count:,}" for count in counts)
            )
        self._console.print(table)
        for each in planned:
            for remark in remarks(each):
                self._console.print(f"{escape(self._titles[each.text.wave])}: {remark}", soft_wrap=True)
        new = sum(len(each.new) for each in planned)
        least = spell(quota.least_seconds(new))
        self._console.print(
            f"From {escape(self._mailbox)}: {new:,} messages, {quota.per_minute} a minute, at least {least}.",
            soft_wrap=True,
        )

    def agrees(self) -> bool:
        """Ask whether to send, on standard error."""
        return typer.confirm("Send them?", err=True)

    def end(self, planned: Sequence[PlannedMessage], tally: Tally | None, *, stopped: bool) -> int:
        """Say how it ended; answers the exit code. `tally` is None where nothing was begun."""
        lost = any(each.without_address or each.postponed for each in planned)
        if tally is None:
            code = int(lost)
        else:
            for line in endings(planned, tally, stopped=stopped):
                print(line, file=sys.stderr if self._as_json else sys.stdout)
            unfinished = tally.refused or tally.failure or tally.in_doubt
            code = STOPPED if stopped else int(bool(lost or unfinished))
        return self._print_json(planned, tally, code=code)

    def _print_json(self, planned: Sequence[PlannedMessage], tally: Tally | None, *, code: int) -> int:
        if self._as_json:
            rows = [each.as_json() for each in planned]
            print(json.dumps({"period": self._period, "messages": rows, "run": _run(tally)}, indent=2))
        return code


def remarks(planned: PlannedMessage) -> list[str]:
    """What is not as it should be with some of the people, in sentences."""
    said = []
    if planned.without_address:
        said.append(f"{planned.without_address:,} people have no mail address and are not told by mail.")
    if planned.message.missing:
        said.append(f"{planned.left_alone.acted:,} people would lose nothing, and are not written to.")
    if planned.left_alone.reminded:
        said.append(f"{planned.left_alone.reminded:,} people were told so a short while ago, and wait.")
    if planned.had_another:
        said.append(f"{planned.had_another:,} people had the earlier text and do not get this one.")
    if planned.postponed:
        said.append(f"{planned.postponed:,} people wait for another day: the mailbox's limit of 24 hours.")
    if planned.mailbox_knows:
        said.append(
            "The mailbox has sent this text, and the ledger knows of none: everybody is looked up first."
        )
    return said


def endings(planned: Sequence[PlannedMessage], tally: Tally, *, stopped: bool) -> list[str]:
    """How a run ended, in lines; people by their ids, for they have no other name here."""
    total = sum(len(each.doubts) + len(each.new) for each in planned)
    done = tally.sent + tally.found
    found = f", {tally.found:,} found among the sent items" if tally.found else ""
    said = [f"{done:,} of {total:,} people have their message: {tally.sent:,} sent{found}."]
    if tally.refused:
        said.append(f"{len(tally.refused):,} people were refused because of their mail address:")
        said += [f"  {wave}: {person}" for wave, person in tally.refused]
        said.append("  next: correct the mail address of each, then run the same command again")
    if tally.failure:
        said.append(f"It ended early: {tally.failure}")
    if stopped:
        said.append(f"Stopped: {_SAME_COMMAND}.")
    elif tally.failure:
        said.append(f"  next: put that right; {_SAME_COMMAND}")
    if tally.in_doubt:
        said.append(f"{tally.in_doubt:,} are in doubt; the next run looks for them before it sends.")
    return said


def _run(tally: Tally | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    return {
        "sent": tally.sent,
        "found": tally.found,
        "refused": [{"wave": wave, "person": person} for wave, person in tally.refused],
        "in_doubt": tally.in_doubt,
        "failure": tally.failure,
    }
