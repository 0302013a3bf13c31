"""Groups: found by their name, and when they were made."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from intune_waves.graph.client.answer import Item
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection


async def groups_named(client: GraphClient, names: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the groups of each display name: none, one or several. Raises GraphError."""
    wanted = sorted(set(names))
    items = []
    for name in wanted:
        value = quote(name.replace("'", "''"), safe="")
        path = f"/groups?$filter=displayName eq '{value}'&$select=id".replace(" ", "%20")
        items.append(Item("GET", path, about=f"the group {name!r}"))
    answers = await client.batch(items)
    return {
        name: [group.object_id() async for group in Collection.begun(client, item, answer).rows()]
        for name, item, answer in zip(wanted, items, answers, strict=True)
    }


async def made_at(client: GraphClient, group_id: str) -> datetime | None:
    """When the group was made, on the tenant's own clock; None where Graph does not know.

    Raises GraphError.
    """
    path = f"/groups/{group_id}?$select=id,createdDateTime"
    return (await client.get(path, about=f"the group {group_id}")).moment("createdDateTime")
