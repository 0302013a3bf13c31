"""The client waits when Graph asks for it, and never makes a thing twice."""

from datetime import UTC, datetime

import pytest

from intune_waves.graph.client.answer import Answer, Item
from intune_waves.graph.client.create_once import create_once
from intune_waves.graph.client.errors import (
    AlreadyExists,
    Forbidden,
    GraphError,
    NotFound,
    Throttled,
    Unavailable,
    UnexpectedAnswer,
)
from tests.graph.fake_graph import FakeCarrier, Sent, answering, batch_answer, refused


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("0.25", 0.25), ("nonsense", 1.0)])
async def test_a_429_is_waited_for_as_long_as_it_asks(asked: str, waited: float) -> None:
    graph = answering(refused(429, retry_after=asked), Answer(200, {}, {"id": "1"}))
    assert (await graph.client().post("/groups", {})).text("id") == "1"
    assert graph.waits == [waited]
    assert [request.method for request in graph.sent] == ["POST", "POST"]


async def test_waiting_ends_with_the_budget_and_says_so() -> None:
    graph = FakeCarrier(lambda _: refused(429, "TooManyRequests", retry_after="100"))
    with pytest.raises(Throttled, match="run the same command again"):
        await graph.client(budget=250).get("/users")
    assert graph.waits == [100.0, 100.0]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_post_that_creates_is_not_repeated_on_5xx(status: int) -> None:
    graph = answering(refused(status))
    with pytest.raises(Unavailable):
        await graph.client().post("/groups", {})
    assert len(graph.sent) == 1


@pytest.mark.parametrize("method", ["get", "patch", "delete", "repeatable post"])
async def test_what_can_be_repeated_is_repeated_on_503(method: str) -> None:
    graph = answering(refused(503), Unavailable("Graph", "call"), Answer(200, {}, {"value": []}))
    client = graph.client()
    if method == "get":
        await client.get("/users")
    elif method == "patch":
        await client.patch("/groups/1", {})
    elif method == "delete":
        await client.delete("/groups/1")
    else:
        await client.post("/x/assign", {}, repeatable=True)
    assert client.requests_sent == 3


async def test_a_batch_sends_again_only_what_was_throttled_after_the_longest_wait() -> None:
    seen: list[list[str]] = []

    def respond(request: Sent) -> Answer:
        seen.append([item["id"] for item in request.json["requests"]])
        if len(seen) > 2:
            return batch_answer(request, lambda _: Answer(204))
        throttled = {"3": refused(429, retry_after="2.5"), "21": refused(429, retry_after="4")}
        return batch_answer(request, lambda item: throttled.get(item["id"], Answer(204)))

    graph = FakeCarrier(respond)
    answers = await graph.client().batch([Item("PATCH", f"/groups/{n}", {}) for n in range(22)])
    assert [answer.status for answer in answers] == [204] * 22
    assert [len(ids) for ids in seen] == [20, 2, 2]
    assert seen[2] == ["3", "21"]
    assert graph.waits == [2.5, 4.0], "before the next call, and before those are sent again"


async def test_a_batch_repeats_a_503_only_where_that_does_no_harm() -> None:
    calls: list[str] = []

    def respond(request: Sent) -> Answer:
        calls.extend(item["method"] for item in request.json["requests"])
        first = len(calls) <= 2
        return batch_answer(request, lambda _: refused(503) if first else Answer(200))

    answers = await FakeCarrier(respond).client().batch([Item("GET", "/users"), Item("POST", "/groups", {})])
    assert calls == ["GET", "POST", "GET"]
    assert [answer.status for answer in answers] == [200, 503]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refused(404), NotFound),
        (refused(403), Forbidden),
        (
            refused(400, "Request_BadRequest", "One or more added object references already exist"),
            AlreadyExists,
        ),
        (refused(400, "Request_BadRequest", "Invalid"), GraphError),
        (Answer(502, {}, None), Unavailable),
    ],
)
async def test_a_refusal_names_object_call_code_and_request_id(
    answer: Answer, kind: type[GraphError]
) -> None:
    answer = Answer(answer.status, {"request-id": "r-1"}, answer.body)
    with pytest.raises(kind) as caught:
        await answering(answer).client().post("/groups", {}, about="the group Pilot")
    assert type(caught.value) is kind
    assert str(caught.value).startswith(f"the group Pilot: POST /v1.0/groups: {answer.status}")
    assert "(request id r-1)" in str(caught.value)


