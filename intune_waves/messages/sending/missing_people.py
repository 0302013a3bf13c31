"""Who has not acted: the people of a wave who would lose something, and whether they were told so lately."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.group_membership import list_group
from intune_waves.messages.sending.ledger import Ledger, MessageText
from intune_waves.observing.coverage import Coverage, coverage_of
from intune_waves.observing.devices import read_devices
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StateWave


class Only(Enum):
    """Who alone is written to."""

    MISSING = "missing"
    """People who would lose a device or all access."""


@dataclass(frozen=True, slots=True)
class MissingPeople:
    """The people of one wave who have not acted, by the numbers of their ids.

    `told` has the day on which each was told so last, by id; nobody is told again before `every` days.
    """

    people: frozenset[int]
    told: Mapping[str, date]
    today: date
    every: int

    def names(self, person: str) -> bool:
        """Whether the person has not acted."""
        return number_of(person) in self.people

    def reminded_lately(self, person: str) -> bool:
        """Whether it is too early to tell the person again."""
        last = self.told.get(person)
        return last is not None and self.today < last + timedelta(days=self.every)


def days_between(campaign: Campaign) -> int:
    """How many days pass at least between two such messages. Raises RefusedError where none are declared."""
    every = campaign.messages.missing_every if campaign.messages else None
    if every is None:
        raise RefusedError(
            "waves/campaign.yaml: messages.missing: nobody declared how often people may be reminded",
            "declare messages.missing with every: 7 days, and write messages/<language>/missing.md",
        )
    return every


@dataclass(frozen=True, slots=True)
class MissingSearch:
    """Where to look for people who have not acted, by wave id, and how often one person may be told.

    `every` is in days; `device_evidence` says from what people's devices are known.
    """

    waves: Mapping[str, StateWave]
    today: date
    every: int
    device_evidence: DeviceEvidence

    def in_round(self, text: MessageText, ledger: Ledger) -> MessageText:
        """The text in its round: the wave's last one, where that is not over yet, so that a run that was
        stopped goes on in it on the next day.
        """
        last = ledger.newest_round(text.wave)
        going_on = last is not None and last <= self.today < last + timedelta(days=self.every)
        return replace(text, round=last if going_on else self.today)

    async def read(
        self, client: GraphClient, texts: Iterable[MessageText], *, ledger: Ledger
    ) -> dict[str, MissingPeople]:
        """The people of each text's wave who have not acted, from one reading of the devices.

        Raises GraphError, and RefusedError where a count is in doubt: nobody is told what is not known.
        """
        wanted = [*texts]
        groups = asyncio.gather(*(list_group(client, self.waves[each.wave].known_group()) for each in wanted))
        devices, people = await asyncio.gather(read_devices(client, self.device_evidence), groups)
        found: dict[str, MissingPeople] = {}
        for text, group in zip(wanted, people, strict=True):
            counted = coverage_of(group, devices, platforms=self.waves[text.wave].platforms)
            if doubts := (*counted.doubts, *counted.unread):
                raise RefusedError(
                    f"{text.wave}: who has not acted is not known: {'; '.join(doubts)}",
                    "put that right and run the same command again; nothing has been sent",
                )
            found[text.wave] = MissingPeople(
                losing_something(counted), ledger.last_reminded(text), self.today, self.every
            )
        return found


def losing_something(coverage: Coverage) -> frozenset[int]:
    """Everybody who would lose a device or all access, by the numbers of their ids."""
    return frozenset(coverage.losing).union(*coverage.missing.values())
