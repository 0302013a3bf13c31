"""`intune:index:GroupMembership`: who is in a group. The state holds counts and digests, never a member."""

from contextlib import suppress
from typing import Any, Required, TypedDict

from intune_waves.graph.client.errors import NotFound
from intune_waves.graph.group_membership import digest_of_members, listed_member_ids, member_ids, reconcile
from intune_waves.observing.connection import Connection
from intune_waves.people.desired_people import desired_people, listed, resolve
from intune_waves.people.people_file import PeopleFile, read_people
from intune_waves.provider.protocol.declaration import Computed, Output, Replacing, Unordered
from intune_waves.provider.protocol.kind import Checked, Kind, Observed
from intune_waves.provider.protocol.property import Failure
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN

_SOURCES = ("peopleFile", "share", "remainder")


class Share(TypedDict, total=False):
    """A stable part of an existing group."""

    groupId: Required[str]
    """The group of which a part is taken; groups inside it count."""
    size: int
    """How many people are taken."""
    percent: float
    """How much of the group is taken, instead of size."""
    seed: str
    """Another seed takes another stable part."""


class GroupMembership(TypedDict, total=False):
    """Who is in a group: the people of a file, a stable share of another group, or everybody else.

    Keeps exactly the declared people in a group, by 20 members to a write and 20 writes to a $batch.

    Create takes a group that has members already: those who belong stay, the others are removed. So it
    can be repeated after a killed run. Delete removes all members, one request each; declare the resource
    with Pulumi's `deleted_with=<the group>`, and no request is sent when the group dies with it.
    """

    groupId: Required[Replacing[str]]
    """The group's object id."""
    peopleFile: str
    """A CSV or text file of user principal names, relative to the project."""
    share: Share
    """A stable part of an existing group."""
    remainder: dict[str, str]
    """An empty mapping: every enabled member user of the tenant."""
    exceptGroupIds: Unordered[list[str]]
    """People in these groups are not taken."""
    exceptUserIds: Unordered[list[str]]
    """These people are not taken: break-glass accounts."""
    expectedSize: int
    """Fewer people than this are refused before anything is written."""
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
        self._resolved: dict[str, dict[str, str]] = {}

    async def check(
        self, old_inputs: GroupMembership | None, inputs: GroupMembership
    ) -> Checked[GroupMembership]:
        """Exactly one source; a file is read, and when its names changed they are looked up in the
        tenant.
        """
        given = [source for source in _SOURCES if source in inputs]
        if len(given) != 1:
            said = " and ".join(given) or "none of them"
            return Checked(
                inputs,
                [Failure("groupId", f"got {said}, expected one of {', '.join(_SOURCES)} [people-source]")],
            )
        if given == ["share"] and ("size" in inputs["share"]) == ("percent" in inputs["share"]):
            return Checked(
                inputs, [Failure("share", "write exactly one of size and percent [share-measure]")]
            )
        if given != ["peopleFile"] or inputs["peopleFile"] == UNKNOWN:
            return Checked(inputs, [])
        file = read_people(inputs["peopleFile"])
        if not isinstance(file, PeopleFile):
            return Checked(inputs, file)
        checked: GroupMembership = {
            **inputs,
            "sourceDigest": file.digest,
            "sourceCount": len(file.lines),
        }
        if old_inputs and old_inputs.get("sourceDigest") == file.digest:
            return Checked(checked, [])
        try:
            self._resolved[file.digest] = await resolve(await self._connection.client(), file)
        except Refusal as refusal:
            return Checked(checked, [Failure("peopleFile", str(refusal))])
        return Checked(checked, [])

    def foreseen(self, state: GroupMembership | None, inputs: GroupMembership) -> GroupMembership:
        """Whom an update finds in the tenant is known when it is made, not before."""
        return {**inputs, "count": UNKNOWN, "digest": UNKNOWN, "desiredDigest": UNKNOWN}

    async def create(self, urn: str, inputs: GroupMembership) -> tuple[str, GroupMembership]:
        """Fill the group; the id is the group's."""
        return inputs["groupId"], await self._fill(inputs, new_group=True)

    async def read(
        self, urn: str, resource_id: str, inputs: GroupMembership, state: GroupMembership
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
        if any(source in declared for source in _SOURCES):
            with suppress(Refusal):
                people = await desired_people(client, _plain(declared), existing)
                desired, drift = digest_of_members(people), _drift(people, existing)
        if drift:
            declared["drift"] = drift
        return Observed(
            {**declared, "count": len(existing), "digest": observed, "desiredDigest": desired}, declared
        )

    async def update(
        self, urn: str, resource_id: str, state: GroupMembership, inputs: GroupMembership
    ) -> GroupMembership:
        """Bring the members to who is desired now."""
        return await self._fill(inputs, new_group=False)

    async def delete(self, resource_id: str, state: GroupMembership) -> None:
        """Remove all members; fine when the group is gone."""
        client = await self._connection.client()
        try:
            existing = await listed_member_ids(client, resource_id)
        except NotFound:
            return
        await reconcile(client, resource_id, (), existing=existing)

    async def _fill(self, inputs: GroupMembership, *, new_group: bool) -> GroupMembership:
        client = await self._connection.client()
        group_id = inputs["groupId"]
        existing = await member_ids(client, group_id, new_group=new_group)
        resolved = None
        if "peopleFile" in inputs:
            resolved = self._resolved.get(listed(_plain(inputs)).digest)
        desired = await desired_people(client, _plain(inputs), existing, resolved)
        done = await reconcile(client, group_id, desired, existing=existing)
        named = digest_of_members(done.members)
        return {**inputs, "count": len(done.members), "digest": named, "desiredDigest": named}


def _plain(inputs: GroupMembership) -> dict[str, Any]:
    return {**inputs}


def _drift(desired: set[str], existing: set[str]) -> str:
    missing, extra = len(desired - existing), len(existing - desired)
    return f"{missing} missing, {extra} too many" if missing or extra else ""
