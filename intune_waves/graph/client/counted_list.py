"""A list of the directory that is held against the directory's own count, for readers whose answer decides
who is removed.
"""

from collections.abc import Callable
from typing import Any

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import ShortList
from intune_waves.graph.client.raw_pages import raw_pages

EVENTUAL = {"ConsistencyLevel": "eventual"}
"""Without this header Graph ignores `$count=true`.

Source: Microsoft Learn, "Advanced query capabilities on Microsoft Entra ID objects" (2025-02).
"""
READINGS = 2
"""How often a list is read that its count does not bear out: somebody may have left while it was read."""


async def counted_ids(
    client: GraphClient,
    path: str,
    *,
    about: str,
    one: str,
    many: str,
    keep: Callable[[dict[str, Any]], bool] = lambda row: True,
) -> set[str]:
    """Ids of the rows that `keep` takes, from a list that is at least as long as it counts.

    `path` asks for `$count=true`; `one` and `many` are the nouns for what it lists. Raises ShortList for a
    list that is shorter than its count or gives none, and GraphError.
    """
    listed, counted = 0, None
    for _ in range(READINGS):
        seen: set[str] = set()
        kept: set[str] = set()
        counted = None
        async for page in raw_pages(client, path, about=about, headers=EVENTUAL):
            counted = page.counted if counted is None else counted
            for row in page.rows:
                seen.add(str(row["id"]))
                if keep(row):
                    kept.add(str(row["id"]))
        listed = len(seen)
        # Who joins while the pages are read makes a list longer than its count, and loses nobody.
        if counted is not None and listed >= counted:
            return kept
    says = "gives no count" if counted is None else f"counts {counted:,}"
    raise ShortList(
        about,
        f"GET {path.partition('?')[0]}",
        message=f"it lists {listed:,} {one if listed == 1 else many} and {says}",
    )
