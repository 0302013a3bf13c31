"""What is served: method, pattern, handler, the family whose limits apply, the rights it takes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

from tools.simulated_tenant.wire.call import Handler
from tools.simulated_tenant.wire.errors import GraphError, not_simulated
from tools.simulated_tenant.wire.query import Query

_RESERVED = Path(__file__).with_name("reserved.yaml")
_KEYED = re.compile(r"(?P<name>\w+)\('(?P<key>(?:[^']|'')+)'\)")
BOTH = ("v1.0", "beta")
BETA = ("beta",)
# Query options that a route serves; any other is refused, because ignoring one would be a lie.
NONE: tuple[str, ...] = ()
ONE = ("$select",)
PAGED = ("$select", "$filter", "$top", "$skiptoken", "$count")
LISTED = ("$select", "$top", "$skiptoken")
COUNTED = ("$filter",)


@dataclass(frozen=True)
class Route:
    """One served operation. `rights`: any one of them is enough; an empty tuple asks for none."""

    method: str
    pattern: str  # such as /groups/{group_id}/members
    handler: Handler
    family: str
    rights: tuple[str, ...]
    versions: tuple[str, ...] = BOTH
    unit: str = "other"  # the entry of limits.yaml `units` that says what a read costs
    options: tuple[str, ...] = NONE
    limited_by: str = ""  # the path parameter that names the person whose mailbox has windows of its own
    reads: bool = False  # a POST that changes nothing: a function
    segments: tuple[str, ...] = field(init=False, compare=False)

    def check_options(self, query: Query) -> None:
        """Raise GraphError 501 for a query option that this route does not serve."""
        for name in query.system_options():
            if name not in self.options and name != "$format":
                raise not_simulated(f"the query option {name} on {self.method} {self.pattern}")

    def __post_init__(self) -> None:
        object.__setattr__(self, "segments", tuple(self.pattern.strip("/").split("/")))


class _Node:
    """One segment of the patterns: what follows it, by name or as a placeholder, and the routes that end."""

    def __init__(self) -> None:
        self.named: dict[str, _Node] = {}
        self.placeholder: _Node | None = None
        self.routes: list[Route] = []

    def matches(self, segments: Sequence[str]) -> Iterator[tuple[Route, tuple[str, ...]]]:
        """The routes of the path with the values of their placeholders; literal segments come first."""
        if not segments:
            for route in self.routes:
                yield route, ()
            return
        first, rest = segments[0], segments[1:]
        name = _canonical(first)
        # A function may be called by its whole name.
        for each in (name, name.removeprefix("microsoft.graph.")) if "." in name else (name,):
            named = self.named.get(each)
            if named is not None:
                yield from named.matches(rest)
        if self.placeholder is not None and _may_be_id(first):
            for route, values in self.placeholder.matches(rest):
                yield route, (first, *values)


class Router:
    """Finds the route of a path; literal segments win over placeholders, and case does not count."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.root = _Node()
        for route in routes:
            node = self.root
            for segment in route.segments:
                if segment.startswith("{"):
                    node.placeholder = node = node.placeholder or _Node()
                else:
                    node = node.named.setdefault(_canonical(segment), _Node())
            node.routes.append(route)

    def find(self, method: str, version: str, *, path: str) -> tuple[Route, Mapping[str, str]]:
        """The route and its path parameters.

        Raises GraphError 501 for what is not simulated, 405 for a method that Graph itself has not on such a
        path.
        """
        lacking: set[str] = set()
        for route, values in self.root.matches(_segments(path)):
            if version not in route.versions:
                continue
            if route.method == method:
                names = (each[1:-1] for each in route.segments if each.startswith("{"))
                return route, dict(zip(names, values, strict=True))
            lacking.update(_methods_that_graph_lacks(route))
        if method in lacking:
            raise GraphError(
                405,
                "Request_BadRequest",
                f"Specified HTTP method is not allowed for the request target: {method} {path}.",
            )
        raise not_simulated(f"{method} /{version}{path}")


def _methods_that_graph_lacks(route: Route) -> tuple[str, ...]:
    """A count is only read, an object is not posted to, a list neither patched nor deleted.

    Any other method may well be there in Graph.
    """
    last = route.segments[-1]
    if last == "$count":
        return ("POST", "PATCH", "PUT", "DELETE")
    if last.startswith("{"):
        return ("POST",)
    return ("PATCH", "DELETE") if route.method == "GET" and last.endswith("s") else ()


def _segments(path: str) -> list[str]:
    """The path's segments; a key in parentheses, `users('id')`, is one of its own."""
    found: list[str] = []
    for segment in path.strip("/").split("/"):
        keyed = _KEYED.fullmatch(segment)
        found += [keyed["name"], keyed["key"].replace("''", "'")] if keyed else [segment]
    return found


def _may_be_id(segment: str) -> bool:
    """Whether it can be the id of an object: no option of OData, no type, no function."""
    lowered = segment.lower()
    return (
        bool(segment)
        and not lowered.startswith(("$", "microsoft.graph.", "graph."))
        and "(" not in segment
        and lowered not in _reserved()
    )


@lru_cache(maxsize=1)
def _reserved() -> frozenset[str]:
    words: list[str] = yaml.safe_load(_RESERVED.read_text(encoding="utf-8"))
    return frozenset(word.lower() for word in words)


def _canonical(segment: str) -> str:
    """A segment without regard to case; types and functions may be written with a namespace or its alias."""
    lowered = segment.lower()
    return f"microsoft.{lowered}" if lowered.startswith("graph.") else lowered
