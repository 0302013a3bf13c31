"""A wave's board, read of the tenant: its people with their devices, and where they stand to the policy."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from intune_waves.campaign.device_evidence import DeviceEvidence
from intune_waves.campaign.stage import Stage
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.object_id import number_of, text_of
from intune_waves.graph.dated_group import DatedGroup, dated_groups
from intune_waves.graph.group_membership import list_group, member_ids
from intune_waves.graph.troubleshooting_event import read_failures
from intune_waves.graph.user import principal_names, resolve_names
from intune_waves.observing.devices import read_devices
from intune_waves.observing.standing import TAKEN_OUT, WAITING
from intune_waves.step.board import ADMITTED, BoardPerson, BoardRow, board_row
from intune_waves.step.loss import asked_platforms

Told = Callable[[str], Mapping[Stage, date]]
"""The days on which the wave's messages went out to a person, by id."""


@dataclass(frozen=True, slots=True)
class BoardWave:
    """A wave as it stands in the tenant. `enforced` is the enforced group; None before enforce."""

    id: str
    group: str
    platforms: tuple[str, ...]
    enforced: str | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Every person's line by id, with their name, and why the board is not to be trusted."""

    rows: Mapping[str, tuple[str, BoardRow]]
    doubts: tuple[str, ...]


async def read_board(
    client: GraphClient,
    wave: BoardWave,
    *,
    evidence: DeviceEvidence,
    excluded: Iterable[str],
    told: Told = lambda person: {},
) -> Board:
    """Read the board; `excluded` are names of accounts that are never in the campaign. Raises GraphError.

    A source that was not read is among the doubts: what rests on it is too good.
    """
    group, devices, left_out = await asyncio.gather(
        list_group(client, wave.group), read_devices(client, evidence), resolve_names(client, excluded)
    )
    failures, standings = await asyncio.gather(
        read_failures(client, group.people, since=None), _standings(client, wave)
    )
    names = await principal_names(client, [text_of(each) for each in sorted(group.people)])
    never, asked = frozenset(map(number_of, left_out.values())), asked_platforms(wave.platforms)
    rows: dict[str, tuple[str, BoardRow]] = {}
    for person in sorted(group.people):
        person_id = text_of(person)
        known = BoardPerson(
            devices.of(person),
            told(person_id),
            person in never,
            standings.get(person, "not admitted" if wave.enforced else "not enforced yet"),
            failures.attempts.get(person) if failures else None,
        )
        rows[person_id] = (names.get(person_id, ""), board_row(known, asked))
    return Board(rows, (*group.doubts("the group"), *devices.doubts, *map(_unread, devices.unread)))


def _unread(source: str) -> str:
    return f"not read: {source}"


async def _standings(client: GraphClient, wave: BoardWave) -> Mapping[int, str]:
    if wave.enforced is None:
        return {}
    admitted, dated = await asyncio.gather(member_ids(client, wave.enforced), dated_groups(client, wave.id))
    return dict(_waits(dated)) | dict.fromkeys(map(number_of, admitted), ADMITTED)


def _waits(dated: Iterable[DatedGroup]) -> Iterator[tuple[int, str]]:
    # The later day stands, and whom a hand took out is told so.
    said = {WAITING: "waits", TAKEN_OUT: "taken out"}
    for group in sorted(dated, key=lambda each: (each.kind == TAKEN_OUT, each.day)):
        if group.kind in said:
            yield from ((number_of(each), f"{said[group.kind]} until {group.day}") for each in group.members)
