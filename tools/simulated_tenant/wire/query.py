"""OData query options of a request (Microsoft Learn, "Use query parameters to customize responses")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from tools.simulated_tenant.wire.errors import GraphError, bad_request, not_simulated
from tools.simulated_tenant.wire.types import documented


@dataclass(frozen=True)
class Query:
    """The decoded query string. Names of options keep their `$`."""

    options: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read a query string."""
        return cls(tuple(parse_qsl(text, keep_blank_values=True)))

    def system_options(self) -> tuple[str, ...]:
        """The names that start with `$`, in lower case."""
        return tuple(name.lower() for name, _ in self.options if name.startswith("$"))

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.options if key.lower() == name), None)

    @property
    def select(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in (self.get("$select") or "").split(",") if part.strip())

    @property
    def count(self) -> bool:
        return (self.get("$count") or "").lower() == "true"

    def expand(self, allowed: Sequence[str]) -> str | None:
        """What `$expand` names; GraphError 501 unless it is among `allowed`."""
        wanted = self.get("$expand")
        if wanted is not None and wanted not in allowed:
            raise not_simulated(f"$expand={wanted}")
        return wanted

    def expands(self, allowed: Sequence[str]) -> tuple[str, ...]:
        """What `$expand` names, one by one; GraphError 501 for one that is not among `allowed`."""
        wanted = self.get("$expand")
        # A comma inside parentheses belongs to the option before it.
        parts = re.split(r",(?![^(]*\))", wanted) if wanted else []
        for part in parts:
            if part.strip() not in allowed:
                raise not_simulated(f"$expand={part.strip()}")
        return tuple(part.strip() for part in parts)

    def top(self, default: int, maximum: int) -> int:
        """The page size asked for.

        Raises GraphError 400 outside 1..maximum.
        """
        text = self.get("$top")
        if text is None:
            return default
        if not text.isdigit() or not 1 <= int(text) <= maximum:
            raise bad_request(
                f"Invalid page size specified: '{text}'. Must be between 1 and {maximum} inclusive.",
                code="Request_UnsupportedQuery",
            )
        return int(text)

    def with_skiptoken(self, token: str) -> str:
        """The same query string for the next page."""
        kept = [(k, v) for k, v in self.options if k.lower() != "$skiptoken"]
        return urlencode([*kept, ("$skiptoken", token)], safe="$,'()@")


def unknown_property(name: str, kind: str, *, version: str = "beta") -> GraphError:
    """For a name in `$select` that an object here lacks: 400 only when Graph's type lacks it too."""
    if documented(kind, name, version=version) is not None:
        return not_simulated(f"the property '{name}' of {kind}")
    return bad_request(
        f"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type "
        f"'microsoft.graph.{kind}'.",
        code="BadRequest",
    )
