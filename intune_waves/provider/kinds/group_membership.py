"""`intune:index:GroupMembership`: who is in a group. The state holds counts and digests, never a member."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Required

from intune_waves.graph.client.errors import NotFound
from intune_waves.graph.group_membership import digest_of_members, listed_member_ids, member_ids, reconcile
from intune_waves.observing.connection import Connection
from intune_waves.observing.own_groups import own_groups
from intune_waves.people.people_file import PeopleError
from intune_waves.people.sources import FILLED, SourceInputs, desired_people, sources_told
from intune_waves.provider.gate_inputs import holds_unknown
from intune_waves.provider.protocol.declaration import Computed, Condition, Output, Replacing, Unordered
from intune_waves.provider.protocol.differences import Change, name_in
from intune_waves.provider.protocol.kind import Checked, Kind, Observed
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from intune_waves.step.headcount import people


class GroupMembership(SourceInputs, total=False):
    """Who is in a group: the people of a file, a stable share of another group, or everybody else.

    Keeps exactly the declared people in a group, by 20 members to a write and 20 writes to a $batch.

    Create takes a group that has members already: those who belong stay, the others are removed. So it
    can be repeated after a killed run. Delete removes all members, one request each; declare the resource
    with Pulumi's `deleted_with=<the group>`, and no request is sent when the group dies with it.
    """

    groupId: Required[Replacing[str]]
    """The group's object id."""
    exceptGroupIds: Unordered[list[str]]
    """People in these groups are not taken."""
    exceptUserIds: Unordered[list[str]]
    """These people are not taken: break-glass accounts."""
    expectedSize: Condition[int]
    """Fewer people than this are refused before anything is written, when the group is first filled and when
    another source is declared; not when people have left since.
    """
    sourceDigest: Computed[str]
    """Digest of the names in peopleFile."""
    sourceCount: Computed[int]
    """Number of names in peopleFile."""
    drift: Computed[str]
    """Whom a refresh found missing or too many, in numbers; the next update removes it."""
    count: Output[int]
    """How many members the group has."""
    digest: Output[str]
    """Digest of the members that the group has."""
    desiredDigest: Output[str]
    """Digest of the members that it shall have."""


