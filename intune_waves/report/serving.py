"""A report on this machine alone: one page, GET only, and only under the names of this machine."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from intune_waves.report.renderers.page import content_security_policy, stylesheet

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


def application(html: Callable[[], str], port: int) -> App:
    """The page that `html` answers, at `/`; it is called in a thread, once for each request."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    headers = {
        "Content-Security-Policy": f"{content_security_policy(stylesheet())}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }

    async def home(request: Request) -> HTMLResponse:
        return HTMLResponse(await run_in_threadpool(html), headers=headers)

    served = Starlette(routes=[Route("/", home, methods=["GET"])])
    return _only_here(served, {f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost")})


def _only_here(served: App, hosts: set[bytes]) -> App:
    """Refuse every other Host header: a page of somewhere else, whose name was turned to this machine by
    DNS rebinding, sends its own.
    """

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            named = [value.lower() for name, value in scope["headers"] if name == b"host"]
            if len(named) != 1 or named[0] not in hosts:
                await send({"type": "http.response.start", "status": 421, "headers": []})
                await send({"type": "http.response.body", "body": b"not served under this name\n"})
                return
        await served(scope, receive, send)

    return guarded
