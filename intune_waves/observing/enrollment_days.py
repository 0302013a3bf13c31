"""On which days the people of some groups enrolled their first device, by one pass over all devices."""

import asyncio
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.group_membership import list_group
from intune_waves.graph.managed_device import DeviceCount, bit_of, count_devices, enrolled_on

_PATH = "/deviceManagement/managedDevices?$select=userId,enrolledDateTime,managementAgent,operatingSystem"
_ABOUT = "the managed devices"
# An id folded to 8 bytes: among a million people two fold alike once in five million readings.
_FOLD = (1 << 61) - 1
_FIRST_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class EnrollmentDays:
    """How many people a group has, and how many of them enrolled their first device on each day (UTC).

    A device whose day Intune does not know counts for the earliest day of all.
    """

    people: int
    by_day: Mapping[date, int]
    doubts: tuple[str, ...] = ()
    """Why the counts are not to be trusted; empty when nothing speaks against them."""


class _Group:
    """The people of one group: 10 bytes for each, and nothing that tells who they are."""

    def __init__(self, people: Iterable[int], platforms: Several[str], *, doubts: Iterable[str]) -> None:
        self.ids = array("Q", sorted(person % _FOLD for person in people))
        self.days = array("H", bytes(2 * len(self.ids)))
        self.bits, self.doubts = enrolled_on(platforms), doubts

    def take(self, person: int, bit: int, *, day: int) -> None:
        place = bisect_left(self.ids, person)
        if bit & self.bits and place < len(self.ids) and self.ids[place] == person:
            self.days[place] = min(self.days[place] or day, day)

    def result(self, doubts: Iterable[str]) -> EnrollmentDays:
        days = Counter(day for day in self.days if day)
        by_day = {date.fromordinal(_FIRST_DAY + day): days[day] for day in sorted(days)}
        return EnrollmentDays(len(self.ids), by_day, (*self.doubts, *doubts))


async def read_enrollment_days(
    client: GraphClient, groups: Mapping[str, tuple[str, Several[str]]]
) -> dict[str, EnrollmentDays]:
    """Read each group, by any name given as group id and platforms, and then all devices a single time.

    Only devices on a group's platforms count; disabled accounts are left out. Raises GraphError.
    """
    read = await asyncio.gather(
        *(_read_group(client, group, platforms=asked) for group, asked in groups.values())
    )
    before = await count_devices(client)
    listed = 0
    async for page in Collection(client, _PATH, about=_ABOUT).pages():
        listed += _fold(page.rows, read)
    after = await count_devices(client)
    doubts = DeviceCount(listed, before, after).doubts
    return {name: group.result(doubts) for name, group in zip(groups, read, strict=True)}


async def _read_group(client: GraphClient, group_id: str, *, platforms: Several[str]) -> _Group:
    found = await list_group(client, group_id)
    return _Group(found.people, platforms, doubts=found.doubts("the group"))


def _fold(rows: Iterable[JsonObject], groups: Several[_Group]) -> int:
    """Note the devices' days; answers how many of them the overview would count."""
    counted = 0
    for device in rows:
        bit, is_in_overview = bit_of(device)
        counted += is_in_overview
        person = number_of(device.text("userId", ""))
        if bit and person:
            day = _day(device.text("enrolledDateTime", ""))
            for group in groups:
                group.take(person % _FOLD, bit, day=day)
    return counted


def _day(text: str) -> int:
    """Days since the first day, from 1; Intune writes year 1 where it does not know."""
    try:
        return max(1, date.fromisoformat(text[:10]).toordinal() - _FIRST_DAY)
    except ValueError:
        return 1
