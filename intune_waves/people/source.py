"""What a source of people is: one object that knows a way to say who is in a wave in all its forms."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.people import People

if TYPE_CHECKING:
    # For types alone: who rehearses on exports does not wait for the client.
    from intune_waves.graph.client.client import GraphClient

P = TypeVar("P", bound=People)


class Named(NamedTuple):
    """The people of a source that names them one by one: a digest of the names, and how many there are."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """People of the exports, as positions in `Organisation.users.people`."""

    people: list[int]
    unknown: int = 0
    """Named people whom the users export does not have."""
    left_out: int = 0
    """Guests and disabled accounts among the named."""


class Exports(Protocol):
    """What a source may ask of the exports, wave by wave in the order of the schedule.

    Each question raises InconclusiveError where the exports cannot tell.
    """

    folder: Path
    """The folder that holds the waves folder."""

    def named(self, upns: Collection[str]) -> Found:
        """The people of these names, which are in lower case."""
        ...

    def members(self, group: str) -> frozenset[str]:
        """The names of the people in a group, given by display name or object id."""
        ...

    def matching(self, rule: str) -> list[int]:
        """Whom a membership rule selects."""
        ...

    def everybody(self) -> Iterable[int]:
        """All people of the organisation."""
        ...

    def free(self, candidates: Iterable[int]) -> list[int]:
        """Those of the candidates whom no earlier wave has and who are no break-glass accounts."""
        ...

    def id_of(self, person: int) -> str:
        """A person's object id, or the name where the export has no such column."""
        ...


@dataclass(frozen=True, slots=True)
class Filling:
    """What a source knows when a group is filled.

    `inputs` are GroupMembership's; `existing` are the ids of the group's members, `left_out` those of whom
    another wave or the campaign keeps out; `known` is what `look_up` has found in this run, if it was asked.
    """

    client: "GraphClient"
    inputs: Mapping[str, Any]
    existing: Collection[str]
    left_out: Collection[str]
    known: Mapping[str, str] | None = None


class Source(ABC, Generic[P]):
    """A way to say who is in a wave. This base serves those whose group the tenant itself keeps filled."""

    people: type[P]
    """The class of the domain's values."""

    @abstractmethod
    def offline(self, people: P, exports: Exports) -> Found:
        """Who is in the wave by the exports. Raises InconclusiveError, or PeopleError for a wrong file."""

    def names(self, people: P, folder: Path) -> Collection[str] | None:
        """The people's names as far as the declaration itself tells them, in lower case; None where only the
        tenant or an export can. `folder` holds the waves folder. Raises PeopleError.
        """
        return None


class FilledSource(Source[P]):
    """A source whose group is filled by the provider, person by person."""

    input: str
    """The one of `SourceInputs` by which the provider is told of it."""
    leaves_out_others = True
    """Whether people of earlier waves and break-glass accounts are left out without a word. A list names
    people one by one, so that its conflicts are complaints.
    """

    @abstractmethod
    def written(self, people: P, wave_id: str, *, group_id: Callable[[str], Any]) -> Any:
        """The value of the wire input. `group_id` gives the object id of a group by its display name or id,
        perhaps as an Output.
        """

    @abstractmethod
    async def in_graph(self, filling: Filling) -> set[str]:
        """The object ids of the people, by the tenant. Raises PeopleError, GraphError."""

    def list_file(self, people: P, wave_id: str) -> str | None:
        """The file whose lines name the people one by one, so that a message can name the line."""
        return None

    def complaints(self, value: Any) -> Iterator[Complaint]:
        """What is wrong with the value of the wire input, beyond its shape."""
        return iter(())

    def named(self, value: Any) -> Named | None:
        """Whom a source names one by one; they are looked up whenever the digest changes. None for a source
        that names nobody. Raises PeopleError.
        """
        return None

    async def look_up(self, client: "GraphClient", value: Any) -> Mapping[str, str]:
        """The object id of everybody whom the source names. Raises PeopleError that names the line of whom
        the tenant does not know, and GraphError.
        """
        return {}
