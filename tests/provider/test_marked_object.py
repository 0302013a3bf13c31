"""Objects of ours: the mark is found again as it was put, and nothing is made twice or taken from others."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import count
from typing import Required

import pytest

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError, Unavailable, UnexpectedAnswer
from intune_waves.observing.connection import Connection
from intune_waves.provider.marked_object import Mark, Marked, MarkedKind, owner_of, split
from intune_waves.provider.protocol.refusal import HalfMade, Refusal
from tests.graph.fake_graph import answering

URN = "urn:pulumi:dev::intune-waves::intune:index:Thing::pilot"
OWNER = owner_of(URN)


@pytest.mark.parametrize("mark", [Mark(OWNER), Mark(OWNER, 3)], ids=["of a policy", "of a restriction"])
@pytest.mark.parametrize("description", ["", "why", "two\nlines [in brackets]"])
def test_what_is_marked_is_found_again(mark: Mark, description: str) -> None:
    assert split(mark.on(description)) == (description, mark)


@pytest.mark.parametrize("description", ["", "why", "[intune-waves xyz]", f"[intune-waves {OWNER}] and more"])
def test_what_people_wrote_is_no_mark(description: str) -> None:
    assert split(description) == (description, None)


def test_each_resource_has_its_own_owner() -> None:
    assert owner_of("urn:a") != owner_of("urn:b")


class Thing(Marked, total=False):
    """An object of the tenant."""

    size: Required[int]
    """How big it is."""


@dataclass(frozen=True)
class Content:
    display_name: str
    description: str


@dataclass(frozen=True)
class Kept:
    id: str
    content: Content
    size: int = 0


class Shelf:
    """A tenant's things; the first creates fail as `failures` say, with the write done or not."""

    def __init__(self, *failures: GraphError, written: bool = True) -> None:
        self.things: list[Kept] = []
        self.failures = list(failures)
        self.written = written
        self.lists = 0
        self.ids = (f"t{number}" for number in count())

    def put(self, thing_id: str, description: str, name: str = "Pilot") -> None:
        self.things.append(Kept(thing_id, Content(name, description)))

    def kind(self) -> "ThingKind":
        """The kind as in a new run."""
        return ThingKind(self)


class ThingKind(MarkedKind[Thing, Kept], declared=Thing):
    """Things on a shelf in place of a tenant."""

    gone = "thing-gone"

    def __init__(self, shelf: Shelf) -> None:
        connection = Connection({})
        connection._client = answering().client()
        super().__init__(connection)
        self.shelf = shelf
        self.broken = False

    def _about(self, name: str) -> str:
        return f"the thing {name!r}"

    async def _list(self, client: GraphClient) -> Iterable[Kept]:
        self.shelf.lists += 1
        return list(self.shelf.things)

    async def _find(self, client: GraphClient, resource_id: str) -> Kept | None:
        return next((one for one in self.shelf.things if one.id == resource_id), None)

    async def _make(self, client: GraphClient, urn: str, inputs: Thing) -> Kept:
        failure = self.shelf.failures.pop(0) if self.shelf.failures else None
        made = Kept(next(self.shelf.ids), Content(inputs["displayName"], Mark(owner_of(urn)).on("")))
        if failure is None or self.shelf.written:
            self.shelf.things.append(made)
        if failure is not None:
            raise failure
        return made

    async def _bring(self, client: GraphClient, urn: str, found: Kept, inputs: Thing) -> Thing:
        if self.broken:
            raise GraphError("the thing", "PATCH")
        others = [one for one in self.shelf.things if one.id != found.id]
        content = replace(found.content, display_name=inputs["displayName"])
        self.shelf.things = [*others, replace(found, content=content, size=inputs["size"])]
        return inputs

    async def _remove(self, client: GraphClient, resource_id: str, name: str) -> None:
        self.shelf.things = [one for one in self.shelf.things if one.id != resource_id]

    async def _observe(self, client: GraphClient, found: Kept, inputs: Thing) -> Thing:
        return self._half_made(found, inputs)

    def _half_made(self, made: Kept, inputs: Thing) -> Thing:
        return {"displayName": made.content.display_name, "size": made.size}


