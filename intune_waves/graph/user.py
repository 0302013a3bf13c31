"""People: found by user principal name or by id, named, counted, and listed by the million."""

from collections.abc import AsyncIterator, Container, Iterable, Sequence
from collections.abc import Collection as Several
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from intune_waves.graph.client.answer import Item
from intune_waves.graph.client.client import BATCH_SIZE, GraphClient
from intune_waves.graph.client.collection import PEOPLE, READINGS, Collection, ListCount, counted_ids
from intune_waves.graph.client.errors import ShortList
from intune_waves.graph.client.json_object import JsonObject

NAMES_PER_FILTER = 15
"""Values in one `in (…)` ("Use the $filter query parameter", Microsoft Learn, 2025-02: 15 by default)."""
IDS_PER_CALL = 1000
"""Ids in one getByIds ("directoryObject: getByIds", Microsoft Learn, 2025-02: at most 1,000)."""
IDS_PER_BATCH = IDS_PER_CALL * BATCH_SIZE
PEOPLE_PER_PAGE = 999
"""The largest $top of directory objects ("List users", Microsoft Learn, 2025-02)."""

_TENANT = "the people of the tenant"
_ENABLED_MEMBERS = quote("accountEnabled eq true and userType eq 'Member'", safe="'")


@dataclass(frozen=True, slots=True)
class Account:
    """An account: whether it can sign in, and the ids of what it is a member of, groups around its groups
    too: conditional access counts them.
    """

    enabled: bool
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class PeopleList:
    """People by the numbers of their ids: a million of them fit in memory. Disabled accounts are counted and
    left out. `counted` is Graph's own count, None where it gave none.
    """

    people: Several[int]
    disabled: int
    counted: int | None

    @property
    def listed(self) -> int:
        """Everybody who was read."""
        return len(self.people) + self.disabled

    @property
    def complete(self) -> bool:
        """Whether as many people were read as Graph counts."""
        return self._count.complete

    def doubts(self, subject: str) -> tuple[str, ...]:
        """Why the list is not to be trusted, in a sentence about `subject`; nothing where it is."""
        return () if self.complete else (f"{subject} {self._count.said(PEOPLE)}",)

    @property
    def _count(self) -> ListCount:
        return ListCount(self.listed, self.counted)


async def resolve_names(client: GraphClient, names: Iterable[str]) -> dict[str, str]:
    """Object id by user principal name in lower case; a name that no user has is left out.

    2,000 names are 134 reads in 7 $batch calls. A list may end early, so that names which are in none are
    asked for once more. Raises GraphError.
    """
    wanted = {name.lower() for name in names}
    found: dict[str, str] = {}
    for _ in range(READINGS):
        found |= await _resolved(client, sorted(wanted - found.keys()))
    return found


async def _resolved(client: GraphClient, wanted: Sequence[str]) -> dict[str, str]:
    items = []
    for start in range(0, len(wanted), NAMES_PER_FILTER):
        values = ",".join(
            "'" + name.replace("'", "''") + "'" for name in wanted[start : start + NAMES_PER_FILTER]
        )
        query = quote(f"userPrincipalName in ({values})", safe="'(),@")
        items.append(
            Item(
                "GET",
                f"/users?$filter={query}&$select=id,userPrincipalName&$top={PEOPLE_PER_PAGE}",
                about="the people listed",
            )
        )
    found: dict[str, str] = {}
    for item, answer in zip(items, await client.batch(items), strict=True):
        async for user in Collection.begun(client, item, answer=answer).rows():
            found[user.text("userPrincipalName").lower()] = user.object_id()
    return found


async def numbers_by_name(client: GraphClient, names: Container[str]) -> dict[str, int]:
    """The number of the id of every user whose user principal name or address is among `names`, which are in
    lower case. Reads all users, a page for every 999. Raises ShortList, after a second reading; GraphError.
    """
    path = f"/users?$select=id,userPrincipalName,mail&$top={PEOPLE_PER_PAGE}"
    left = READINGS
    while True:
        found: dict[str, int] = {}
        addresses: dict[str, int] = {}
        try:
            async for user in Collection(client, path, about=_TENANT, counted=PEOPLE).rows():
                number = user.object_number()
                if (name := user.text("userPrincipalName", "").lower()) in names:
                    found[name] = number
                if (address := user.text("mail", "").lower()) in names:
                    addresses[address] = number
        except ShortList:
            left -= 1
            if not left:
                raise
        else:
            # Somebody's address may be what another person signs in with: then the latter is meant.
            return addresses | found


