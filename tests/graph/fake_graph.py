"""A carrier without a network, whose answers a test writes down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from intune_waves.graph.client.answer import Answer, decode
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.pacing import Patience

URL = "https://graph.test"


def id_of(name: str) -> str:
    """An object id that stands for a short name."""
    return f"00000000-0000-4000-8000-{name.encode().hex():0>12}"


@dataclass
class Sent:
    """A request as it went out; `path` still has its version."""

    method: str
    path: str
    json: Any
    headers: Mapping[str, str]


@dataclass
class FakeCarrier:
    """Answers by `respond`, and remembers what was sent and how long was waited."""

    respond: Callable[[Sent], Answer | Exception]
    sent: list[Sent] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    async def send(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        request = Sent(method, url.removeprefix(URL), decode(body or b""), headers)
        self.sent.append(request)
        answer = self.respond(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        self.sent.clear()

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def client(self, budget: float = 320.0) -> GraphClient:
        return GraphClient(URL, self, patience=lambda: Patience(budget, self.sleep, lambda: 0.0))


def answering(*answers: Answer | Exception) -> FakeCarrier:
    """A carrier that gives these answers, one after the other."""
    waiting = list(answers)
    return FakeCarrier(lambda _: waiting.pop(0))


def refused(status: int, code: str = "", message: str = "", **headers: str) -> Answer:
    """An answer in Graph's form of an error."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, {"error": {"code": code, "message": message}})


def batch_answer(request: Sent, respond: Callable[[Mapping[str, Any]], Answer]) -> Answer:
    """The answer to a $batch in which `respond` answers each request."""
    responses = []
    for item in request.json["requests"]:
        answer = respond(item)
        responses.append(
            {"id": item["id"], "status": answer.status, "headers": dict(answer.headers), "body": answer.body}
        )
    return Answer(200, {}, {"responses": responses})


def batching(answers: dict[str, Answer]) -> FakeCarrier:
    """Answers each request of a $batch by the first path that begins so."""

    def answer(item: Mapping[str, Any]) -> Answer:
        return next(given for path, given in answers.items() if item["url"].startswith(path))

    return FakeCarrier(lambda request: batch_answer(request, answer))
