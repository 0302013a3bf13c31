"""Objects of ours in the tenant: made once, told from others by a mark, taken over after a killed run.

The mark is a line at the end of an object's description. It names the resource, so that what a killed run
left is found again. A restriction's mark also has its declared priority, so that the tenant itself says in
which order ours shall be.
"""

import asyncio
from abc import abstractmethod
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, ClassVar, Generic, Protocol, Required, TypedDict, TypeVar, cast

from intune_waves.campaign.naming import OBJECT_MARK, stack_mark
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import READINGS
from intune_waves.graph.client.create_once import create_once
from intune_waves.observing.connection import Connection
from intune_waves.provider.protocol.declaration import OneOf, Replacing
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.kind import Kind, Observed, P, stack_of
from intune_waves.provider.protocol.refusal import HalfMade, Refusal


@dataclass(frozen=True, slots=True)
class Mark:
    """`owner` stands for one resource of one stack, `stack` for the stack; only a restriction has a
    priority.

    Marks that were written before stacks had one have no `stack`; the next write adds it.
    """

    owner: str
    priority: int | None = None
    stack: str | None = None

    @classmethod
    def of(cls, urn: str, priority: int | None = None) -> "Mark":
        """The mark of the resource with this unique name."""
        return cls(owner_of(urn), priority, stack_mark(*stack_of(urn)))

    def on(self, description: str) -> str:
        """The description with this mark."""
        stack = "" if self.stack is None else f" of {self.stack}"
        priority = "" if self.priority is None else f" rank {self.priority}"
        return f"{description}\n[intune-waves {self.owner}{stack}{priority}]"


def owner_of(urn: str) -> str:
    """The owner for a resource's unique name."""
    return sha256(urn.encode()).hexdigest()[:10]


def split(description: str) -> tuple[str, Mark | None]:
    """The description as people wrote it, and the mark if there is one."""
    found = OBJECT_MARK.search(description)
    if not found:
        return description, None
    return description[: found.start()], Mark(found[1], int(found[3]) if found[3] else None, found[2])


class Marked(TypedDict, total=False):
    """What all objects with a mark are declared by."""

    displayName: Required[str]
    """The name that the Intune admin centre shows."""
    description: str
    """What it is for; a mark of this provider is added to it in the tenant."""


class MarkedOnPlatform(Marked, total=False):
    """One that is for one platform."""

    platform: Required[Replacing[Annotated[str, OneOf("windows", "mac", "ios", "android", "androidForWork")]]]
    """The platform; Graph cannot change it."""


class Described(Protocol):
    """The content of an object with a name and a description."""

    @property
    def display_name(self) -> str:
        """Its name."""

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


