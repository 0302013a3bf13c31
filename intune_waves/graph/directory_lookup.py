"""Small look-ups in the directory: accounts by id, groups by name, how many people there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from intune_waves.graph.client.answer import Item
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection

_EVENTUAL = {"ConsistencyLevel": "eventual"}


@dataclass(frozen=True, slots=True)
class Account:
    """An account: whether it can sign in, and the ids of the groups that it is in directly."""

    enabled: bool
    groups: frozenset[str]


async def read_accounts(client: GraphClient, ids: Iterable[str]) -> dict[str, Account]:
    """Accounts by id; one that the tenant does not have is left out. Raises GraphError."""
    wanted = sorted(set(ids))
    items = [
        Item("GET", f"/users/{each}{rest}", about=f"the account {each}")
        for each in wanted
        for rest in ("?$select=id,accountEnabled", "/memberOf?$select=id&$top=999")
    ]
    answers = await client.batch(items)
    found = {}
    for place, account in enumerate(wanted):
        asked, answered = items[2 * place : 2 * place + 2], answers[2 * place : 2 * place + 2]
        if all(answer.status == 404 for answer in answered):
            continue
        enabled = client.body_of(asked[0], answered[0]).flag("accountEnabled", False)
        groups = Collection.begun(client, asked[1], answered[1]).rows()
        found[account] = Account(enabled, frozenset([group.object_id() async for group in groups]))
    return found


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


async def count_enabled_members(client: GraphClient) -> int:
    """How many enabled users of the tenant are no guests. Raises GraphError."""
    condition = quote("accountEnabled eq true and userType eq 'Member'", safe="'")
    path = f"/users?$filter={condition}&$select=id&$top=1&$count=true"
    body = await client.get(path, about="the people of the tenant", headers=_EVENTUAL)
    return body.whole("@odata.count")
