"""A tenant asked over plain HTTPS, as no client of ours would do it: by measures, and by tests."""

import json
import math
import ssl
from collections.abc import Iterator, Mapping
from copy import copy
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

_TIMEOUT_SECONDS = 600


class PlainClient:
    """One tenant's Graph, signed in to at the first call, and its controls with their own token."""

    def __init__(
        self,
        url: str,
        ca_file: str,
        *,
        tenant_id: str,
        client_id: str,
        client_secret: str,
        control_token_file: str,
    ) -> None:
        self.url = url
        self._trust = ssl.create_default_context(cafile=ca_file)
        self._sign_in = f"{url}/{tenant_id}/oauth2/v2.0/token"
        self._form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
            "scope": f"{url}/.default",
        }
        self._token, self._token_ends = "", 0.0
        self._control_token = Path(control_token_file).read_text(encoding="ascii").strip()

    def as_hands(self) -> "PlainClient":
        """The same tenant, asked by a person in the portal who has every right there is."""
        other = copy(self)
        other._token, other._token_ends = self.control("POST", "hands")["access_token"], math.inf
        return other

    def graph(self, method: str, path: str, *, body: Any = None) -> Any:
        """One request to Graph; `path` has its version. Raises HTTPError where it is refused."""
        return self._ask(method, path, body=body, headers={"Authorization": f"Bearer {self.bearer()}"})

    def everything(self, path: str) -> Iterator[Any]:
        """Each item of a list, page after page."""
        while path:
            page = self.graph("GET", path)
            yield from page["value"]
            path = page.get("@odata.nextLink", "").removeprefix(self.url)

    def control(self, method: str, path: str, *, body: Any = None) -> Any:
        """One of the tenant's own controls."""
        return self._ask(
            method, f"/_tenant/{path}", body=body, headers={"Authorization": f"Bearer {self._control_token}"}
        )

    def bearer(self) -> str:
        """A token for Graph that is good for some time yet."""
        if monotonic() >= self._token_ends:
            answer = self._send(Request(self._sign_in, urlencode(self._form).encode()))
            self._token, self._token_ends = answer["access_token"], monotonic() + answer["expires_in"] / 2
        return self._token

    def _ask(self, method: str, path: str, *, body: Any, headers: Mapping[str, str]) -> Any:
        # A next link is quoted already.
        address = self.url + quote(path, safe="/?&=$,'():%")
        content = None if body is None else json.dumps(body).encode()
        whole = {"Content-Type": "application/json", **headers}
        return self._send(Request(address, content, whole, method=method))

    def _send(self, request: Request) -> Any:
        with urlopen(request, context=self._trust, timeout=_TIMEOUT_SECONDS) as answer:
            text = answer.read()
        return json.loads(text) if text else None