async def principal_names(client: GraphClient, ids: Sequence[str]) -> dict[str, str]:
    """User principal name by id, for each id that the tenant still knows; 20,000 ids are one call of $batch.

    Raises GraphError.
    """
    users = _by_ids(client, ids, selected="userPrincipalName", about="the people who are missing")
    return {user.object_id(): user.text("userPrincipalName", "") async for user in users}


async def enabled_among(client: GraphClient, ids: Sequence[str]) -> set[str]:
    """Those of the ids that are users whose accounts are enabled. Raises GraphError."""
    users = _by_ids(client, ids, selected="accountEnabled", about="the people who come")
    return {user.object_id() async for user in users if user.flag("accountEnabled", True)}


async def _by_ids(
    client: GraphClient, ids: Sequence[str], *, selected: str, about: str
) -> AsyncIterator[JsonObject]:
    items = [
        Item(
            "POST",
            f"/directoryObjects/getByIds?$select=id,{selected}",
            {"ids": list(ids[start : start + IDS_PER_CALL]), "types": ["user"]},
            about=about,
        )
        for start in range(0, len(ids), IDS_PER_CALL)
    ]
    # getByIds is a POST that only reads, so it can be sent again.
    for item, answer in zip(items, await client.batch(items, repeatable=True), strict=True):
        async for user in Collection.begun(client, item, answer=answer).rows():
            yield user


async def read_accounts(client: GraphClient, ids: Iterable[str]) -> dict[str, Account]:
    """Accounts by id; one that the tenant does not have is left out. Raises GraphError."""
    wanted = sorted(set(ids))
    items = [
        Item("GET", f"/users/{each}{rest}", about=f"the account {each}")
        for each in wanted
        for rest in ("?$select=id,accountEnabled", f"/transitiveMemberOf?$select=id&$top={PEOPLE_PER_PAGE}")
    ]
    answers = await client.batch(items)
    found = {}
    for place, account in enumerate(wanted):
        asked, answered = items[2 * place : 2 * place + 2], answers[2 * place : 2 * place + 2]
        if all(answer.status == 404 for answer in answered):
            continue
        enabled = client.body_of(asked[0], answered[0]).flag("accountEnabled")
        groups = Collection.begun(client, asked[1], answer=answered[1]).rows()
        found[account] = Account(enabled, frozenset([group.object_id() async for group in groups]))
    return found


async def count_enabled_members(client: GraphClient) -> int:
    """How many enabled users of the tenant are no guests. Raises GraphError."""
    path = f"/users?$filter={_ENABLED_MEMBERS}&$select=id&$top=1&$count=true"
    body = await client.get(path, about=_TENANT, headers={"ConsistencyLevel": "eventual"})
    return body.whole("@odata.count")


async def enabled_members_of_tenant(client: GraphClient) -> set[str]:
    """Ids of every enabled user of the tenant who is no guest. Raises ShortList, GraphError."""
    path = f"/users?$filter={_ENABLED_MEMBERS}&$select=id&$top={PEOPLE_PER_PAGE}"
    return await counted_ids(client, path, about=_TENANT, nouns=PEOPLE)


async def read_enabled_members(client: GraphClient) -> PeopleList:
    """Every enabled user of the tenant who is no guest, and Graph's own count of them. Raises GraphError."""
    path = f"/users?$filter={_ENABLED_MEMBERS}&$select=id&$top={PEOPLE_PER_PAGE}"
    return await list_people(client, path, about=_TENANT)


async def list_people(client: GraphClient, path: str, *, about: str) -> PeopleList:
    """The users of a collection, which says of each whether the account is enabled. A short list is read once
    more, and is then told as one that is not complete. Raises GraphError for whatever else goes wrong.
    """
    for _ in range(READINGS - 1):
        people = await _listed(client, path, about=about)
        if people.complete:
            return people
    return await _listed(client, path, about=about)


async def _listed(client: GraphClient, path: str, *, about: str) -> PeopleList:
    enabled: set[int] = set()
    disabled: set[int] = set()
    users = Collection(client, path, about=about, counted=PEOPLE)
    with suppress(ShortList):
        async for page in users.pages():
            for user in page.rows:
                (enabled if user.flag("accountEnabled", True) else disabled).add(user.object_number())
    return PeopleList(enabled, len(disabled), users.count.counted)
