"""A web server on this machine that stands in for a distribution's site."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.web_server import Quiet, served


class Site:
    """Files by path; a path that is not there is 404, and `silent` ones never answer."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.silent: set[str] = set()
        self.asked: list[str] = []
        self.address = ""
        self.closing = threading.Event()


@contextmanager
def serve() -> Iterator[Site]:
    """Run a site until the block ends."""
    site = Site()

    class _Handler(Quiet, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            if self.path in site.silent:
                site.closing.wait()
                return
            body = site.files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

    with served(_Handler) as site.address:
        try:
            yield site
        finally:
            site.closing.set()