class GroupMembershipKind(Kind[GroupMembership], declared=GroupMembership):
    """Fills groups, and empties them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._known: dict[str, Mapping[str, str]] = {}
        """Ids by name of those who were looked up in this run, by the digest of the names."""

    async def check(
        self, old_inputs: GroupMembership | None, inputs: GroupMembership
    ) -> Checked[GroupMembership]:
        """Exactly one source, which is read; names are looked up in the tenant when they have changed, or
        when a refresh found other members than were set.
        """
        given = sources_told(inputs)
        if len(given) != 1:
            said = " and ".join(each.input for each in given) or "none of them"
            names = ", ".join(each.input for each in FILLED)
            return Checked(
                inputs, [Failure("groupId", f"got {said}, expected one of {names} [people-source]")]
            )
        self._connection.coming.pop(inputs["groupId"], None)
        (source,) = given
        value = _plain(inputs)[source.input]
        if value == UNKNOWN:
            return Checked(inputs, [])
        if wrong := [Failure(source.input, str(each)) for each in source.complaints(value)]:
            return Checked(inputs, wrong)
        checked: GroupMembership = inputs.copy()
        try:
            if named := source.named(value):
                checked["sourceDigest"], checked["sourceCount"] = named
                if self._is_news(old_inputs, named.digest):
                    client = await self._connection.client()
                    self._known[named.digest] = await source.look_up(client, value)
        except PeopleError as error:
            return Checked(checked, [Failure(source.input, str(error))])
        return Checked(checked, [])

    @staticmethod
    def _is_news(old: GroupMembership | None, digest: str) -> bool:
        return old is None or old.get("sourceDigest") != digest or "drift" in old

    async def refuse_lost(self, resource_id: str, state: GroupMembership) -> None:
        """Refuse a group that somebody deleted."""
        if await self._people_in(resource_id) is None:
            raise Refusal(
                f"the group {resource_id} was deleted by hand; next: ./migrate refresh, then the same "
                "command makes it again and fills it [group-gone]"
            )

    async def found_otherwise(
        self, resource_id: str, state: GroupMembership, *, inputs: GroupMembership
    ) -> dict[str, Change]:
        """Whether the group has as many people as the last write left in it.

        Names of a list are looked up then, because somebody who has left the organisation is no name that a
        write could put back.
        """
        if await self._people_in(resource_id) == state.get("count"):
            return {}
        (source,) = sources_told(inputs)
        value = _plain(inputs)[source.input]
        try:
            if named := source.named(value):
                client = await self._connection.client()
                self._known[named.digest] = await source.look_up(client, value)
        except PeopleError as error:
            raise Refusal(str(error)) from None
        return {"count": "update"}

    async def foresee(self, resource_id: str, state: GroupMembership, *, inputs: GroupMembership) -> None:
        """Whom the update would leave in the group, so that an admission is previewed by that; how many leave
        it is told.

        A source that cannot be drawn now is told by the write itself: people of another wave may be free by
        then.
        """
        if holds_unknown(_plain(inputs)):
            return
        client = await self._connection.client()
        known = self._known.get(inputs.get("sourceDigest", ""))
        with suppress(PeopleError, NotFound):
            existing = await member_ids(client, resource_id)
            desired = await desired_people(client, _of_any_size(inputs), existing=existing, known=known)
            self._connection.coming[resource_id] = frozenset(desired)
            await self._tell_leaving(resource_id, len(existing - desired))

    async def _tell_leaving(self, group_id: str, leaving: int) -> None:
        """A wave of everybody else sees who is free when it is read next: nothing else would tell of them."""
        group = (await own_groups(self._connection).by_id()).get(group_id)
        name, leave = group.name if group else group_id, "leaves" if leaving == 1 else "leave"
        said = (
            f"{name}: {people(leaving)} {leave} it. "
            "Until the next ./migrate refresh, whoever of them no other wave names is in no wave."
        )
        if leaving and said not in self._connection.said:
            self._connection.said.add(said)
            await asyncio.to_thread(self._connection.tell, said)

    async def _people_in(self, group_id: str) -> int | None:
        return (await own_groups(self._connection).people_in([group_id]))[0]

    def foreseen(self, state: GroupMembership | None, inputs: GroupMembership) -> GroupMembership:
        """Whom an update finds in the tenant is known when it is made, not before."""
        return {**inputs, "count": UNKNOWN, "digest": UNKNOWN, "desiredDigest": UNKNOWN}

    async def create(self, urn: str, inputs: GroupMembership) -> tuple[str, GroupMembership]:
        """Fill the group; the id is the group's."""
        return inputs["groupId"], await self._fill(inputs, new_group=True)

    async def read(
        self, urn: str, resource_id: str, *, inputs: GroupMembership, state: GroupMembership
    ) -> Observed[GroupMembership] | None:
        """Observe the members and recompute who is desired; None when the group is gone.

        An import takes the members as they are. When the file has changed since the last `up`, or names
        people whom the tenant lost, who was desired then stays: the difference shows at the next preview.
        """
        client = await self._connection.client()
        try:
            existing = await member_ids(client, resource_id)
        except NotFound:
            return None
        observed = digest_of_members(existing)
        declared: GroupMembership = inputs.copy() if inputs else {"groupId": resource_id}
        declared.pop("drift", None)
        desired = state.get("desiredDigest", observed)
        drift = "" if desired == observed else "other members than were set"
        if sources_told(declared):
            # Whoever's group is gone, too, cannot be told: then who was desired stays.
            with suppress(PeopleError, NotFound):
                members = await desired_people(client, _of_any_size(declared), existing=existing)
                desired, drift = digest_of_members(members), _drift(members, existing)
        if drift:
            declared["drift"] = drift
        return Observed(
            {**declared, "count": len(existing), "digest": observed, "desiredDigest": desired}, declared
        )

    async def update(
        self, urn: str, resource_id: str, *, state: GroupMembership, inputs: GroupMembership
    ) -> GroupMembership:
        """Bring the members to who is desired now.

        Where the tenant alone has changed, no size is expected: people leave, and that must stop nothing.
        """
        anew = {name_in(path) for path in self.changes(state, inputs)} - {"drift"}
        return {**inputs, **await self._fill(inputs if anew else _of_any_size(inputs), new_group=False)}

    async def delete(self, resource_id: str, state: GroupMembership) -> None:
        """Remove all members; fine when the group is gone."""
        client = await self._connection.client()
        try:
            existing = await listed_member_ids(client, resource_id)
        except NotFound:
            return
        await reconcile(client, resource_id, desired=(), existing=existing)

    async def _fill(self, inputs: GroupMembership, *, new_group: bool) -> GroupMembership:
        client = await self._connection.client()
        group_id = inputs["groupId"]
        existing = await member_ids(client, group_id, new_group=new_group)
        known = self._known.get(inputs.get("sourceDigest", ""))
        try:
            desired = await desired_people(client, inputs, existing=existing, known=known)
        except PeopleError as error:
            raise Refusal(str(error)) from None
        own_groups(self._connection).forget_people(group_id)
        self._connection.coming.pop(group_id, None)
        done = await reconcile(client, group_id, desired=desired, existing=existing)
        named = digest_of_members(done.members)
        return {**inputs, "count": len(done.members), "digest": named, "desiredDigest": named}


def _plain(inputs: GroupMembership) -> dict[str, Any]:
    return {**inputs}


def _of_any_size(inputs: GroupMembership) -> GroupMembership:
    asked = inputs.copy()
    asked.pop("expectedSize", None)
    return asked


def _drift(desired: set[str], existing: set[str]) -> str:
    missing, extra = len(desired - existing), len(existing - desired)
    return f"{missing} missing, {extra} too many" if missing or extra else ""
