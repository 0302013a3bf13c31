"""The list of what is served, as COVERAGE.md holds it: operations of the route table with their pages."""

import re
from pathlib import Path

import yaml

from tools.simulated_tenant.graph_routes.table import ROUTES

_PAGES = Path(__file__).with_name("pages.yaml")
_TAIL = re.compile(r"(?:/microsoft\.graph\.(?P<cast>\w+))?(?P<count>/\$count)?$")


def served_rows() -> list[str]:
    """Rows of a Markdown table: method, path, what may follow it, versions, page.

    Raises KeyError for an operation that pages.yaml has no title for.
    """
    pages: dict[str, str] = yaml.safe_load(_PAGES.read_text(encoding="utf-8"))
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for method, path, versions in (*_operations(), ("POST", "/$batch", "v1.0, beta")):
        tail = _TAIL.search(path)
        base = path[: tail.start()] if tail else path
        follows = found.setdefault((method, base, versions), {})
        if tail and tail["cast"]:
            follows[f"as {tail['cast']}"] = None
        if tail and tail["count"]:
            follows["`/$count`"] = None
    return [
        f"| {method} | `{path}` | {', '.join(sorted(follows))} | {versions} | {_page(pages, method, path)} |"
        for (method, path, versions), follows in found.items()
    ]


def _operations() -> list[tuple[str, str, str]]:
    return [(route.method, route.pattern, ", ".join(route.versions)) for route in ROUTES]


# By position: pages, and a route as its key has it.
def _page(pages: dict[str, str], method: str, path: str) -> str:
    """By the operation, or by the function that the path ends in."""
    return pages.get(f"{method} {path}") or pages[path.rpartition("/")[2]]
