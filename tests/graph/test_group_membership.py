"""Members are added by twenty, removed by a path that cannot delete a person, and a lag is waited for."""

from collections.abc import Mapping
from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden, GraphError, NotFound, ShortList
from intune_waves.graph.group_membership import (
    digest_of_members,
    listed_member_ids,
    member_ids,
    reconcile,
    removal_path,
)
from tests.graph.fake_graph import FakeCarrier, Sent, answering, batch_answer, id_of, refused

ALREADY = refused(
    400, "Request_BadRequest", "One or more added object references already exist for 'members'."
)


class Group:
    """A group behind $batch, which refuses what `refuse` says."""

    def __init__(self, members: set[str]) -> None:
        self.members = members
        self.calls = 0
        self.writes: list[tuple[str, str]] = []
        self.refusals: list[Answer] = []

    def respond(self, request: Sent) -> Answer:
        self.calls += 1
        return batch_answer(request, self.write)

    def write(self, item: Mapping[str, Any]) -> Answer:
        self.writes.append((item["method"], item["url"]))
        if self.refusals:
            return self.refusals.pop(0)
        if item["method"] == "DELETE":
            self.members.discard(item["url"].split("/")[4])
            return Answer(204)
        body = item["body"]
        added = {
            link.rpartition("/")[2] for link in body.get("members@odata.bind", [body.get("@odata.id", "")])
        }
        if added & self.members:
            return ALREADY
        self.members |= added
        return Answer(204)


def members(*ids: str, counted: int) -> Answer:
    return Answer(200, {}, {"value": [{"id": id_of(each)} for each in ids], "@odata.count": counted})


def people(count: int) -> set[str]:
    return {f"p{number:05}" for number in range(count)}


async def test_two_thousand_people_are_one_hundred_writes_in_five_calls() -> None:
    group = Group(set())
    done = await reconcile(FakeCarrier(group.respond).client(), "g", desired=people(2000), existing=set())
    assert (group.calls, len(group.writes), len(group.members)) == (5, 100, 2000)
    assert (done.added, done.removed) == (2000, 0)


async def test_a_right_group_is_not_written() -> None:
    group = Group(people(30))
    await reconcile(FakeCarrier(group.respond).client(), "g", desired=people(30), existing=people(30))
    assert group.calls == 0


async def test_who_is_too_many_is_removed_and_one_gone_already_is_fine() -> None:
    group = Group({"a", "b", "c"})
    group.refusals = [refused(404)]
    await reconcile(FakeCarrier(group.respond).client(), "g", desired={"a"}, existing={"a", "b", "c"})
    assert group.writes == [("DELETE", removal_path("g", "b")), ("DELETE", removal_path("g", "c"))]


def test_the_removal_path_cannot_delete_the_person() -> None:
    assert removal_path("g", "u") == "/groups/g/members/u/$ref"


async def test_who_is_there_already_does_not_keep_the_others_out() -> None:
    # Somebody added p00003 by hand after the members were read.
    group = Group({"p00003"})
    await reconcile(FakeCarrier(group.respond).client(), "g", desired=people(5), existing=set())
    assert group.members == people(5)


@pytest.mark.parametrize("status", [400, 404, 409])
async def test_a_lag_after_creation_is_waited_for(status: int) -> None:
    group = Group(set())
    group.refusals = [refused(status, "x", "referenced object does not exist")] * 2
    graph = FakeCarrier(group.respond)
    await reconcile(graph.client(), "g", desired={"a"}, existing=set())
    assert group.members == {"a"}
    assert graph.waits == [1.0]


async def test_a_person_whom_graph_never_knows_is_named() -> None:
    group = Group(set())
    group.refusals = [refused(404)] * 1000
    with pytest.raises(NotFound, match="member ghost"):
        await reconcile(FakeCarrier(group.respond).client(), "g", desired={"ghost"}, existing=set())


async def test_a_missing_right_ends_it_at_once() -> None:
    group = Group(set())
    group.refusals = [refused(403)] * 1000
    with pytest.raises(Forbidden, match=r"GroupMember\.ReadWrite\.All|Group\.ReadWrite\.All"):
        await reconcile(FakeCarrier(group.respond).client(), "g", desired=people(5), existing=set())
    assert group.calls == 1


async def test_only_a_new_group_may_be_unknown_for_a_while() -> None:
    answers = [refused(404), refused(404), members("a", counted=1)]
    graph = FakeCarrier(lambda _: answers.pop(0))
    assert await member_ids(graph.client(), "g", new_group=True) == {id_of("a")}
    with pytest.raises(GraphError):
        await member_ids(FakeCarrier(lambda _: refused(404)).client(), "g")


async def test_members_that_their_count_does_not_bear_out_are_read_again_and_then_refused() -> None:
    graph = answering(*[members("a", counted=3)] * 2, members("a", "b", "c", counted=3))
    assert await member_ids(graph.client(), "g") == set(map(id_of, "abc"))
    graph = answering(*[members("a", counted=3)] * 4)
    with pytest.raises(ShortList, match=r"the group g: .*it lists 1 member and counts 3"):
        await member_ids(graph.client(), "g")


async def test_a_group_that_is_emptied_loses_whom_it_lists_whatever_it_counts() -> None:
    assert await listed_member_ids(answering(members("a", counted=3)).client(), "g") == {id_of("a")}


def test_a_digest_does_not_depend_on_order() -> None:
    assert digest_of_members(["b", "a"]) == digest_of_members({"a", "b"}) != digest_of_members(["a"])
