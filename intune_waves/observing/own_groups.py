"""Groups of ours in the tenant, and how many people are in each: one list and one $batch of counts a run."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Protocol

from intune_waves.campaign.naming import PREFIX
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.dated_group import is_dated
from intune_waves.graph.group import ExistingGroup, groups_beginning
from intune_waves.graph.group_membership import count_people


class Opened(Protocol):
    """What has a connection to the tenant."""

    groups: "OwnGroups | None"

    async def client(self) -> GraphClient:
        """The client. Raises SignInError or Unreachable."""


class OwnGroups:
    """What a run has read of the groups whose names begin as ours do, however many waves ask."""

    def __init__(self, connection: Opened) -> None:
        self._connection = connection
        self._listing: asyncio.Task[dict[str, ExistingGroup]] | None = None
        self._counting: asyncio.Task[dict[str, int]] | None = None
        self._counted: dict[str, int] = {}
        self._written: set[str] = set()
        self.rewritten: set[str] = set()
        """Groups whose people this run has written: as many as before may be others."""

    async def by_id(self) -> Mapping[str, ExistingGroup]:
        """The groups as they were when the run first asked. Raises GraphError."""
        if self._listing is None:
            self._listing = asyncio.create_task(self._list())
        return await asyncio.shield(self._listing)

    async def people_in(self, group_ids: Sequence[str]) -> list[int | None]:
        """How many people each group has, those of groups inside it too; None for a group that is gone.

        Groups that this run has written to, and those of other names, are counted by one $batch more.
        Raises GraphError.
        """
        if self._counting is None:
            self._counting = asyncio.create_task(self._count())
        known = {**await asyncio.shield(self._counting), **self._counted}
        asked = [each for each in group_ids if each in self._written or each not in known]
        if asked:
            found = await count_people(await self._connection.client(), asked)
            self._written -= set(asked)
            self._counted |= found
            known |= found
        return [known.get(each) for each in group_ids]

    def forget_people(self, group_id: str) -> None:
        """Count the group's people again when they are asked for next: it was written to."""
        self._written.add(group_id)
        self.rewritten.add(group_id)

    async def _list(self) -> dict[str, ExistingGroup]:
        found = await groups_beginning(await self._connection.client(), f"{PREFIX}: ")
        return {each.id: each for each in found}

    async def _count(self) -> dict[str, int]:
        groups = await self.by_id()
        asked = [each.id for each in groups.values() if not is_dated(each.nickname)]
        return await count_people(await self._connection.client(), asked) if asked else {}


def own_groups(connection: Opened) -> OwnGroups:
    """The one reading of a connection, whoever asks for it first."""
    if connection.groups is None:
        connection.groups = OwnGroups(connection)
    return connection.groups
