"""A collection is read to its end, never for ever, and nobody but Graph is asked for the next page."""

from typing import Any

import pytest

from intune_waves.graph.client import collection
from intune_waves.graph.client.answer import Answer, Item
from intune_waves.graph.client.collection import PEOPLE, Collection, ListCount
from intune_waves.graph.client.errors import GraphError, NotFound, ShortList, UnexpectedAnswer
from tests.graph.fake_graph import URL, FakeCarrier, Sent, answering, batch_answer, refused

USERS = f"{URL}/v1.0/users"


def page(*ids: str, following: Any = None, **more: Any) -> Answer:
    link = {} if following is None else {"@odata.nextLink": following}
    return Answer(200, {}, {"value": [{"id": each} for each in ids], **link, **more})


async def ids_in(graph: FakeCarrier, *, counted: bool = False) -> list[str]:
    users = Collection(
        graph.client(), "/users?$select=id", about="the people", counted=PEOPLE if counted else None
    )
    return [user.text("id") async for user in users.rows()]


async def test_pages_are_followed_to_the_end() -> None:
    graph = answering(page("1", following=f"{USERS}?$skiptoken=x"), page("2"))
    assert await ids_in(graph) == ["1", "2"]
    assert [sent.path for sent in graph.sent] == ["/v1.0/users?$select=id", "/v1.0/users?$skiptoken=x"]


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.test/v1.0/users",
        "http://graph.test/v1.0/users",
        "https://graph.test.elsewhere.test/v1.0/users",
        "https://graph.test@elsewhere.test/v1.0/users",
        "https://graph.test:8443/v1.0/users",
        "https://graph.test:port/v1.0/users",
        "https://[graph.test/v1.0/users",
        "//graph.test/v1.0/users",
        "/v1.0/users?$skiptoken=x",
        f"{USERS}\r\nX-Other: 1",
        "\x00",
    ],
)
async def test_nothing_is_sent_to_where_a_link_does_not_lead_below_graph(link: str) -> None:
    graph = answering(page("1", following=link))
    with pytest.raises(UnexpectedAnswer, match=r"the people: GET /users: its next link is not below"):
        await ids_in(graph)
    assert len(graph.sent) == 1


async def test_graphs_own_address_may_be_written_in_other_ways() -> None:
    graph = answering(page("1", following="HTTPS://user@Graph.Test:443/v1.0/users?$skiptoken=x"), page("2"))
    assert await ids_in(graph) == ["1", "2"]
    assert graph.sent[1].path == "/v1.0/users?$skiptoken=x"


@pytest.mark.parametrize(
    "links",
    [
        [f"{USERS}?$skiptoken=a", f"{USERS}?$skiptoken=a"],
        [f"{USERS}?$skiptoken=a", f"{USERS}?$skiptoken=b", f"{USERS}?$skiptoken=a"],
        [f"{USERS}?$select=id"],
    ],
    ids=["itself", "an earlier page", "the first page"],
)
async def test_a_link_that_leads_back_ends_the_reading(links: list[str]) -> None:
    graph = answering(*(page("1", following=link) for link in links))
    with pytest.raises(UnexpectedAnswer, match="leads back to a page that was read already"):
        await ids_in(graph)
    assert len(graph.sent) == len(links)


def endless(*ids: str) -> FakeCarrier:
    """A tenant that always has another page."""
    numbers = iter(range(1_000_000))
    return FakeCarrier(lambda _: page(*ids, following=f"{USERS}?$skiptoken={next(numbers)}"))


@pytest.mark.parametrize("ids", [["1"], []], ids=["always the same person", "nobody"])
async def test_a_list_without_an_end_has_one_here(ids: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "MOST_PAGES", 7)
    monkeypatch.setattr(collection, "MOST_EMPTY_PAGES", 7)
    graph = endless(*ids)
    with pytest.raises(UnexpectedAnswer, match="it goes on after 7 pages"):
        await ids_in(graph)
    assert len(graph.sent) == 7


async def test_pages_may_be_empty_between_others() -> None:
    links = [f"{USERS}?$skiptoken={number}" for number in range(150)]
    graph = answering(*(page(following=link) for link in links), page("1"))
    assert await ids_in(graph) == ["1"]


