"""What killed runs left in the tenant: objects that carry a resource's mark although no state names them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, Protocol, TypeVar

from intune_waves.provider.mark import owner_of, split


class Described(Protocol):
    """The content of an object with a description."""

    @property
    def description(self) -> str:
        """As the tenant has it, with the mark."""


class Existing(Protocol):
    """An object in the tenant."""

    @property
    def id(self) -> str:
        """Graph's id."""

    @property
    def content(self) -> Described:
        """What it holds."""


Kept = TypeVar("Kept", bound=Existing)


class LeftBehind(Generic[Kept]):
    """The marked objects of one kind by the resource that they belong to, listed once in a run and only when
    something is made.

    A forced replacement takes over its own original, and the engine then asks to delete that id:
    `taken_over` says so, and it is kept.
    """

    def __init__(self, listing: Callable[[], Awaitable[Iterable[Kept]]]) -> None:
        self._list = listing
        self._found: list[Kept] | None = None
        self._listing = asyncio.Lock()
        self._taken: set[str] = set()

    async def take_over(self, urn: str, same: Callable[[Kept], bool]) -> Kept | None:
        """What an earlier run of this very resource left, if `same` says that it can be made into the one
        that is declared. Raises GraphError.
        """
        async with self._listing:
            if self._found is None:
                self._found = list(await self._list())
        for one in self._found:
            mark = split(one.content.description)[1]
            if mark is not None and mark.owner == owner_of(urn) and same(one):
                self.forget(one.id)
                self._taken.add(one.id)
                return one
        return None

    def taken_over(self, object_id: str) -> bool:
        """Whether a resource of this run has it now."""
        return object_id in self._taken

    def forget(self, object_id: str) -> None:
        """It is deleted, or somebody's: nobody takes it over any more."""
        if self._found is not None:
            self._found = [one for one in self._found if one.id != object_id]
