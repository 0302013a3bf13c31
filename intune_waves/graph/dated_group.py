"""Groups whose members wait for a day: one group for each subject, kind and day, found by its nickname.

The tenant itself remembers who waits until when, so no list of people has to be kept anywhere else.
"""

import asyncio
from collections.abc import Collection as Several
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import quote

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.create_once import create_once
from intune_waves.graph.client.errors import NotFound
from intune_waves.graph.group_membership import member_ids, reconcile

_PREFIX = "intune-waves"
_LONGEST_SUBJECT = 30
"""A nickname has at most 64 characters ("Create group", Microsoft Learn, 2025-02)."""


@dataclass(frozen=True, slots=True)
class DatedGroup:
    """A group of people who wait for `day`; `kind` is one word that says why."""

    id: str
    kind: str
    day: date
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a dated group is called in the portal, and what its description says."""

    name: str
    description: str


def is_dated(nickname: str) -> bool:
    """Whether a group of this nickname is one in which people wait."""
    return nickname.startswith(f"{_PREFIX}.")


def is_dated_as(nickname: str, subject: str, *, kind: str) -> bool:
    """Whether a group of this nickname is one of the subject and of this kind."""
    named = _read_nickname(nickname, nickname_start(subject))
    return named is not None and named[0] == kind


async def dated_groups(client: GraphClient, subject: str) -> list[DatedGroup]:
    """All dated groups of a subject, such as a wave's id, with their members. Raises GraphError."""
    start = nickname_start(subject)
    path = f"/groups?$filter=startsWith(mailNickname,{quote(repr(start), safe='')})&$select=id,mailNickname"
    groups = Collection(client, path, about=f"the groups in which people of {subject} wait")
    found = [
        (group.object_id(), *named)
        async for group in groups.rows()
        if (named := _read_nickname(group.text("mailNickname", ""), start))
    ]
    members = await asyncio.gather(*(_members(client, group_id) for group_id, _, _ in found))
    return [
        DatedGroup(group_id, kind, day, frozenset(ids))
        for (group_id, kind, day), ids in zip(found, members, strict=True)
    ]


async def keep_dated(
    client: GraphClient,
    subject: str,
    *,
    desired: Mapping[tuple[str, date], Several[str]],
    existing: Iterable[DatedGroup],
    wording: Mapping[tuple[str, date], Wording],
) -> None:
    """Make the subject's dated groups hold exactly the `desired` people, by kind and day.

    A group is made with its first person and deleted with its last, so only groups that stand under the
    subject's nickname are ever deleted. Whoever comes to wait is written before anybody stops waiting.
    Raises GraphError.
    """
    known = {(each.kind, each.day): each for each in existing}
    for key, people in sorted(desired.items()):
        if not people:
            continue
        group = known.get(key)
        group_id = group.id if group else await _make(client, subject, key=key, wording=wording[key])
        await reconcile(client, group_id, desired=people, existing=group.members if group else ())
    for key, group in known.items():
        if not desired.get(key):
            await _delete(client, group.id)


async def delete_dated(client: GraphClient, subject: str) -> None:
    """Delete all dated groups of a subject. Raises GraphError."""
    for group in await dated_groups(client, subject):
        await _delete(client, group.id)


async def _members(client: GraphClient, group_id: str) -> set[str]:
    try:
        return await member_ids(client, group_id)
    except NotFound:
        return set()


async def _make(client: GraphClient, subject: str, *, key: tuple[str, date], wording: Wording) -> str:
    kind, day = key
    nickname = f"{nickname_start(subject)}{kind}.{day.isoformat()}"
    body = {
        "displayName": wording.name,
        "description": wording.description,
        "mailEnabled": False,
        "mailNickname": nickname,
        "securityEnabled": True,
    }

    async def post() -> str:
        made = await client.post("/groups", body, about=f"the group {wording.name!r}")
        return made.object_id()

    async def find() -> str | None:
        path = f"/groups?$filter=mailNickname%20eq%20{quote(repr(nickname), safe='')}&$select=id"
        found = [each.object_id() async for each in Collection(client, path, about=nickname).rows()]
        return found[0] if found else None

    return await create_once(client, post, find=find)


async def _delete(client: GraphClient, group_id: str) -> None:
    try:
        await client.delete(f"/groups/{group_id}", about=f"the group {group_id}")
    except NotFound:
        return


def nickname_start(subject: str) -> str:
    """What the nicknames of a subject's groups begin with."""
    short = subject
    if len(subject) > _LONGEST_SUBJECT:
        short = sha256(subject.encode()).hexdigest()[:16]
    return f"{_PREFIX}.{short}."


def _read_nickname(nickname: str, start: str) -> tuple[str, date] | None:
    """The kind and the day that a nickname says; None for one that is not of this form."""
    kind, point, day = nickname.removeprefix(start).partition(".")
    if not nickname.startswith(start) or not point:
        return None
    try:
        return kind, date.fromisoformat(day)
    except ValueError:
        return None
