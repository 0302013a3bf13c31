"""$batch (Microsoft Learn, "Combine multiple HTTP requests using JSON batching"): up to 20 requests in one.

Each item is routed, throttled, failed and logged by itself, in its own transaction; the batch answers 200.
An item whose dependency failed gets 424.
"""

import json
from collections.abc import Mapping
from typing import Any

from tools.simulated_tenant.pipeline import Incoming, Pipeline, error_answer, new_request_id
from tools.simulated_tenant.wire.call import Answer, Caller, Json
from tools.simulated_tenant.wire.errors import GraphError

_METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE")


def _refused(message: str) -> GraphError:
    return GraphError(400, "BadRequest", message)


def checked_items(body: Any, most: int) -> list[Json]:
    """The items of a batch.

    Raises GraphError 400 for what refuses the batch as a whole.
    """
    items = body.get("requests") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items:
        raise _refused("Invalid batch payload format: 'requests' must be a list that is not empty.")
    if len(items) > most:
        raise _refused(f"Number of batch request steps exceeds the maximum value of {most}.")
    earlier: list[str] = []
    for item in items:
        _check_item(item, earlier)
        earlier.append(_key(item["id"]))
    return items


def _key(given: Any) -> str:
    """An id may be a number, and its case does not count."""
    return str(given).lower()


def _check_item(item: Any, earlier: list[str]) -> None:
    given = item.get("id") if isinstance(item, dict) else None
    if not isinstance(given, str | int) or isinstance(given, bool) or given == "":
        raise _refused("Invalid batch payload format: every request needs an id.")
    name = str(given)
    if _key(name) in earlier:
        raise _refused(f"Request Id {name} has to be unique in a batch.")
    if str(item.get("method", "")).upper() not in _METHODS or not isinstance(item.get("url"), str):
        raise _refused(f"Request {name} needs a method and a url.")
    headers = {key.lower() for key in item.get("headers") or {}}
    if "body" in item and item["body"] is not None and "content-type" not in headers:
        raise _refused(f"Write request id : {name} does not contain Content-Type header or body.")
    for dependency in item.get("dependsOn") or ():
        if _key(dependency) not in earlier:
            raise _refused(
                f"Request {name} depends on {dependency}, which is not an earlier request of the batch."
            )


async def answer_batch(pipeline: Pipeline, incoming: Incoming, *, caller: Caller) -> Answer:
    """Answer all items, in their order."""
    try:
        items = checked_items(incoming.body, pipeline.limits.size("requestsPerBatch"))
    except GraphError as error:
        return error_answer(incoming, error)
    answers: dict[str, Json] = {}
    for item in items:
        single = _incoming(item, incoming)
        if any(answers[_key(name)]["status"] >= 400 for name in item.get("dependsOn") or ()):
            failed = GraphError(424, "FailedDependency", "A request that this one depends on failed.")
            refused = error_answer(single, failed)
            answers[_key(item["id"])] = _part(str(item["id"]), refused, request_id=single.request_id)
            continue
        answer = await pipeline.answer(single, caller)
        if answer.cut:
            pipeline.injection.patience.unheard(incoming.request_id)
            return Answer(0, cut=True)
        answers[_key(item["id"])] = _part(str(item["id"]), answer, request_id=single.request_id)
    return Answer(200, {"responses": list(answers.values())})


def _incoming(item: Json, batch: Incoming) -> Incoming:
    path, _, query = item["url"].partition("?")
    own = {key.lower(): str(value) for key, value in (item.get("headers") or {}).items()}
    headers: Mapping[str, str] = {"user-agent": batch.headers.get("user-agent", ""), **own}
    return Incoming(
        method=item["method"].upper(),
        version=batch.version,
        path="/" + path.strip("/"),
        query=query,
        headers=headers,
        body=item.get("body"),
        base_url=batch.base_url,
        request_id=new_request_id(),
        batch=batch.request_id,
    )


def _part(name: str, answer: Answer, *, request_id: str) -> Json:
    headers = {"Content-Type": "application/json", "request-id": request_id}
    headers |= {key.title(): value for key, value in answer.headers.items()}
    part: Json = {"id": name, "status": answer.status, "headers": headers}
    if answer.body is not None:
        part["body"] = json.loads(answer.body["$text"]) if "$text" in answer.body else answer.body
    return part
