"""Who is in a group: its members, the people of groups inside it too, and how they are made so with as few
requests as Graph allows.

Graph adds up to 20 members by one PATCH ("Add members", Microsoft Learn, 2025-02) and takes 20 requests
in a $batch, so 2,000 people are 100 writes in 5 calls. There is no such way to remove: each removal is a
request of its own.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from collections.abc import Collection as Ids
from dataclasses import dataclass
from hashlib import sha256

from intune_waves.graph.client.answer import Answer, Item
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import MEMBERS, PEOPLE, Collection, counted_ids
from intune_waves.graph.client.errors import AlreadyExists, Conflict, NotFound, ShortList
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.graph.client.pacing import Patience
from intune_waves.graph.user import PEOPLE_PER_PAGE, PeopleList, list_people

MEMBERS_PER_WRITE = 20
LAG_SECONDS = 90.0
"""How long a group or person that was just made may be unknown to a part of the directory, by experience."""


_RECIPIENT = "id,accountEnabled,mail,userPrincipalName,displayName,givenName"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was done: all members as Graph acknowledged them, and how many were added and removed."""

    members: frozenset[str]
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with an enabled account; `address` is empty for somebody without a mail address."""

    id: str
    address: str
    principal_name: str
    display_name: str
    given_name: str


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """One page of a group; disabled accounts are counted and left out."""

    people: tuple[Recipient, ...]
    disabled: int


def digest_of_members(ids: Iterable[str]) -> str:
    """A short name for a set of ids: the same for the same people in any order."""
    return sha256("\n".join(sorted(ids)).encode()).hexdigest()[:32]


def removal_path(group_id: str, member_id: str) -> str:
    """The one place that makes this path: without `/$ref` the same call can delete the person."""
    return f"/groups/{group_id}/members/{member_id}/$ref"


async def member_ids(client: GraphClient, group_id: str, *, new_group: bool = False) -> set[str]:
    """Ids of the direct members: people, and groups and devices that somebody added by hand.

    With `new_group`, a 404 is waited for up to LAG_SECONDS. Raises ShortList for a list that its count does
    not bear out, and GraphError.
    """
    patience = _lag_patience(client)
    while True:
        try:
            return await counted_ids(client, _members_of(group_id), about=_about(group_id), nouns=MEMBERS)
        except NotFound:
            if not new_group or not await patience.wait(None):
                raise


async def listed_member_ids(client: GraphClient, group_id: str) -> set[str]:
    """Ids of the direct members whom the list shows, held against no count: for whoever empties the group,
    which nothing may hold up. Raises GraphError.
    """
    members = Collection(client, _members_of(group_id), about=_about(group_id))
    return {member.object_id() async for member in members.rows()}


async def list_group(client: GraphClient, group_id: str) -> PeopleList:
    """The users of a group, those of groups inside it too. Raises GraphError."""
    path = f"{_users_of(group_id)}?$select=id,accountEnabled&$top={PEOPLE_PER_PAGE}"
    return await list_people(client, path, about=_about(group_id))


async def enabled_people_of_group(client: GraphClient, group_id: str) -> set[str]:
    """Ids of the enabled users in a group and the groups inside it. Raises ShortList, GraphError."""
    return await _user_ids(
        client, group_id, select="id,accountEnabled", keep=lambda user: user.flag("accountEnabled", True)
    )


async def people_of_groups(client: GraphClient, group_ids: Iterable[str]) -> set[str]:
    """Ids of all users in any of the groups, enabled or not. Raises ShortList, GraphError."""
    found: set[str] = set()
    for group_id in sorted(set(group_ids)):
        found |= await _user_ids(client, group_id, select="id", keep=lambda user: True)
    return found


async def recipient_pages(client: GraphClient, group_id: str) -> AsyncIterator[RecipientPage]:
    """Who in a group can be written to, the people of groups inside it too; one request for each 999.

    Raises GraphError, and ShortList at the end of a list that is shorter than Graph's own count: nobody is to
    be left out unseen.
    """
    path = f"{_users_of(group_id)}?$select={_RECIPIENT}&$top={PEOPLE_PER_PAGE}"
    try:
        async for page in Collection(client, path, about=_about(group_id), counted=PEOPLE).pages():
            people = tuple(_recipient(user) for user in page.rows if _is_enabled(user))
            yield RecipientPage(people, len(page.rows) - len(people))
    except ShortList as short:
        short.step = "Run the same command again in some minutes: nothing has been sent."
        raise


async def reconcile(
    client: GraphClient, group_id: str, *, desired: Ids[str], existing: Ids[str]
) -> Reconciled:
    """Add who is missing and remove who is too many, given the `existing` members. No write when all is
    right.

    A member that is there already or gone already is as good as added or removed. A new group's or
    person's lag (404, 400, 409) is waited for. Raises GraphError that names the member which Graph
    refuses.
    """
    missing = sorted(set(desired) - set(existing))
    extra = sorted(set(existing) - set(desired))
    chunks = [
        missing[start : start + MEMBERS_PER_WRITE] for start in range(0, len(missing), MEMBERS_PER_WRITE)
    ]
    adding = [_add_together(client, group_id, members=chunk) for chunk in chunks]
    removing = [Item("DELETE", removal_path(group_id, member), about=_about(group_id)) for member in extra]
    await _write(client, group_id, adding=adding, chunks=chunks)
    for item, answer in await _refused(client, removing):
        if answer.status != 404:
            raise client.refusal(item, answer)
    return Reconciled(frozenset(desired), len(missing), len(extra))


async def _write(
    client: GraphClient, group_id: str, *, adding: list[Item], chunks: Sequence[list[str]]
) -> None:
    """Send the additions; a refused one is looked at person by person, until Graph knows everybody or
    time is up.
    """
    members = {id(item): chunk for item, chunk in zip(adding, chunks, strict=True)}
    refused = await _refused(client, adding)
    _raise_if_final(client, refused)
    single = [
        _add_one(client, group_id, member=member) for item, _ in refused for member in members[id(item)]
    ]
    patience = _lag_patience(client)
    while single:
        refused = await _refused(client, single)
        _raise_if_final(client, refused)
        errors = {id(item): client.refusal(item, answer) for item, answer in refused}
        single = [item for item, _ in refused if not isinstance(errors[id(item)], AlreadyExists)]
        if single and not await patience.wait(None):
            raise errors[id(single[0])]


async def _refused(client: GraphClient, items: list[Item]) -> list[tuple[Item, Answer]]:
    answers = await client.batch(items, repeatable=True)
    return [(item, answer) for item, answer in zip(items, answers, strict=True) if not answer.good]


def _raise_if_final(client: GraphClient, refused: list[tuple[Item, Answer]]) -> None:
    for item, answer in refused:
        error = client.refusal(item, answer)
        may_pass = isinstance(error, NotFound | Conflict) or answer.status == 400
        if not may_pass:
            raise error


def _add_together(client: GraphClient, group_id: str, *, members: list[str]) -> Item:
    bound = [f"{client.url}/v1.0/directoryObjects/{member}" for member in members]
    return Item("PATCH", f"/groups/{group_id}", {"members@odata.bind": bound}, _about(group_id))


def _add_one(client: GraphClient, group_id: str, *, member: str) -> Item:
    reference = {"@odata.id": f"{client.url}/v1.0/directoryObjects/{member}"}
    return Item("POST", f"/groups/{group_id}/members/$ref", reference, f"{_about(group_id)}, member {member}")


def _lag_patience(client: GraphClient) -> Patience:
    patience = client.patience()
    patience.budget = min(patience.budget, LAG_SECONDS)
    return patience


async def _user_ids(
    client: GraphClient, group_id: str, *, select: str, keep: Callable[[JsonObject], bool]
) -> set[str]:
    path = f"{_users_of(group_id)}?$select={select}&$top={PEOPLE_PER_PAGE}"
    return await counted_ids(client, path, about=_about(group_id), nouns=PEOPLE, keep=keep)


def _is_enabled(user: JsonObject) -> bool:
    return user.flag("accountEnabled", True)


def _recipient(user: JsonObject) -> Recipient:
    return Recipient(
        id=user.object_id(),
        address=user.text("mail", ""),
        principal_name=user.text("userPrincipalName", ""),
        display_name=user.text("displayName", ""),
        given_name=user.text("givenName", ""),
    )


def _users_of(group_id: str) -> str:
    return f"/groups/{group_id}/transitiveMembers/microsoft.graph.user"


def _members_of(group_id: str) -> str:
    return f"/groups/{group_id}/members?$select=id&$top={PEOPLE_PER_PAGE}"


def _about(group_id: str) -> str:
    return f"the group {group_id}"


async def count_people(client: GraphClient, group_ids: Sequence[str]) -> dict[str, int]:
    """How many people each group has, those of groups inside it too, by one $batch for every 20 groups.

    A group that is gone is left out. Raises GraphError.
    """
    items = [
        Item(
            "GET",
            f"/groups/{group_id}/transitiveMembers/microsoft.graph.user?$select=id&$top=1&$count=true",
            about=_about(group_id),
            headers={"ConsistencyLevel": "eventual"},
        )
        for group_id in group_ids
    ]
    answers = await client.batch(items)
    return {
        group_id: client.body_of(item, answer).whole("@odata.count")
        for group_id, item, answer in zip(group_ids, items, answers, strict=True)
        if answer.status != 404
    }
