"""The ASGI application: sign-in, controls, and everything of Graph through one pipeline."""

import json
from dataclasses import replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tools.simulated_tenant.batching import answer_batch
from tools.simulated_tenant.connection import Connected, Cut, Truncated
from tools.simulated_tenant.controls import Controls
from tools.simulated_tenant.pipeline import Incoming, error_answer, new_request_id
from tools.simulated_tenant.sign_in.endpoints import SignIn, base_url
from tools.simulated_tenant.state import Tenant
from tools.simulated_tenant.store.request_log import log_request
from tools.simulated_tenant.wire.call import Answer
from tools.simulated_tenant.wire.errors import GraphError, not_simulated, unreadable_body

METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


def build_application(tenant: Tenant, control_token: str) -> ASGIApp:
    """The ASGI application over one tenant; its controls answer whoever has the token."""
    graph = GraphEndpoint(tenant)
    routes = Starlette(
        routes=[
            *Controls(tenant, control_token).routes(),
            *SignIn(tenant).routes(),
            Route("/v1.0/{path:path}", graph.answer, methods=METHODS),
            Route("/beta/{path:path}", graph.answer, methods=METHODS),
            Route("/{path:path}", graph.elsewhere, methods=METHODS),
        ]
    )
    return Connected(routes, tenant)


class GraphEndpoint:
    """Turns HTTP into a call of Graph and its answer back into HTTP."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant

    async def answer(self, request: Request) -> Response:
        incoming, unreadable = await _incoming(request)
        pipeline = self.tenant.pipeline
        if unreadable is not None:
            return _response(incoming, error_answer(incoming, unreadable))
        if incoming.path.lower() != "/$batch" or incoming.method != "POST":
            return _response(incoming, await pipeline.answer(incoming))
        try:
            caller = pipeline.signed_in(incoming.headers)
        except GraphError as error:
            return _response(incoming, error_answer(incoming, error))
        cut = pipeline.cut_of_batch(caller)
        if cut is not None and not cut.after_write:
            answer = Answer(0, cut=True)
        else:
            answer = await answer_batch(pipeline, incoming, caller=caller)
            answer = replace(answer, cut=answer.cut or cut is not None)
        log_request(
            self.tenant.db,
            method=incoming.method,
            path=incoming.logged_path,
            status=0 if answer.cut else answer.status,
            app=caller.app_id,
            request_id=incoming.request_id,
        )
        return _response(incoming, answer)

    async def elsewhere(self, request: Request) -> Response:
        incoming, _ = await _incoming(request)
        return _response(
            incoming, error_answer(incoming, not_simulated(f"{request.method} {request.url.path}"))
        )


async def _incoming(request: Request) -> tuple[Incoming, GraphError | None]:
    raw, body, unreadable = await request.body(), None, None
    if raw:
        try:
            body = json.loads(raw)
        except ValueError:
            kind = request.headers.get("content-type", "")
            mime = kind.startswith("text/plain")
            unreadable = not_simulated("a message in MIME") if mime else unreadable_body()
    # The path as it was sent: %24ref is $ref, and an id keeps its case.
    version, _, path = request.url.path.lstrip("/").partition("/")
    incoming = Incoming(
        method=request.method,
        version=version,
        path="/" + request.path_params.get("path", path).strip("/"),
        query=request.url.query,
        headers=dict(request.headers),
        body=body,
        base_url=base_url(request),
        request_id=new_request_id(),
    )
    return incoming, unreadable


def _response(incoming: Incoming, answer: Answer) -> Response:
    headers = {
        "request-id": incoming.request_id,
        "odata-version": "4.0",
        "client-request-id": incoming.headers.get("client-request-id", incoming.request_id),
        **answer.headers,
    }
    if answer.cut:
        return Cut()
    if answer.truncate is not None:
        return Truncated(_Json(answer.body, status_code=answer.status, headers=headers), answer.truncate)
    if answer.body is None:
        return Response(status_code=answer.status, headers=headers)
    if "$text" in answer.body:
        return Response(answer.body["$text"], status_code=answer.status, headers=headers)
    return _Json(answer.body, status_code=answer.status, headers=headers)


class _Json(JSONResponse):
    media_type = "application/json; odata.metadata=minimal; charset=utf-8"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
