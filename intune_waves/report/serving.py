"""`./migrate report --serve`: the page on this machine alone, made anew when state or waves change.

One page, GET only, and only under the names of this machine.
"""

import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from intune_waves.report.assemble import assemble
from intune_waves.report.renderers.page import content_security_policy, page, stylesheet
from intune_waves.report.rows import Report
from intune_waves.report.sources_reading import Asked, read_sources
from intune_waves.stack.home import PROJECT
from intune_waves.stack.refusal import RefusedError
from tools.installation.errors import SetupError

REFRESH_SECONDS = 10
"""How often the browser asks."""

OLDEST_SECONDS = 120
"""When the page is made anew although no file has changed: a backend elsewhere, or the tenant, may have."""

_ADDRESS = "127.0.0.1"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class FreshPage:
    """The page; made anew when a file that it rests on has changed, or when it is old."""

    def __init__(
        self,
        asked: Asked,
        read: Callable[[Asked], Report] = lambda asked: assemble(read_sources(asked)),
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._asked, self._read, self._now = asked, read, now
        self._lock = threading.Lock()
        self._seen = self._files()
        self._made = now()
        self._report = read(asked)
        self._html = page(self._report, refresh_seconds=REFRESH_SECONDS)

    def html(self) -> str:
        """The page as of now. What cannot be read any more is said in the last one that could be made."""
        with self._lock:
            seen = self._files()
            old = not self._asked.offline and self._now() - self._made > OLDEST_SECONDS
            if seen != self._seen or old:
                self._seen, self._made = seen, self._now()
                self._html = page(self._anew(), refresh_seconds=REFRESH_SECONDS)
            return self._html

    def _anew(self) -> Report:
        try:
            self._report = self._read(self._asked)
        except (RefusedError, SetupError) as refused:
            stale = f"this page is of {self._report.made}, because it could not be made anew: {refused}"
            return replace(self._report, unread=(*self._report.unread, " ".join(stale.split())))
        return self._report

    def _files(self) -> tuple[tuple[str, int, int], ...]:
        found = []
        for path in self._watched():
            try:
                stat = path.stat()
            except OSError:
                continue
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
        return tuple(sorted(found))

    def _watched(self) -> Iterator[Path]:
        asked = self._asked
        yield from asked.folder.rglob("*.yaml")
        yield from asked.folder.rglob("*.csv")
        yield PROJECT / f"Pulumi.{asked.stack}.yaml"
        yield from asked.home.backend.glob(f".pulumi/stacks/*/{asked.stack}.json")
        if asked.drift:
            yield asked.drift


def serve_report(asked: Asked, port: int) -> int:
    """Serve until Ctrl-C; answers the exit code. Raises RefusedError (exit code 3) where the port is taken,
    and as `read_sources` does for a first page that cannot be made.
    """
    listening = _listen(port)
    port = listening.getsockname()[1]
    with listening:
        fresh = FreshPage(asked)
        settings = uvicorn.Config(
            application(fresh.html, port),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        print(f"http://{_ADDRESS}:{port}/ shows the report; Ctrl-C ends it", file=sys.stderr, flush=True)
        # Ctrl-C ends the server, which then raises it once more; where it is ignored, nothing is raised.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listening])
        print("stopped", file=sys.stderr)
    return 0


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            # On Windows this would let another program take the same port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_ADDRESS, port))
        listening.listen()
    except OSError as cannot:
        listening.close()
        raise RefusedError(
            f"port {port} cannot be listened on: {cannot.strerror}",
            "name another with --port, or 0 for any free one",
            exit_code=3,
        ) from None
    return listening


def application(html: Callable[[], str], port: int) -> App:
    """The page that `html` answers, at `/`; it is called in a thread, once for each request."""
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

    # By position: ASGI calls it.
    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            named = [value.lower() for name, value in scope["headers"] if name == b"host"]
            if len(named) != 1 or named[0] not in hosts:
                await send({"type": "http.response.start", "status": 421, "headers": []})
                await send({"type": "http.response.body", "body": b"not served under this name\n"})
                return
        await served(scope, receive, send)

    return guarded
