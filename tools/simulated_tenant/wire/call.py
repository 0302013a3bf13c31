"""One call to Graph and its answer, free of any web framework: a $batch item is one like any other."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tools.simulated_tenant.limits import Limits
from tools.simulated_tenant.wire.errors import unreadable_body
from tools.simulated_tenant.wire.query import Query

Json = dict[str, Any]


@dataclass(frozen=True)
class Caller:
    """Who calls: an app (application permissions in `roles`) or a person (delegated permissions in `scp`)."""

    app_id: str
    object_id: str
    kind: str  # "app" or "person"
    rights: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What goes back. `alarm` is written into the request log when the call did something dangerous.

    A fault may `delay` it by seconds, `truncate` its body to so many bytes, or `cut` the connection instead.
    """

    status: int
    body: Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    alarm: str = ""
    cut: bool = False
    truncate: int | None = None
    delay: float = 0.0


@dataclass(frozen=True)
class Call:
    """A request for Graph, already signed in, with the open transaction that it works in."""

    method: str
    version: str  # "v1.0" or "beta"
    path: str  # below the version, with a leading slash
    query: Query
    headers: Mapping[str, str]  # names in lower case
    body: Any
    base_url: str  # https://host:port
    caller: Caller
    parameters: Mapping[str, str]
    db: sqlite3.Connection
    now: datetime
    limits: Limits

    @property
    def root(self) -> str:
        """The service root, such as https://localhost:8443/beta."""
        return f"{self.base_url}/{self.version}"

    @property
    def eventual(self) -> bool:
        """Whether the caller accepts eventual consistency, which Graph's advanced queries demand."""
        return self.headers.get("consistencylevel", "").lower() == "eventual"

    @property
    def stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def document(self) -> Json:
        """The body as a JSON object.

        Raises GraphError 400 when the body is anything else.
        """
        if not isinstance(self.body, dict):
            raise unreadable_body()
        return self.body


Handler = Callable[[Call], Answer]