class MarkedKind(Kind[P], Generic[P, Kept]):
    """A kind whose objects carry their resource's mark in the description.

    What is made, is made once: a create whose answer is lost, and one whose run was killed before the state
    knew of it, find their object by its mark. What is made by half is kept, and the next run finishes it.
    What has no mark of this very resource is never taken, whatever its name. A forced replacement takes over
    its own original, and the engine then asks to delete that id: it is kept.

    A kind says how its objects are listed, found, made, brought to their inputs, observed and removed.
    """

    gone: ClassVar[str]
    """The id of the rule by which an update refuses an object that somebody deleted."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._found: list[Kept] | None = None
        self._listing = asyncio.Lock()
        self._taken: set[str] = set()
        self._written: set[str] = set()

    async def refuse_lost(self, resource_id: str, state: P) -> None:
        """Refuse one that somebody deleted."""
        if await self._found_now(resource_id) is None:
            raise self._lost(resource_id, state.get("displayName", resource_id))

    async def found_otherwise(self, resource_id: str, state: P, *, inputs: P) -> dict[str, Change]:
        """What the tenant has otherwise, by the one list of the run."""
        found = await self._found_now(resource_id)
        if found is None:
            return {}
        if resource_id in self._written:
            return self.changes(
                await self._observe(await self._connection.client(), found, inputs=inputs), inputs
            )
        return self.changes(self._as_listed(found, inputs), inputs)

    async def refuse_foreign(self, urn: str, inputs: P) -> None:
        """Refuse a second one of a name that somebody else, or another stack, has in the tenant."""
        name = inputs["displayName"]
        for one in await self._listed():
            if one.content.display_name != name or not self._may_become(one, inputs):
                continue
            mark = split(one.content.description)[1]
            if mark is None or (mark.owner != owner_of(urn) and mark.stack != stack_mark(*stack_of(urn))):
                whose = "nobody's mark" if mark is None else "the mark of another stack or campaign"
                raise Refusal(
                    f"{self._about(name)} is in the tenant already (id {one.id}) and bears {whose}; next: "
                    "rename or delete it, or give the wave another title; the stack that made it goes on "
                    "[foreign-object]"
                )

    async def create(self, urn: str, inputs: P) -> tuple[str, P]:
        """Make it, or take over what an earlier run of this very resource left; then bring it to its inputs.

        Raises HalfMade when it was made but not brought to them.
        """
        client = await self._connection.client()
        async with self._writing():
            left = await self._take_over(client, urn, inputs=inputs)
            made = left if left is not None else await self._make_once(client, urn, inputs=inputs)
            self._written.add(made.id)
            try:
                return made.id, await self._bring(client, urn, found=made, inputs=inputs)
            except Exception as error:
                raise HalfMade(made.id, self._half_made(made, inputs), cause=error) from error

    async def read(self, urn: str, resource_id: str, *, inputs: P, state: P) -> Observed[P] | None:
        """What the tenant has, as properties and as inputs; None when it is gone."""
        client = await self._connection.client()
        found = await self._find(client, resource_id)
        if found is None:
            return None
        observed = await self._observe(client, found, inputs=inputs)
        outputs = {one.name for one in self.properties if one.role == "output"}
        return Observed(
            observed, cast(P, {name: value for name, value in observed.items() if name not in outputs})
        )

    async def update(self, urn: str, resource_id: str, *, state: P, inputs: P) -> P:
        """Bring it to the inputs, whatever it was changed to in between."""
        client = await self._connection.client()
        self._written.add(resource_id)
        async with self._writing():
            found = await self._find(client, resource_id)
            if found is None:
                raise self._lost(resource_id, inputs["displayName"])
            return await self._bring(client, urn, found=found, inputs=inputs)

    async def delete(self, resource_id: str, state: P) -> None:
        """Delete it; fine when it is gone already. One that this run has taken over is kept."""
        if resource_id in self._taken:
            return
        self._forget(resource_id)
        client = await self._connection.client()
        async with self._writing():
            await self._remove(client, resource_id, name=state.get("displayName", resource_id))

    async def _take_over(self, client: GraphClient, urn: str, *, inputs: P) -> Kept | None:
        """What an earlier run left. The tenant is listed once in a run, and only when something is made."""
        left = self._ours(await self._listed(), urn, inputs=inputs)
        if left is not None:
            self._forget(left.id)
            self._taken.add(left.id)
        return left

    async def _listed(self) -> list[Kept]:
        """Every object of this kind as the run first found them, which is before it writes one."""
        async with self._listing:
            if self._found is None:
                self._found = list(await self._list(await self._connection.client()))
        return self._found

    async def _found_now(self, resource_id: str) -> Kept | None:
        """The object by the run's one list. One that this run has written is read again, and so is one that
        the list has not: a list may end early.
        """
        listed = next((one for one in await self._listed() if one.id == resource_id), None)
        if listed is None or resource_id in self._written:
            return await self._find(await self._connection.client(), resource_id)
        return listed

    def _lost(self, resource_id: str, name: str) -> Refusal:
        return Refusal(
            f"{self._about(name)} was deleted by hand (id {resource_id}); next: ./migrate refresh, then the "
            f"same command makes it again [{self.gone}]"
        )

    async def _make_once(self, client: GraphClient, urn: str, *, inputs: P) -> Kept:
        """Make it. Where the answer is lost, what has the mark then is what was made: nothing had it
        before.
        """

        async def find() -> Kept | None:
            # A list may end early, and what it has not would be made again.
            for _ in range(READINGS):
                if (made := self._ours(await self._list(client), urn, inputs=inputs)) is not None:
                    return made
            return None

        return await create_once(client, lambda: self._make(client, urn, inputs=inputs), find=find)

    def _ours(self, existing: Iterable[Kept], urn: str, *, inputs: P) -> Kept | None:
        """The one with the resource's mark; where somebody has copied it, that of the declared name."""
        owner = owner_of(urn)
        marked = [
            one
            for one in existing
            if (mark := split(one.content.description)[1]) is not None
            and mark.owner == owner
            and self._may_become(one, inputs)
        ]
        named = (one for one in marked if one.content.display_name == inputs["displayName"])
        return next(named, marked[0] if marked else None)

    def _forget(self, object_id: str) -> None:
        """It is deleted, or somebody's: nobody takes it over any more."""
        if self._found is not None:
            self._found = [one for one in self._found if one.id != object_id]

    def _writing(self) -> AbstractAsyncContextManager[object]:
        """What is held while one is written; nothing, unless a kind says otherwise."""
        return nullcontext()

    def _may_become(self, left: Kept, inputs: P) -> bool:
        """Whether Graph can change what is there into what is declared."""
        return True

    @abstractmethod
    def _about(self, name: str) -> str:
        """How a message names one."""

    @abstractmethod
    async def _list(self, client: GraphClient) -> Iterable[Kept]:
        """Every object of this kind in the tenant, whoever made it."""

    @abstractmethod
    async def _find(self, client: GraphClient, resource_id: str) -> Kept | None:
        """The object with this id; None when it is gone."""

    @abstractmethod
    async def _make(self, client: GraphClient, urn: str, *, inputs: P) -> Kept:
        """Make it, by one call; `_bring` follows."""

    @abstractmethod
    async def _bring(self, client: GraphClient, urn: str, *, found: Kept, inputs: P) -> P:
        """Write what differs from the inputs; answers the properties."""

    @abstractmethod
    async def _remove(self, client: GraphClient, resource_id: str, *, name: str) -> None:
        """Delete it; fine when it is gone already."""

    @abstractmethod
    async def _observe(self, client: GraphClient, found: Kept, *, inputs: P) -> P:
        """The object as properties, spelled and ordered as the inputs are."""

    def _as_listed(self, found: Kept, inputs: P) -> P:
        """One of the list as properties, spelled and ordered as the inputs are."""
        return self._half_made(found, inputs)

    @abstractmethod
    def _half_made(self, made: Kept, inputs: P) -> P:
        """The properties of one that was made and not brought to its inputs; they must differ from those."""