async def test_a_403_on_restrictions_names_the_credential_of_a_person() -> None:
    with pytest.raises(Forbidden, match="intune:credential") as caught:
        await (
            answering(refused(403))
            .client()
            .post("/deviceManagement/deviceEnrollmentConfigurations", {}, version="beta")
        )
    assert "DeviceManagementServiceConfig.ReadWrite.All" in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        {},
        {"responses": None},
        {"responses": {}},
        {"responses": [7]},
        {"responses": [{"status": 200}]},
        {"responses": [{"id": "0"}]},
        {"responses": [{"id": "0", "status": "200"}]},
        {"responses": [{"id": "0", "status": 100}]},
        {"responses": [{"id": "0", "status": 2000}]},
        {"responses": [{"id": "x", "status": 200}]},
        {"responses": [{"id": "-1", "status": 200}]},
        {"responses": [{"id": "1", "status": 200}]},
        {"responses": [{"id": ["0"], "status": 200}]},
        {"responses": [{"id": True, "status": 200}]},
        {"responses": [{"id": "0", "status": 200, "headers": []}]},
    ],
    ids=str,
)
async def test_a_batch_that_answers_something_else_is_told(body: object) -> None:
    graph = answering(Answer(200, {}, body))
    with pytest.raises(UnexpectedAnswer, match=r"people: POST /\$batch: "):
        await graph.client().batch([Item("GET", "/users", about="people")])


async def test_ids_in_a_batch_may_be_numbers_and_headers_of_any_case() -> None:
    given = {"id": 0, "status": 429, "headers": {"Retry-After": 3}}
    graph = answering(
        Answer(200, {}, {"responses": [given]}),
        Answer(200, {}, {"responses": [{"id": 0, "status": 200, "body": {"x": 1}}]}),
    )
    (answer,) = await graph.client().batch([Item("GET", "/users")])
    assert (answer.body, graph.waits) == ({"x": 1}, [3.0])


async def test_an_item_that_a_batch_forgets_has_no_outcome() -> None:
    graph = answering(Answer(200, {}, {"responses": []}))
    (answer,) = await graph.client().batch([Item("POST", "/groups", {})])
    assert answer.status == 504


@pytest.mark.parametrize(
    "lost", [Answer(200, {}, None, is_json=False), Answer(201), Answer(201, {}, {"id": 7})]
)
async def test_what_was_made_and_cannot_be_read_is_looked_for_and_not_made_again(lost: Answer) -> None:
    client = answering(lost).client()

    async def post() -> str:
        return (await client.post("/groups", {})).text("id")

    async def find() -> str | None:
        return found

    found: str | None = "g1"
    assert await create_once(client, post, find=find) == "g1"
    client, found = answering(lost).client(), None
    with pytest.raises(UnexpectedAnswer):
        await create_once(client, post, find=find)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("Mon, 06 Jan 2025 10:00:00 GMT", datetime(2025, 1, 6, 10, tzinfo=UTC)),
        ("Mon Jan  6 10:00:00 2025", datetime(2025, 1, 6, 10, tzinfo=UTC)),
        ("today", None),
        ("Mon, 06 Jan 99999 10:02:00 GMT", None),
    ],
)
async def test_the_time_of_an_answer_is_read_or_let_be(said: str, at: datetime | None) -> None:
    client = answering(Answer(200, {"date": said}, {})).client()
    await client.get("/users")
    assert client.served_at == at
