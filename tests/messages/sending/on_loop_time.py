"""A simulated tenant in this process whose clock is the test's jumping loop: hours of limits take no time."""

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from intune_waves.campaign.stage import Stage
from intune_waves.graph.client.answer import Answer, decode
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.pacing import Patience
from intune_waves.messages.message import Message
from intune_waves.messages.sending.halt import Halt
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.messages.sending.post_office import office_of
from intune_waves.messages.sending.sending import Tally
from intune_waves.messages.sending.sending_pace import MailboxQuota
from intune_waves.messages.sending.sending_plan import PlannedMessage, count_people
from intune_waves.messages.sending.sending_session import send_planned
from tests.messages.jumping_time import JumpingLoop, run_jumping
from tests.simulated_tenant.simulated import Simulated
from tools.installation.progress import Progress

TEXT = MessageText("limited-pilot", Stage.ANNOUNCE, "digest")
_LATENCY_SECONDS = 0.2


class OnLoopTime(Simulated):
    """Adatum with a mailbox to send from and one group to send to."""

    def __init__(self, people: int) -> None:
        super().__init__()
        self.group = self.new_group()["id"]
        told = self.get(
            "/v1.0/users?$filter=accountEnabled eq true&$select=id,mail,userPrincipalName&$top=999"
        )
        known = [user for user in told.json()["value"] if user["mail"]]
        self.mailbox = known[0]["userPrincipalName"]
        for start in range(0, people, 20):
            ids = [user["id"] for user in known[start : min(people, start + 20)]]
            assert self.add_members(self.group, ids).status_code == 204
        self.posts = self.throttled = 0
        """Messages asked for, and requests that were answered 429."""

    @property
    def seconds(self) -> float:
        """The clock that limits are counted by."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return 1000.0
        return loop.time() if isinstance(loop, JumpingLoop) else 1000.0

    @seconds.setter
    def seconds(self, value: float) -> None:
        assert value == 1000.0

    def sending(self, ledger: Path, quota: MailboxQuota | None = None) -> tuple[Tally, float]:
        """A run as the command makes it, and the seconds that it took."""
        return run_jumping(self._run(ledger, quota or MailboxQuota()))

    @property
    def mail(self) -> Mapping[str, Any]:
        """What was sent, as counts."""
        found: Mapping[str, Any] = self.snapshot()["mail"]
        return found

    async def _run(self, path: Path, quota: MailboxQuota) -> tuple[Tally, float]:
        clock = asyncio.get_running_loop().time
        halt, began = Halt(clock), clock()
        with Ledger(path) as ledger:
            message = Message(
                "limited-pilot", Stage.ANNOUNCE, "en", "Enroll", "Hello", "<p>Hello</p>", "digest"
            )
            planned = [PlannedMessage(message, TEXT, self.group)]
            client = GraphClient(
                "https://localhost", _Carrier(self), patience=lambda: Patience(chance=lambda: 0.0)
            )
            await count_people(
                client, self.mailbox, planned=planned, ledger=ledger, changed=None, room=quota.per_day
            )
            tally = await send_planned(
                office_of(client, self.mailbox, planned=planned),
                planned,
                ledger=ledger,
                quota=quota,
                today=date(2027, 1, 11),
                halt=halt,
                progress=Progress(),
            )
        return tally, clock() - began


class _Carrier:
    """Carries the client's requests to the tenant, with a token and some latency."""

    def __init__(self, tenant: OnLoopTime) -> None:
        self._tenant = tenant

    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        await asyncio.sleep(_LATENCY_SECONDS)
        named = {**headers, "Authorization": f"Bearer {self._tenant.token}"}
        async with httpx.AsyncClient(transport=self._tenant.transport) as http:
            answer = await http.request(method, url, content=body, headers=named)
        await asyncio.sleep(_LATENCY_SECONDS)
        self._tenant.posts += method == "POST"
        self._tenant.throttled += answer.status_code == 429
        return Answer(answer.status_code, dict(answer.headers), decode(answer.content))

    async def close(self) -> None:
        """Nothing is kept open."""
