"""The client: sends requests to Graph, waits when Graph asks for it, and turns refusals into
`graph.errors`.
"""

import json as jsonlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from intune_waves.graph.client.answer import Answer, Carrier, Item
from intune_waves.graph.client.errors import GraphError, Throttled, Unavailable
from intune_waves.graph.client.json_object import Asked, JsonObject
from intune_waves.graph.client.pacing import Patience, http_date, retry_after
from intune_waves.graph.client.refusal import from_answer

Version = Literal["v1.0", "beta"]

BATCH_SIZE = 20
"""Requests in one $batch ("Combine multiple HTTP requests using JSON batching", Microsoft Learn,
2025-02).
"""

_BUSY = frozenset({500, 502, 503, 504})
_NO_ANSWER = Answer(504, {}, {"error": {"code": "noAnswerInBatch"}})
_PLACE = re.compile(r"[0-9]{1,9}", re.ASCII)


class GraphClient:
    """A signed-in connection to one tenant's Graph.

    429 is always waited for. 5xx and broken connections are repeated for calls that can be carried out
    twice without harm: GET, PATCH, PUT, DELETE, and a POST whose caller says `repeatable`. A POST that
    creates is never repeated here, because the first may have been carried out; its caller looks first.
    """

    def __init__(self, url: str, carrier: Carrier, *, patience: Callable[[], Patience] = Patience) -> None:
        self.url = url.rstrip("/")
        self.requests_sent = 0
        """HTTP requests sent so far, repeats counted; a $batch is one."""
        self.served_at: datetime | None = None
        """When Graph gave its newest answer, by Graph's own clock (RFC 9110, 6.6.1, Date)."""
        self._carrier = carrier
        self._patience = patience

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._carrier.close()

    def today(self) -> date:
        """The day by Graph's own clock, which its answers tell; by ours where it has not answered yet."""
        return (self.served_at or datetime.now(UTC)).date()

    def patience(self) -> Patience:
        """A fresh waiting budget."""
        return self._patience()

    async def get(
        self,
        path: str,
        *,
        about: str = "",
        version: Version = "v1.0",
        headers: Mapping[str, str] | None = None,
    ) -> JsonObject:
        """What is at `path`, which is also taken as a whole address below Graph's. Raises GraphError."""
        call = _Call("GET", path, None, about, version, headers or {}, repeatable=True)
        return _object_in(await self._send(call), call.asked)

    async def post(
        self,
        path: str,
        json: Any = None,
        *,
        about: str = "",
        version: Version = "v1.0",
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> JsonObject:
        """The object answered, empty for none. Raises GraphError; Unavailable if the outcome is not known."""
        call = _Call("POST", path, json, about, version, headers or {}, repeatable)
        return _object_in(await self._send(call), call.asked, needed=False)

    async def patch(
        self,
        path: str,
        json: Any,
        *,
        about: str = "",
        version: Version = "v1.0",
        headers: Mapping[str, str] | None = None,
    ) -> JsonObject:
        """The object answered, empty for none. Raises GraphError."""
        call = _Call("PATCH", path, json, about, version, headers or {}, repeatable=True)
        return _object_in(await self._send(call), call.asked, needed=False)

    async def delete(self, path: str, *, about: str = "", version: Version = "v1.0") -> None:
        """Delete; raises NotFound when it is gone already."""
        await self._send(_Call("DELETE", path, None, about, version, {}, repeatable=True))

    async def batch(
        self, items: Sequence[Item], *, version: Version = "v1.0", repeatable: bool = False
    ) -> list[Answer]:
        """The answer to each item, in order, by calls of at most 20; the items are independent of each
        other.

        Each item is throttled on its own: only those with 429 are sent again, after the longest
        Retry-After among them; until then the next call is not sent either. With `repeatable`, or for a GET,
        an item with 5xx is sent again too.
        Refused items are returned, not raised. Raises Throttled when the budget is used up.
        """
        answers: dict[int, Answer] = {}
        patience = self.patience()
        waiting = list(range(len(items)))
        while waiting:
            for start in range(0, len(waiting), BATCH_SIZE):
                chunk = waiting[start : start + BATCH_SIZE]
                answers.update(await self._send_batch(chunk, items, version=version, repeatable=repeatable))
                asked = _longest(answers[index] for index in chunk if answers[index].status == 429)
                more = start + BATCH_SIZE < len(waiting)
                if more and asked is not None and not await patience.wait(asked):
                    refused = next(index for index in chunk if answers[index].status == 429)
                    raise self.refusal(items[refused], answers[refused], version=version)
            waiting = [
                index
                for index in waiting
                if answers[index].status == 429
                or (answers[index].status in _BUSY and (repeatable or items[index].method == "GET"))
            ]
            if waiting and not await patience.wait(_longest(answers[index] for index in waiting)):
                first = waiting[0]
                raise self.refusal(items[first], answers[first], version=version)
        return [answers[index] for index in range(len(items))]

    def refusal(self, item: Item, answer: Answer, *, version: Version = "v1.0") -> GraphError:
        """The error for an item of a batch that was refused."""
        return from_answer(item.about, item.method, path=f"/{version}{item.path}", answer=answer)

    def body_of(self, item: Item, answer: Answer, *, version: Version = "v1.0") -> JsonObject:
        """What an item of a batch was answered. Raises GraphError where it was refused."""
        if not answer.good:
            raise self.refusal(item, answer, version=version)
        return _object_in(answer, Asked(item.about, f"{item.method} /{version}{item.path}"))

    def below_graph(self, link: str, asked: Asked) -> str:
        """The address that a link of an answer names.

        Raises UnexpectedAnswer for one that is not Graph's own: whoever is sent a request is sent the token
        with it.
        """
        own = urlsplit(self.url)
        try:
            parts = urlsplit(link)
            same = parts.hostname == own.hostname and (parts.port or 443) == (own.port or 443)
        except ValueError:
            same = False
        if not same or parts.scheme != "https" or not link.isprintable():
            raise asked.unexpected(f"its next link is not below {self.url}")
        return f"{self.url}{parts.path}?{parts.query}"

    async def _send_batch(
        self, chunk: list[int], items: Sequence[Item], *, version: Version, repeatable: bool
    ) -> dict[int, Answer]:
        requests = []
        for index in chunk:
            item = items[index]
            request: dict[str, Any] = {"id": str(index), "method": item.method, "url": item.path}
            headers = dict(item.headers)
            if item.json is not None:
                request["body"] = item.json
                headers.setdefault("Content-Type", "application/json")
            if headers:
                request["headers"] = headers
            requests.append(request)
        call = _Call(
            "POST",
            "/$batch",
            {"requests": requests},
            items[chunk[0]].about,
            version,
            {},
            repeatable or all(items[index].method == "GET" for index in chunk),
        )
        body = _object_in(await self._send(call), call.asked)
        answers = dict(map(_answer_in, body.objects("responses", needed=True)))
        if not answers.keys() <= set(chunk):
            raise body.unexpected("responses answers what was not asked")
        return {index: answers.get(index, _NO_ANSWER) for index in chunk}

    async def _send(self, call: "_Call") -> Answer:
        path = call.path
        url = path if path.startswith(f"{self.url}/") else f"{self.url}/{call.version}{path}"
        shown = url.removeprefix(self.url)
        sent = {"Accept": "application/json", **call.headers}
        content = None
        if call.json is not None:
            content = jsonlib.dumps(call.json).encode()
            sent["Content-Type"] = "application/json"
        patience = self.patience()
        while True:
            error: GraphError
            asked = None
            try:
                self.requests_sent += 1
                answer = await self._carrier.send(call.method, url, content, sent)
                self.served_at = _date_of(answer) or self.served_at
                if answer.good:
                    return answer
                error = from_answer(call.about, call.method, path=shown, answer=answer)
                asked = retry_after(answer.headers)
            except Unavailable as broken:
                error = broken
            again = isinstance(error, Throttled) or (isinstance(error, Unavailable) and call.repeatable)
            if not again or not await patience.wait(asked):
                raise error


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    path: str
    json: Any
    about: str
    version: Version
    headers: Mapping[str, str]
    repeatable: bool

    @property
    def asked(self) -> Asked:
        return Asked(self.about, f"{self.method} {self.path.partition('?')[0]}")


def _object_in(answer: Answer, asked: Asked, *, needed: bool = True) -> JsonObject:
    if not answer.is_json:
        raise asked.unexpected("the answer is no JSON")
    if answer.body is None and not needed:
        return JsonObject({}, asked)
    if not isinstance(answer.body, dict):
        raise asked.unexpected("the answer is no object")
    return JsonObject(answer.body, asked)


def _answer_in(response: JsonObject) -> tuple[int, Answer]:
    """The place and the answer of an item in what a $batch was answered; an id may be a number there."""
    number = response.value("id")
    status = response.whole("status")
    if not _PLACE.fullmatch(str(number)) or not 200 <= status < 600:
        raise response.unexpected("a response has no id that was asked, or no status")
    headers = {name.lower(): str(value) for name, value in response.inner("headers").plain().items()}
    return int(str(number)), Answer(status, headers, response.value("body"))


def _longest(answers: Iterable[Answer]) -> float | None:
    """The longest time that any of the answers asks to wait; None where none does."""
    asked = (retry_after(answer.headers) for answer in answers)
    return max((seconds for seconds in asked if seconds is not None), default=None)


def _date_of(answer: Answer) -> datetime | None:
    return http_date(answer.headers.get("date", ""))
