"""A system on this machine that takes events."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.web_server import Quiet, served


class Receiver:
    """Answers with `statuses` in turn, and with the last one for ever; keeps what it was sent."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = [*statuses]
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.address = ""


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    """Run a receiver until the block ends."""
    found = Receiver(*statuses)

    class _Handler(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.taken.append((dict(self.headers), body))
            status = found.statuses.pop(0) if len(found.statuses) > 1 else found.statuses[0]
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{found.address}/elsewhere")
            self.end_headers()

    with served(_Handler) as found.address:
        yield found
