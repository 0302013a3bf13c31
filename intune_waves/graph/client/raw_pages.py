"""A collection page by page, for readers that count whole tenants and keep almost nothing of a page."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page; `counted` is Graph's own count of the whole collection where it gave one, `more`
    whether another page follows.
    """

    rows: list[dict[str, Any]]
    counted: int | None
    more: bool


async def raw_pages(
    client: GraphClient, path: str, *, about: str, headers: Mapping[str, str] | None = None
) -> AsyncIterator[Page]:
    """Every page in turn. Raises GraphError, also for a next link that leads back to its own page."""
    following: str | None = path
    while following:
        body = await client.get(following, about=about, headers=headers) or {}
        here, following = following, body.get("@odata.nextLink")
        yield Page(body.get("value", []), body.get("@odata.count"), bool(following))
        if here == following:
            raise GraphError(about, f"GET {path}", message="a page names itself as the next one")
