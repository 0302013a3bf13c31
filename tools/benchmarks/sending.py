"""Sending under the simulated tenant's real limits, beside the least time that the mailbox's quota allows."""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from intune_waves.campaign.stage import Stage
from intune_waves.graph.client.connection import open_client
from intune_waves.messages.message import Message
from intune_waves.messages.sending.halt import Halt
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.messages.sending.post_office import office_of
from intune_waves.messages.sending.sending import Tally
from intune_waves.messages.sending.sending_pace import MailboxQuota
from intune_waves.messages.sending.sending_plan import PlannedMessage, count_people
from intune_waves.messages.sending.sending_session import send_planned
from tools.benchmarks.row import Row
from tools.benchmarks.workbench import Workbench, workbench
from tools.installation.progress import Progress

_PEOPLE = 90
_BAR = 1.2
_PER_PATCH = 20


def sending(people: int = _PEOPLE) -> Iterator[Row]:
    """One run to so many people from one mailbox; takes a minute for each further window of the quota."""
    quota = MailboxQuota()
    with workbench() as bench, tempfile.TemporaryDirectory(prefix="intune-waves-bench-") as name:
        group, mailbox = _group(bench, people)
        bench.control("PUT", "faults", body={"name": "throttled"})
        bench.clear_requests()
        tally, seconds = asyncio.run(
            _send(bench, group, mailbox=mailbox, quota=quota, path=Path(name) / "ledger")
        )
        refused = [row for row in bench.requests() if row["status"] == 429]
        mail = bench.control("GET", "snapshot")["mail"]
    if tally.failure:
        raise RuntimeError(tally.failure)
    least = quota.least_seconds(people)
    shown = f"sending {people:,} messages under the mailbox's limits"
    yield Row(shown, seconds, "s", least, _BAR * least)
    yield Row(f"{shown}, of the quota's own bound", seconds / least, "times", 1, _BAR)
    yield Row(f"{shown}, requests answered 429", len(refused), "requests", 0, 0)
    yield Row(f"{shown}, messages", mail["sent"], "messages", people, people, at_least=True)
    yield Row(f"{shown}, people told twice", mail["keyedTwice"], "people", 0, 0)


def _group(bench: Workbench, people: int) -> tuple[str, str]:
    """A new group of so many people, and a mailbox to send from."""
    made = {"displayName": "Bench", "mailNickname": "bench", "mailEnabled": False, "securityEnabled": True}
    group = str(bench.graph("POST", "/v1.0/groups", body=made)["id"])
    condition = "$filter=accountEnabled%20eq%20true&$select=id,mail,userPrincipalName&$top=999"
    found = [user for user in bench.graph("GET", f"/v1.0/users?{condition}")["value"] if user["mail"]]
    for start in range(0, people, _PER_PATCH):
        members = found[start : min(people, start + _PER_PATCH)]
        bound = [f"{bench.connection.url}/v1.0/directoryObjects/{user['id']}" for user in members]
        bench.graph("PATCH", f"/v1.0/groups/{group}", body={"members@odata.bind": bound})
    return group, str(found[0]["userPrincipalName"])


async def _send(
    bench: Workbench, group: str, *, mailbox: str, quota: MailboxQuota, path: Path
) -> tuple[Tally, float]:
    """What `./migrate messages send` does once the state and the declarations are read."""
    message = Message("bench", Stage.ANNOUNCE, "en", "Bench", "Hello", "<p>Hello</p>", "bench")
    planned = [PlannedMessage(message, MessageText("bench", Stage.ANNOUNCE, message.digest), group)]
    async with await open_client(bench.environment) as client:
        with Ledger(path) as ledger:
            await count_people(
                client, mailbox, planned=planned, ledger=ledger, changed=None, room=quota.per_day
            )
            began = time.perf_counter()
            tally = await send_planned(
                office_of(client, mailbox, planned=planned),
                planned,
                ledger=ledger,
                quota=quota,
                today=date(2027, 1, 11),
                halt=Halt(),
                progress=Progress(),
            )
            return tally, time.perf_counter() - began
