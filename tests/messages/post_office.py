"""A mailbox on paper: takes letters, keeps their keys, shows them late, and fails as it is told."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

from intune_waves.campaign.stage import Stage
from intune_waves.messages.sending.halt import Halt
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.messages.sending.sending import Letter, NotSentError, Outcome, Sending, Tally
from intune_waves.messages.sending.sending_pace import SendingPace

TEXT = MessageText("pilot", Stage.INSTRUCT, "digest")
TODAY = date(2027, 1, 11)
EARLIER = date(2027, 1, 4)


class KilledError(BaseException):
    """The process ends here, as by kill -9."""


class Mailbox:
    """Each request takes the next of `events`; when they are used up, all goes well.

    `delivered` counts what each person got; a message shows among the sent items `lag` seconds later.
    """

    def __init__(self, events: Sequence[str] = (), lag: float = 0.0) -> None:
        self.events, self.lag = list(events), lag
        self.delivered: Counter[str] = Counter()
        self.at: dict[str, float] = {}
        self.requests: list[str] = []

    async def send(self, letter: Letter) -> Outcome:
        event = self.events.pop(0) if self.events else "sent"
        self.requests.append(f"send {letter.person}")
        if event == "killed before":
            raise KilledError
        await asyncio.sleep(0.1)
        if event == "not sent":
            raise NotSentError("the mailbox is throttled")
        if event == "refused":
            return Outcome.REFUSED
        if event != "lost before":
            self.delivered[letter.person] += 1
            self.at[letter.key] = asyncio.get_running_loop().time()
        if event == "killed after":
            raise KilledError
        await asyncio.sleep(0.1)
        return Outcome.IN_DOUBT if event.startswith("lost") else Outcome.SENT

    async def sent_on(self, letter: Letter) -> date | None:
        self.requests.append(f"look {letter.person}")
        await asyncio.sleep(0.1)
        shown = letter.key in self.at and self.at[letter.key] + self.lag <= asyncio.get_running_loop().time()
        return EARLIER if shown else None


class HaltWhen(Halt):
    """Somebody asks for the end as soon as `stopped` says so; the time is the loop's."""

    def __init__(self, stopped: Callable[[], bool]) -> None:
        super().__init__(asyncio.get_running_loop().time)
        self.stopped = stopped

    def wished(self) -> bool:
        return self.stopped()


async def one_run(
    path: Path,
    mailbox: Mailbox,
    people: Iterable[str],
    *,
    stopped: Callable[[], bool] = lambda: False,
    per_minute: int = 1000,
) -> Tally:
    """A run as the command makes it: who has it is left out, who is in doubt is marked so."""
    halt = HaltWhen(stopped)
    with Ledger(path) as ledger:
        letters = []
        for person in people:
            entry = ledger.entry(TEXT, person)
            if entry is None or entry.day is None:
                letters.append(Letter(TEXT, person, doubt_since=entry.at if entry else None))
        pace = SendingPace(per_minute, [], halt=halt)
        return await Sending(letters, ledger, office=mailbox, pace=pace, halt=halt, today=TODAY).run()
