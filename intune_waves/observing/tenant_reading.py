"""What a gate reads from the tenant: the people of a wave, against one device list that all gates share."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.gates.gate import FRESH_HOURS
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.group import made_at
from intune_waves.graph.group_membership import list_group
from intune_waves.graph.sign_in import read_sign_ins, sign_in_pace
from intune_waves.graph.troubleshooting_event import EnrollmentFailures, read_failures
from intune_waves.observing.coverage import Coverage, coverage_of
from intune_waves.observing.devices import KnownDevices, read_devices
from intune_waves.step.headcount import too_few
from intune_waves.step.loss import LossReason
from intune_waves.step.meaning import PeopleCount, SignIns


class Opened(Protocol):
    """What opens the client when it is first needed, and keeps what has been read through it."""

    reading: "TenantReading | None"
    device_evidence: DeviceEvidence | None

    async def client(self) -> GraphClient:
        """The client. Raises SignInError or Unreachable."""


def now_in_utc() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class CoverageAt:
    """A wave's coverage, whose it is by the numbers of their ids, and when its reading began."""

    coverage: Coverage
    people: Collection[int]
    began: datetime

    @property
    def count(self) -> PeopleCount:
        """The coverage in plain numbers."""
        coverage = self.coverage
        missing = {reason: len(ids) for reason, ids in coverage.missing.items()}
        return PeopleCount(
            coverage.people,
            coverage.covered,
            never_enrolled=missing[LossReason.NEVER_ENROLLED],
            not_compliant=missing[LossReason.NOT_COMPLIANT],
            other_service=missing[LossReason.OTHER_SERVICE],
            not_seen=missing[LossReason.NOT_SEEN],
            losing_a_device=None if coverage.unread else len(coverage.losing),
            lost=tuple(coverage.lost.items()),
            unread=coverage.unread,
            alone=tuple(coverage.alone.items()),
        )

    def doubts(self, expected: int | None) -> list[str]:
        """Why the counts are not to be trusted, also when fewer people are in the group than `expected`."""
        return [*self.coverage.doubts, *filter(None, [self.too_few(expected)])]

    def too_few(self, expected: int | None) -> str | None:
        """That fewer people are in the group than `expected`; None where they are all there."""
        return too_few(self.coverage.listed_people, expected)


class TenantReading:
    """Reads the device list once for the campaign and all gates of a run; people wave by wave.

    A list that is older than a gate allows is read again, and so is one whose reading failed.
    """

    def __init__(self, connection: Opened, now: Callable[[], datetime] = now_in_utc) -> None:
        self._connection = connection
        self._now = now
        self._devices: asyncio.Task[KnownDevices] | None = None
        self._began = now()
        self._pace: Pace | None = None

    async def coverage(
        self,
        group_id: str,
        platforms: Collection[str],
        *,
        max_age_hours: float,
        excluded: Collection[str] = (),
    ) -> CoverageAt:
        """Who of the group is covered, without the ids that are `excluded`. Raises GraphError."""
        client = await self._connection.client()
        reading = self.devices(max_age_hours)
        began = self._began
        group, devices = await asyncio.gather(list_group(client, group_id), reading)
        never = frozenset(map(number_of, excluded))
        people = [each for each in group.people if each not in never] if never else group.people
        return CoverageAt(coverage_of(group, devices, platforms=platforms, excluded=never), people, began)

    async def failures(self, group_id: str, people: Collection[int]) -> EnrollmentFailures | None:
        """The people's failed attempts to enroll since the group was made; None where there is no such list.

        Raises GraphError.
        """
        client = await self._connection.client()
        return await read_failures(client, people, since=await made_at(client, group_id))

    async def sign_ins(self, policy_name: str, people: Collection[int]) -> SignIns | None:
        """What the report-only policy said of the people; None where the tenant does not tell.

        Raises GraphError only where no connection can be had.
        """
        self._pace = self._pace or sign_in_pace()
        found = await read_sign_ins(
            await self._connection.client(), policy_name, people=people, pace=self._pace
        )
        if found is None:
            return None
        return SignIns(found.days, found.people, found.blocked, complete=found.complete)

    def devices(self, max_age_hours: float = FRESH_HOURS) -> asyncio.Future[KnownDevices]:
        """The shared device list, which may be under way. Raises GraphError when awaited."""
        running = self._devices
        failed = running is not None and running.done() and running.exception() is not None
        too_old = self._now() - self._began > timedelta(hours=max_age_hours)
        if running is None or failed or too_old:
            self._began = self._now()
            running = self._devices = asyncio.create_task(self._read_devices())
        # Whoever gives up must not take the shared reading with it.
        return asyncio.shield(running)

    async def _read_devices(self) -> KnownDevices:
        self._pace = self._pace or sign_in_pace()
        client, evidence = await self._connection.client(), self._connection.device_evidence
        return await read_devices(client, evidence or DeviceEvidence(), pace=self._pace)


def shared_reading(connection: Opened, now: Callable[[], datetime] = now_in_utc) -> TenantReading:
    """The one reading of a connection, whoever asks for it first."""
    if connection.reading is None:
        connection.reading = TenantReading(connection, now)
    return connection.reading
