"""What a gate reads from the tenant: the people of a wave, against one device list that all gates share."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from migration.gate import FRESH_HOURS
from provider.connection import Connection

if TYPE_CHECKING:
    from graph.coverage_reading import Coverage
    from graph.device_reading import DeviceReading


def now_in_utc() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class CoverageAt:
    """A wave's coverage, and when its reading began."""

    coverage: "Coverage"
    began: datetime


class TenantReading:
    """Reads the device list once for the campaign and all gates of a run; people wave by wave.

    A list that is older than a gate allows is read again, and so is one whose reading failed.
    """

    def __init__(self, connection: Connection, now: Callable[[], datetime] = now_in_utc) -> None:
        self._connection = connection
        self._now = now
        self._devices: asyncio.Task[DeviceReading] | None = None
        self._began = now()

    async def coverage(self, group_id: str, platforms: Collection[str], max_age_hours: float) -> CoverageAt:
        """Who of the group is covered. Raises GraphError."""
        from graph.coverage_reading import read_coverage

        client = await self._connection.client()
        devices = self.devices(max_age_hours)
        began = self._began
        return CoverageAt(await read_coverage(client, group_id, platforms, devices), began)

    def devices(self, max_age_hours: float = FRESH_HOURS) -> "asyncio.Future[DeviceReading]":
        """The shared device list, which may be under way. Raises GraphError when awaited."""
        running = self._devices
        failed = running is not None and running.done() and running.exception() is not None
        too_old = self._now() - self._began > timedelta(hours=max_age_hours)
        if running is None or failed or too_old:
            self._began = self._now()
            running = self._devices = asyncio.create_task(self._read_devices())
        # Whoever gives up must not take the shared reading with it.
        return asyncio.shield(running)

    async def _read_devices(self) -> "DeviceReading":
        from graph.device_reading import read_devices

        return await read_devices(await self._connection.client())


def shared_reading(connection: Connection, now: Callable[[], datetime] = now_in_utc) -> TenantReading:
    """The one reading of a connection, whoever asks for it first."""
    if connection.reading is None:
        connection.reading = TenantReading(connection, now)
    return connection.reading
