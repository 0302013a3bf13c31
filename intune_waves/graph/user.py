"""Finding people in the directory: by user principal name, by group, or everybody."""

from collections.abc import Callable, Iterable, Sequence
from urllib.parse import quote

from intune_waves.graph.client.answer import Item
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import PEOPLE, Collection, counted_ids
from intune_waves.graph.client.json_object import JsonObject

NAMES_PER_FILTER = 15
"""Values in one `in (…)` ("Use the $filter query parameter", Microsoft Learn, 2025-02: 15 by default)."""


async def resolve_names(client: GraphClient, names: Sequence[str]) -> dict[str, str]:
    """Object id by user principal name in lower case; a name that no user has is left out.

    2,000 names are 134 reads in 7 $batch calls. Raises GraphError.
    """
    wanted = sorted({name.lower() for name in names})
    items = []
    for start in range(0, len(wanted), NAMES_PER_FILTER):
        values = ",".join(
            "'" + name.replace("'", "''") + "'" for name in wanted[start : start + NAMES_PER_FILTER]
        )
        query = quote(f"userPrincipalName in ({values})", safe="'(),@")
        items.append(
            Item(
                "GET",
                f"/users?$filter={query}&$select=id,userPrincipalName&$top=999",
                about="the people listed",
            )
        )
    found: dict[str, str] = {}
    for item, answer in zip(items, await client.batch(items), strict=True):
        async for user in Collection.begun(client, item, answer).rows():
            found[user.text("userPrincipalName").lower()] = user.object_id()
    return found


async def enabled_people_of_group(client: GraphClient, group_id: str) -> set[str]:
    """Ids of the enabled users in a group and the groups inside it. Raises ShortList, GraphError."""
    return await _people(
        client, f"{_users_of(group_id)}?$select=id,accountEnabled", f"the group {group_id}", _is_enabled
    )


async def people_of_groups(client: GraphClient, group_ids: Iterable[str]) -> set[str]:
    """Ids of all users in any of the groups, enabled or not. Raises ShortList, GraphError."""
    found: set[str] = set()
    for group_id in sorted(set(group_ids)):
        found |= await _people(client, f"{_users_of(group_id)}?$select=id", f"the group {group_id}")
    return found


async def enabled_members_of_tenant(client: GraphClient) -> set[str]:
    """Ids of every enabled user of the tenant who is no guest. Raises ShortList, GraphError."""
    condition = quote("accountEnabled eq true and userType eq 'Member'", safe="'")
    return await _people(client, f"/users?$filter={condition}&$select=id", "the people of the tenant")


async def _people(
    client: GraphClient, path: str, about: str, keep: Callable[[JsonObject], bool] = lambda user: True
) -> set[str]:
    return await counted_ids(client, f"{path}&$top=999", about=about, nouns=PEOPLE, keep=keep)


def _is_enabled(user: JsonObject) -> bool:
    return user.flag("accountEnabled", True)


def _users_of(group_id: str) -> str:
    return f"/groups/{group_id}/transitiveMembers/microsoft.graph.user"
