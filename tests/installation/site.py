"""A web server on this machine that stands in for a distribution's site."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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

    class _Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            if self.path in site.silent:
                site.closing.wait()
                return
            body = site.files.get(self.path)
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
