"""Coverage: who of a group's people has an enrolled, compliant device."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import PEOPLE, ListCount
from intune_waves.graph.client.collection import Collection as Members
from intune_waves.graph.client.errors import ShortList
from intune_waves.graph.client.object_id import digest_of_numbers, text_of
from intune_waves.graph.managed_device import ELSEWHERE, DeviceReading, compliant_on, enrolled_on

MEMBERS_PER_PAGE = 999
"""The largest $top of directory objects ("List group transitive members", Microsoft Learn, 2025-02)."""


class Reason(StrEnum):
    """Why a person is not covered."""

    NEVER_ENROLLED = "never enrolled"
    NOT_COMPLIANT = "not compliant"
    OTHER_SERVICE = "managed by another service"


@dataclass(frozen=True, slots=True)
class GroupReading:
    """The people of a group by the numbers of their ids; disabled accounts are counted and left out.

    `counted` is Graph's own count of the group, None where it gave none.
    """

    people: Collection[int]
    disabled: int
    counted: int | None

    @property
    def listed(self) -> int:
        """Everybody who was read."""
        return len(self.people) + self.disabled

    @property
    def complete(self) -> bool:
        """Whether as many people were read as Graph counts."""
        return ListCount(self.listed, self.counted).complete


@dataclass(frozen=True, slots=True)
class Coverage:
    """The people of a group, covered or missing for a reason. `digest` names the people who were counted."""

    people: int
    covered: int
    missing: Mapping[Reason, tuple[int, ...]]
    disabled: int
    digest: str
    doubts: tuple[str, ...]
    """Why the counts are not to be trusted; empty when nothing speaks against them."""

    def missing_ids(self) -> list[tuple[str, Reason]]:
        """The object id of everybody who is not covered, with the reason."""
        return [(text_of(person), reason) for reason, ids in self.missing.items() for person in ids]


async def read_group(client: GraphClient, group_id: str) -> GroupReading:
    """The users of a group, those of groups inside it too. Raises GraphError."""
    path = (
        f"/groups/{group_id}/transitiveMembers/microsoft.graph.user"
        f"?$select=id,accountEnabled&$top={MEMBERS_PER_PAGE}"
    )
    people: set[int] = set()
    disabled: set[int] = set()
    members = Members(client, path, about=f"the group {group_id}", counted=PEOPLE)
    # A short list is told as a doubt.
    with suppress(ShortList):
        async for user in members.rows():
            (people if user.flag("accountEnabled", True) else disabled).add(user.object_number())
    return GroupReading(people, len(disabled), members.count.counted)


def coverage_of(group: GroupReading, devices: DeviceReading, platforms: Collection[str]) -> Coverage:
    """Who of the group is covered by a device on one of the platforms."""
    compliant, enrolled = compliant_on(platforms), enrolled_on(platforms)
    missing: dict[Reason, list[int]] = {reason: [] for reason in Reason}
    for person in group.people:
        bits = devices.bits.get(person, 0)
        if not bits & compliant:
            missing[_reason(bits, enrolled)].append(person)
    return Coverage(
        people=len(group.people),
        covered=len(group.people) - sum(map(len, missing.values())),
        missing={reason: tuple(ids) for reason, ids in missing.items()},
        disabled=group.disabled,
        digest=digest_of_numbers(group.people),
        doubts=_doubts(group, devices),
    )


def _reason(bits: int, enrolled: int) -> Reason:
    if bits & enrolled:
        return Reason.NOT_COMPLIANT
    return Reason.OTHER_SERVICE if bits & ELSEWHERE else Reason.NEVER_ENROLLED


def _doubts(group: GroupReading, devices: DeviceReading) -> tuple[str, ...]:
    doubts = []
    if not group.complete:
        doubts.append(f"the group lists {group.listed:,} people and counts {group.counted:,}")
    if not devices.complete:
        doubts.append(f"the device list holds {devices.listed:,} devices and the overview {devices.after:,}")
    return tuple(doubts)