@pytest.mark.parametrize("status", [301, 302, 303, 304, 307, 308])
async def test_no_redirect_is_followed(status: int) -> None:
    graph = answering(Answer(status, {"location": "https://elsewhere.test/v1.0/users"}))
    with pytest.raises(UnexpectedAnswer, match=r"it leads to elsewhere\.test, and no redirect is followed"):
        await ids_in(graph)
    assert len(graph.sent) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, {}, None, is_json=False),
        Answer(200),
        Answer(204),
        Answer(200, {}, [{"id": "1"}]),
        Answer(200, {}, "value"),
        Answer(200, {}, {}),
        Answer(200, {}, {"value": None}),
        Answer(200, {}, {"value": {"id": "1"}}),
        Answer(200, {}, {"value": ["1"]}),
        Answer(200, {}, {"value": [{"id": "1"}, None]}),
        Answer(200, {}, {"value": [{"id": 1}]}),
        Answer(200, {}, {"value": [{"id": ""}]}),
        Answer(200, {}, {"value": [{}]}),
        page("1", following=7),
        page("1", following={}),
    ],
    ids=lambda answer: str(answer.body),
)
async def test_what_is_no_list_of_objects_is_told(answer: Answer) -> None:
    with pytest.raises(UnexpectedAnswer, match="the people: GET /users: ") as caught:
        await ids_in(answering(answer))
    assert str(caught.value).endswith("[graph-unexpected-answer]")


async def test_a_list_is_compared_with_its_count() -> None:
    graph = answering(page("1", following=f"{USERS}?x", **{"@odata.count": 2}), page("2"))
    assert await ids_in(graph, counted=True) == ["1", "2"]
    assert [sent.headers["ConsistencyLevel"] for sent in graph.sent] == ["eventual"] * 2
    assert graph.sent[0].path == "/v1.0/users?$select=id&$count=true"


async def test_a_list_that_ends_early_is_told_after_its_last_page() -> None:
    graph = FakeCarrier(lambda _: page("1", "2", **{"@odata.count": 30}))
    users = Collection(graph.client(), "/users?$select=id", about="the people", counted=PEOPLE)
    seen = []

    async def read() -> None:
        async for user in users.rows():
            seen.append(user.text("id"))

    with pytest.raises(ShortList, match="it lists 2 people and counts 30"):
        await read()
    assert seen == ["1", "2"]
    assert users.count == ListCount(2, 30)


async def test_who_left_meanwhile_is_counted_once_more() -> None:
    graph = answering(page("1", "2", **{"@odata.count": 3}), page("1", "2", **{"@odata.count": 2}))
    assert await ids_in(graph, counted=True) == ["1", "2"]


@pytest.mark.parametrize("count", ["2", 2.0, True, 10**30])
async def test_a_count_is_a_whole_number(count: object) -> None:
    with pytest.raises(UnexpectedAnswer, match=r"@odata\.count is "):
        await ids_in(answering(page("1", "2", **{"@odata.count": count})), counted=True)


async def test_a_count_that_nobody_asked_for_is_not_believed() -> None:
    """Intune answers the count of the page."""
    assert await ids_in(answering(page("1", **{"@odata.count": 5}))) == ["1"]


async def test_a_list_begun_in_a_batch_is_read_on() -> None:
    def respond(request: Sent) -> Answer:
        if request.path.endswith("$batch"):
            return batch_answer(request, lambda _: page("1", following=f"{USERS}?$skiptoken=x"))
        return page("2")

    client = FakeCarrier(respond).client()
    item = Item("GET", "/users", about="the people")
    (answer,) = await client.batch([item])
    assert [user.text("id") async for user in Collection.begun(client, item, answer=answer).rows()] == [
        "1",
        "2",
    ]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(404), NotFound),
        (Answer(302, {"Location": "https://elsewhere.test"}), UnexpectedAnswer),
        (Answer(200, {}, "bm8ganNvbg=="), UnexpectedAnswer),
    ],
)
async def test_a_list_that_a_batch_refuses_is_told(answer: Answer, kind: type[GraphError]) -> None:
    item = Item("GET", "/users", about="the people")
    with pytest.raises(kind, match=r"the people: GET /v1\.0/users: "):
        Collection.begun(FakeCarrier(lambda _: answer).client(), item, answer=answer)
