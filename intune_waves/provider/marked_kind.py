"""What the kinds share whose objects carry the mark in their description: making, taking over, reading and
deleting.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic

from intune_waves.observing.connection import Connection
from intune_waves.provider.left_behind import Kept, LeftBehind
from intune_waves.provider.protocol.kind import Observed
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.protocol.refusal import HalfMade

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient


class MarkedKind(ABC, Generic[Kept]):
    """A kind whose objects are told from other people's by their mark. What a killed run left is taken over,
    what is made by half is kept, and what this run has taken over is never deleted.

    A kind says how its objects are listed, found, made, brought to their inputs, observed and removed.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left: LeftBehind[Kept] = LeftBehind(self._list_all)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """It is what its inputs say."""
        return dict(inputs)

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Make it, or take over the one that a killed run left; then bring it to its inputs. Raises HalfMade
        when it was made but not brought to them.
        """
        client = await self._connection.client()
        left = await self._left.take_over(urn, lambda one: self._may_become(one, inputs))
        made = left or await self._make(client, urn, inputs)
        try:
            await self._bring(client, urn, made, inputs)
        except Exception as error:
            raise HalfMade(made.id, self._observe(made, inputs), error) from error
        return made.id, dict(inputs)

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """What the tenant has, as properties and as inputs; None when it is gone."""
        found = await self._find(await self._connection.client(), resource_id)
        if found is None:
            return None
        observed = self._observe(found, inputs)
        return Observed(observed, observed)

    async def delete(self, resource_id: str, state: Values) -> None:
        """Delete it; fine when it is gone already. One that this run has taken over is kept."""
        if self._left.taken_over(resource_id):
            return
        self._left.forget(resource_id)
        client = await self._connection.client()
        await self._remove(client, resource_id, state.get("displayName", resource_id))

    async def _list_all(self) -> Iterable[Kept]:
        return await self._list(await self._connection.client())

    @abstractmethod
    async def _list(self, client: "GraphClient") -> Iterable[Kept]:
        """Every object of this kind in the tenant, whoever made it."""

    @abstractmethod
    async def _find(self, client: "GraphClient", resource_id: str) -> Kept | None:
        """The object with this id; None when it is gone."""

    @abstractmethod
    async def _make(self, client: "GraphClient", urn: str, inputs: Values) -> Kept:
        """Make it; `_bring` follows."""

    @abstractmethod
    async def _bring(self, client: "GraphClient", urn: str, found: Kept, inputs: Values) -> None:
        """Write what differs from the inputs."""

    @abstractmethod
    async def _remove(self, client: "GraphClient", resource_id: str, name: str) -> None:
        """Delete it; fine when it is gone already."""

    @abstractmethod
    def _may_become(self, left: Kept, inputs: Values) -> bool:
        """Whether Graph can change what a killed run left into what is declared."""

    @abstractmethod
    def _observe(self, found: Kept, inputs: Values) -> Values:
        """The object as properties, spelled and ordered as the inputs are."""
