"""The client: sends requests to Graph, waits when Graph asks for it, and turns refusals into
`graph.errors`.
"""

import json as jsonlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Literal, Self

from intune_waves.graph.client.answer import Answer, Carrier, Item
from intune_waves.graph.client.errors import GraphError, Throttled, Unavailable, from_answer
from intune_waves.graph.client.pacing import Patience, retry_after

Version = Literal["v1.0", "beta"]

BATCH_SIZE = 20
"""Requests in one $batch ("Combine multiple HTTP requests using JSON batching", Microsoft Learn,
2025-02).
"""

_BUSY = frozenset({500, 502, 503, 504})


class GraphClient:
    """A signed-in connection to one tenant's Graph.

    429 is always waited for. 5xx and broken connections are repeated for calls that can be carried out
    twice without harm: GET, PATCH, PUT, DELETE, and a POST whose caller says `repeatable`. A POST that
    creates is never repeated here, because the first may have been carried out; its caller looks first.
    """

    def __init__(self, url: str, carrier: Carrier, patience: Callable[[], Patience] = Patience) -> None:
        self.url = url.rstrip("/")
        self.requests_sent = 0
        """HTTP requests sent so far, repeats counted; a $batch is one."""
        self._carrier = carrier
        self._patience = patience

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._carrier.close()

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
    ) -> Any:
        """The decoded body. Raises GraphError."""
        return await self._call("GET", path, None, about, version, headers, repeatable=True)

    async def post(
        self,
        path: str,
        json: Any = None,
        *,
        about: str = "",
        version: Version = "v1.0",
        headers: Mapping[str, str] | None = None,
        repeatable: bool = False,
    ) -> Any:
        """The decoded body, None for 204. Raises GraphError; Unavailable when the outcome is not known."""
        return await self._call("POST", path, json, about, version, headers, repeatable=repeatable)

    async def patch(
        self,
        path: str,
        json: Any,
        *,
        about: str = "",
        version: Version = "v1.0",
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The decoded body, None for 204. Raises GraphError."""
        return await self._call("PATCH", path, json, about, version, headers, repeatable=True)

    async def delete(self, path: str, *, about: str = "", version: Version = "v1.0") -> None:
        """Delete; raises NotFound when it is gone already."""
        await self._call("DELETE", path, None, about, version, None, repeatable=True)

    async def pages(
        self,
        path: str,
        *,
        about: str = "",
        version: Version = "v1.0",
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[dict[str, Any]]:
        """Every item of a collection, page after page."""
        next_path: str | None = path
        while next_path:
            body = await self.get(next_path, about=about, version=version, headers=headers) or {}
            for item in body.get("value", []):
                yield item
            next_path = body.get("@odata.nextLink")

    async def batch(
        self, items: Sequence[Item], *, version: Version = "v1.0", repeatable: bool = False
    ) -> list[Answer]:
        """The answer to each item, in order, by calls of at most 20; the items are independent of each
        other.

        Each item is throttled on its own: only those with 429 are sent again, after the longest
        Retry-After among them. With `repeatable`, or for a GET, an item with 5xx is sent again too.
        Refused items are returned, not raised. Raises Throttled when the budget is used up.
        """
        answers: dict[int, Answer] = {}
        patience = self.patience()
        waiting = list(range(len(items)))
        while waiting:
            for start in range(0, len(waiting), BATCH_SIZE):
                chunk = waiting[start : start + BATCH_SIZE]
                answers.update(await self._send_batch(chunk, items, version, repeatable))
            waiting = [
                index
                for index in waiting
                if answers[index].status == 429
                or (answers[index].status in _BUSY and (repeatable or items[index].method == "GET"))
            ]
            if waiting:
                asked = [retry_after(answers[index].headers) for index in waiting]
                longest = max((seconds for seconds in asked if seconds is not None), default=None)
                if not await patience.wait(longest):
                    first = waiting[0]
                    raise self.refusal(items[first], answers[first], version)
        return [answers[index] for index in range(len(items))]

    def refusal(self, item: Item, answer: Answer, version: Version = "v1.0") -> GraphError:
        """The error for an item of a batch that was refused."""
        return from_answer(
            item.about, item.method, f"/{version}{item.path}", answer.status, answer.body, answer.request_id
        )

    async def _send_batch(
        self, chunk: list[int], items: Sequence[Item], version: Version, repeatable: bool
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
        safe = repeatable or all(items[index].method == "GET" for index in chunk)
        body = await self._call(
            "POST", "/$batch", {"requests": requests}, items[chunk[0]].about, version, None, safe
        )
        answers = {}
        for response in (body or {}).get("responses", []):
            headers = {
                str(name).lower(): str(value) for name, value in (response.get("headers") or {}).items()
            }
            answers[int(response["id"])] = Answer(int(response["status"]), headers, response.get("body"))
        for index in chunk:
            answers.setdefault(index, Answer(504, {}, {"error": {"code": "noAnswerInBatch"}}))
        return answers

    async def _call(
        self,
        method: str,
        path: str,
        json: Any,
        about: str,
        version: Version,
        headers: Mapping[str, str] | None,
        repeatable: bool,
    ) -> Any:
        url = path if path.startswith("https://") else f"{self.url}/{version}{path}"
        if not url.startswith(self.url + "/"):
            # A page's next link is followed only within Graph.
            raise GraphError(about, f"{method} {url}", message=f"the address is not below {self.url}")
        shown = url.removeprefix(self.url)
        sent = {"Accept": "application/json", **(headers or {})}
        content = None
        if json is not None:
            content = jsonlib.dumps(json).encode()
            sent["Content-Type"] = "application/json"
        patience = self.patience()
        while True:
            error: GraphError
            asked = None
            try:
                self.requests_sent += 1
                answer = await self._carrier.send(method, url, content, sent)
                if answer.status < 400:
                    return answer.body
                error = from_answer(about, method, shown, answer.status, answer.body, answer.request_id)
                asked = retry_after(answer.headers)
            except Unavailable as broken:
                error = broken
            again = isinstance(error, Throttled) or (isinstance(error, Unavailable) and repeatable)
            if not again or not await patience.wait(asked):
                raise error