WANTED: Thing = {"displayName": "Pilot", "size": 5}
LOST = Unavailable("the thing", "POST", status=503)
UNREADABLE = UnexpectedAnswer("the thing", "POST")


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("lost", [0, 1, 3])
async def test_a_lost_answer_makes_no_twin(lost: int, written: bool) -> None:
    shelf = Shelf(*[LOST] * lost, written=written)
    made, state = await shelf.kind().create(URN, WANTED)
    assert [(one.id, one.size) for one in shelf.things] == [(made, 5)]
    assert state == WANTED


async def test_an_answer_that_cannot_be_read_is_looked_for_and_never_repeated() -> None:
    shelf = Shelf(UNREADABLE)
    assert (await shelf.kind().create(URN, WANTED))[0] == "t0"
    with pytest.raises(UnexpectedAnswer):
        await Shelf(UNREADABLE, written=False).kind().create(URN, WANTED)


async def test_making_ends_with_the_budget() -> None:
    with pytest.raises(Unavailable):
        await Shelf(*[LOST] * 10_000, written=False).kind().create(URN, WANTED)


@pytest.mark.parametrize("description", ["", "why", Mark(owner_of("urn:another")).on("why")])
async def test_what_others_made_is_never_taken(description: str) -> None:
    shelf = Shelf(LOST)
    shelf.put("theirs", description)
    assert (await shelf.kind().create(URN, WANTED))[0] == "t0"
    assert [(one.id, one.size) for one in shelf.things] == [("theirs", 0), ("t0", 5)]


async def test_what_a_killed_run_left_is_taken_over_whatever_its_name() -> None:
    shelf = Shelf()
    await shelf.kind().create(URN, {"displayName": "Former", "size": 1})
    again = shelf.kind()
    assert (await again.create(URN, WANTED))[0] == "t0"
    assert [(one.content.display_name, one.size) for one in shelf.things] == [("Pilot", 5)]


async def test_a_copy_that_somebody_made_is_not_taken_for_the_original() -> None:
    shelf = Shelf()
    shelf.put("copy", Mark(OWNER).on(""), "Copy of Pilot")
    shelf.put("original", Mark(OWNER).on(""))
    assert (await shelf.kind().create(URN, WANTED))[0] == "original"


async def test_all_that_a_run_makes_is_looked_for_in_one_list() -> None:
    shelf = Shelf()
    kind = shelf.kind()
    for name in ("one", "two", "three"):
        await kind.create(f"urn:{name}", WANTED)
    assert (shelf.lists, len(shelf.things)) == (1, 3)


async def test_what_is_made_by_half_is_kept_and_differs() -> None:
    kind = Shelf().kind()
    kind.broken = True
    with pytest.raises(HalfMade) as caught:
        await kind.create(URN, WANTED)
    assert caught.value.resource_id == "t0"
    assert kind.changes({"displayName": "Pilot", "size": caught.value.state["size"]}, WANTED) == {
        "size": "update"
    }


async def test_a_replacement_keeps_what_it_took_over() -> None:
    shelf = Shelf()
    await shelf.kind().create(URN, WANTED)
    kind = shelf.kind()
    taken, _ = await kind.create(URN, WANTED)
    await kind.delete(taken, WANTED)
    assert [one.id for one in shelf.things] == ["t0"]


async def test_one_that_was_deleted_is_nobody_s_to_take_over() -> None:
    shelf = Shelf()
    await shelf.kind().create(URN, WANTED)
    kind = shelf.kind()
    await kind.create("urn:another", WANTED)
    await kind.delete("t0", WANTED)
    made, _ = await kind.create(URN, WANTED)
    assert made == "t2"
    assert [one.id for one in shelf.things] == ["t1", "t2"]


async def test_an_update_of_one_that_is_gone_says_so() -> None:
    with pytest.raises(Refusal, match=r"the thing 'Pilot' was deleted by hand \(id t9\).*\[thing-gone\]"):
        await Shelf().kind().update(URN, "t9", state=WANTED, inputs=WANTED)
