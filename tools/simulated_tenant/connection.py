"""What is below an answer: the Date that it carries, and connections that a fault cuts."""

from datetime import UTC
from email.utils import format_datetime

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tools.simulated_tenant.state import Tenant
from tools.simulated_tenant.store.clock import read_clock

_TRANSPORT = "tenant.transport"


class ConnectionCutError(ConnectionError):
    """Raised where no connection is there to be cut: the application is called without a server."""


class Connected:
    """The application with the tenant's own time in the Date of every answer, and its connection at hand."""

    def __init__(self, app: ASGIApp, tenant: Tenant) -> None:
        self.app, self.tenant = app, tenant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # uvicorn's `send` belongs to the object that holds the connection.
        scope[_TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if not any(name.lower() == b"date" for name, _ in headers):
                    now = read_clock(self.tenant.db).astimezone(UTC)
                    headers = [*headers, (b"date", format_datetime(now, usegmt=True).encode("ascii"))]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, sent)


class Cut(Response):
    """No answer at all: the connection is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope.get(_TRANSPORT)
        if transport is None:
            raise ConnectionCutError("the connection was cut")
        transport.abort()
        await _gone(receive)


class Truncated(Response):
    """The first bytes of an answer, which promises all of them; then the connection is closed."""

    def __init__(self, whole: Response, kept: int) -> None:
        super().__init__()
        self.whole, self.kept = whole, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport, whole = scope.get(_TRANSPORT), self.whole
        await send({"type": "http.response.start", "status": whole.status_code, "headers": whole.raw_headers})
        await send({"type": "http.response.body", "body": bytes(whole.body)[: self.kept], "more_body": True})
        if transport is None:
            raise ConnectionCutError("the connection was cut")
        transport.close()
        await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
