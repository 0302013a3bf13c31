"""Who is in a group: read it, and make it so with as few requests as Graph allows.

Graph adds up to 20 members by one PATCH ("Add members", Microsoft Learn, 2025-02) and takes 20 requests
in a $batch, so 2,000 people are 100 writes in 5 calls. There is no such way to remove: each removal is a
request of its own.
"""

from collections.abc import Collection as Ids
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from intune_waves.graph.client.answer import Answer, Item
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import MEMBERS, Collection, counted_ids
from intune_waves.graph.client.errors import AlreadyExists, Conflict, NotFound
from intune_waves.graph.client.pacing import Patience

MEMBERS_PER_WRITE = 20
LAG_SECONDS = 90.0
"""How long a group or person that was just made may be unknown to a part of the directory, by experience."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was done: all members as Graph acknowledged them, and how many were added and removed."""

    members: frozenset[str]
    added: int
    removed: int


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


async def reconcile(
    client: GraphClient, group_id: str, desired: Ids[str], *, existing: Ids[str]
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
    adding = [_add_together(client, group_id, chunk) for chunk in chunks]
    removing = [Item("DELETE", removal_path(group_id, member), about=_about(group_id)) for member in extra]
    await _write(client, group_id, adding, chunks)
    for item, answer in await _refused(client, removing):
        if answer.status != 404:
            raise client.refusal(item, answer)
    return Reconciled(frozenset(desired), len(missing), len(extra))


async def _write(client: GraphClient, group_id: str, adding: list[Item], chunks: Sequence[list[str]]) -> None:
    """Send the additions; a refused one is looked at person by person, until Graph knows everybody or
    time is up.
    """
    members = {id(item): chunk for item, chunk in zip(adding, chunks, strict=True)}
    refused = await _refused(client, adding)
    _raise_if_final(client, refused)
    single = [_add_one(client, group_id, member) for item, _ in refused for member in members[id(item)]]
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


def _add_together(client: GraphClient, group_id: str, members: list[str]) -> Item:
    bound = [f"{client.url}/v1.0/directoryObjects/{member}" for member in members]
    return Item("PATCH", f"/groups/{group_id}", {"members@odata.bind": bound}, _about(group_id))


def _add_one(client: GraphClient, group_id: str, member: str) -> Item:
    reference = {"@odata.id": f"{client.url}/v1.0/directoryObjects/{member}"}
    return Item("POST", f"/groups/{group_id}/members/$ref", reference, f"{_about(group_id)}, member {member}")


def _lag_patience(client: GraphClient) -> Patience:
    patience = client.patience()
    patience.budget = min(patience.budget, LAG_SECONDS)
    return patience


def _members_of(group_id: str) -> str:
    return f"/groups/{group_id}/members?$select=id&$top=999"


def _about(group_id: str) -> str:
    return f"the group {group_id}"
