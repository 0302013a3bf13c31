"""Groups: found by their name or its beginning, and when they were made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from intune_waves.graph.client.answer import Item
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection


@dataclass(frozen=True, slots=True)
class ExistingGroup:
    """A group in the tenant; its nickname is what no person sees."""

    id: str
    name: str
    description: str
    nickname: str


async def groups_beginning(client: GraphClient, start: str) -> list[ExistingGroup]:
    """All groups whose display name begins so. One call a page. Raises GraphError."""
    path = (
        f"/groups?$filter=startswith(displayName,'{_quoted(start)}')"
        "&$select=id,displayName,description,mailNickname&$top=999"
    )
    groups = Collection(client, path, about=f"the groups that are called {start!r} …")
    return [
        ExistingGroup(
            group.object_id(),
            group.text("displayName", ""),
            group.text("description", ""),
            group.text("mailNickname", ""),
        )
        async for group in groups.rows()
    ]


async def groups_named(client: GraphClient, names: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the groups of each display name: none, one or several. Raises GraphError."""
    wanted = sorted(set(names))
    items = []
    for name in wanted:
        path = f"/groups?$filter=displayName eq '{_quoted(name)}'&$select=id".replace(" ", "%20")
        items.append(Item("GET", path, about=f"the group {name!r}"))
    answers = await client.batch(items)
    return {
        name: [group.object_id() async for group in Collection.begun(client, item, answer=answer).rows()]
        for name, item, answer in zip(wanted, items, answers, strict=True)
    }


async def groups_there(client: GraphClient, group_ids: Iterable[str]) -> frozenset[str]:
    """Those of the groups that the tenant has. One $batch. Raises GraphError."""
    wanted = sorted(set(group_ids))
    items = [Item("GET", f"/groups/{each}?$select=id", about=f"the group {each}") for each in wanted]
    answers = await client.batch(items)
    return frozenset(
        client.body_of(item, answer).object_id()
        for item, answer in zip(items, answers, strict=True)
        if answer.status != 404
    )


async def rename_group(client: GraphClient, group_id: str, *, name: str) -> None:
    """Give the group another display name. Raises GraphError."""
    await client.patch(f"/groups/{group_id}", {"displayName": name}, about=f"the group {name!r}")


async def delete_group(client: GraphClient, group_id: str) -> None:
    """Delete the group. Raises NotFound when it is gone already; GraphError."""
    await client.delete(f"/groups/{group_id}", about=f"the group {group_id}")


async def made_at(client: GraphClient, group_id: str) -> datetime | None:
    """When the group was made, on the tenant's own clock; None where Graph does not know.

    Raises GraphError.
    """
    path = f"/groups/{group_id}?$select=id,createdDateTime"
    return (await client.get(path, about=f"the group {group_id}")).moment("createdDateTime")


def _quoted(text: str) -> str:
    return quote(text.replace("'", "''"), safe="")
