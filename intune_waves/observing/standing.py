"""Where the people of an enforced wave stand in the tenant: under its policy, losing access, waiting."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from intune_waves.gates.admission import Standing
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.object_id import number_of, text_of
from intune_waves.graph.dated_group import DatedGroup, dated_groups
from intune_waves.graph.group_membership import list_group, member_ids
from intune_waves.graph.user import enabled_among
from intune_waves.observing.tenant_reading import TenantReading
from intune_waves.step.loss import asked_platforms

WAITING = "waiting"
"""The kind of dated group in which newcomers are who would lose access."""
TAKEN_OUT = "taken-out"
"""The kind of dated group in which people are whom somebody took out of the enforced group by hand."""
RELEASED = "released"
"""The kind of dated group in which people are whom a run let out all together; its day is that of the run."""
MOVING = "moving"
"""The kind of dated group in which people are whom a run has begun to admit or to let out one by one."""
UNFINISHED = (RELEASED, MOVING)
"""The kinds of dated group that a run leaves only when it is broken off."""


@dataclass(frozen=True, slots=True)
class StandingAt:
    """A wave's standing as read, the dated groups that say who waits, and why it is not to be trusted."""

    standing: Standing
    dated: tuple[DatedGroup, ...]
    doubts: tuple[str, ...]
    listed: int = 0
    """Everybody in the target group, disabled accounts and excluded people too."""

    @property
    def before_moving(self) -> frozenset[int]:
        """The members that the enforced group had before a run began to move people, and was broken off: who
        moves and is in the wave was to be admitted, who is not was to be let out.
        """
        moving = frozenset[int]().union(*_by_day(self.dated, MOVING).values())
        came = moving & self.standing.target
        return (self.standing.admitted | self.standing.released) - came | (moving - came)


# Many parameters: each names another object of the tenant, or a limit of the reading.
async def read_standing(
    client: GraphClient,
    reading: TenantReading,
    *,
    wave: str,
    group_id: str,
    enforced_id: str,
    platforms: Collection[str],
    excluded: Collection[str],
    max_age_hours: float,
    coming: Collection[str] | None = None,
) -> StandingAt:
    """Read where the people of a wave stand; devices come from the one reading of the run.

    `excluded` are ids of accounts that are never admitted. `coming` are the members that the wave's group is
    about to have, where these are others than it has. Raises GraphError.
    """
    target, admitted, dated, devices = await asyncio.gather(
        list_group(client, group_id),
        member_ids(client, enforced_id),
        dated_groups(client, wave),
        reading.devices(max_age_hours),
    )
    asked = asked_platforms(platforms)
    members = frozenset(target.people)
    if coming is not None:
        new = [each for each in coming if number_of(each) not in members]
        members &= frozenset(map(number_of, coming))
        members |= frozenset(map(number_of, await enabled_among(client, new)))
    people = members - frozenset(map(number_of, excluded))
    # Of whom it is not known that they lose nothing, it is taken that they lose something.
    losing = frozenset(each for each in people if devices.unread or not devices.loss(each, asked).nothing)
    return StandingAt(
        Standing(
            people,
            frozenset(map(number_of, admitted)),
            losing,
            _by_day(dated, WAITING),
            _by_day(dated, TAKEN_OUT),
            frozenset[int]().union(*_by_day(dated, RELEASED).values()),
        ),
        tuple(dated),
        (*target.doubts(f"the group of {wave}"), *devices.doubts),
        target.listed,
    )


def ids_of(people: Collection[int]) -> list[str]:
    """The object ids of people that are known by number."""
    return [text_of(each) for each in people]


def _by_day(dated: Collection[DatedGroup], kind: str) -> dict[date, frozenset[int]]:
    found: dict[date, frozenset[int]] = {}
    for group in dated:
        if group.kind == kind:
            found[group.day] = found.get(group.day, frozenset()) | frozenset(map(number_of, group.members))
    return found
