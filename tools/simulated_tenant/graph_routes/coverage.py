"""The list of what is served, as COVERAGE.md holds it: one row per operation of the route table."""

from tools.simulated_tenant.graph_routes.table import ROUTES

BATCH = ("POST", "/$batch", "v1.0, beta")


def served_rows() -> list[str]:
    """Rows of a Markdown table: method, path, versions."""
    rows = [(route.method, route.pattern, ", ".join(route.versions)) for route in ROUTES]
    return [f"| {method} | `{path}` | {versions} |" for method, path, versions in (*rows, BATCH)]
