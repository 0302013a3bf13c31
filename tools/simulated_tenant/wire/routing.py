"""What is served: method, pattern, handler, the family whose limits apply, the rights it takes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tools.simulated_tenant.wire.call import Handler
from tools.simulated_tenant.wire.errors import GraphError, not_simulated
from tools.simulated_tenant.wire.query import Query

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
    expression: re.Pattern[str] = field(init=False, compare=False)

    def check_options(self, query: Query) -> None:
        """Raise GraphError 501 for a query option that this route does not serve."""
        for name in query.system_options():
            if name not in self.options and name != "$format":
                raise not_simulated(f"the query option {name} on {self.method} {self.pattern}")

    def __post_init__(self) -> None:
        parts = re.split(r"(\{\w+\})", self.pattern)
        text = "".join(f"(?P<{p[1:-1]}>[^/]+)" if p.startswith("{") else re.escape(p) for p in parts)
        object.__setattr__(self, "expression", re.compile(text, re.IGNORECASE))


class Router:
    """Finds the route of a path; literal segments win over placeholders."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(sorted(routes, key=lambda route: route.pattern.count("{")))

    def find(self, method: str, version: str, path: str) -> tuple[Route, Mapping[str, str]]:
        """The route and its path parameters.

        Raises GraphError 405 for a known path with another method, 501 for a path that is not simulated.
        """
        known = False
        for route in self.routes:
            found = route.expression.fullmatch(path)
            if found and version in route.versions:
                if route.method == method:
                    return route, found.groupdict()
                known = True
        if known:
            raise GraphError(
                405,
                "Request_BadRequest",
                f"Specified HTTP method is not allowed for the request "
                f"target: {method} {path}. (Or it is not simulated: see tools/simulated_tenant/COVERAGE.md.)",
            )
        raise not_simulated(f"{method} /{version}{path}")
