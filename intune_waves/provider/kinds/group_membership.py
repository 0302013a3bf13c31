"""`intune:index:GroupMembership`: who is in a group. The state holds counts and digests, never a member."""

from contextlib import suppress
from typing import ClassVar

from intune_waves.observing.connection import Connection
from intune_waves.people.desired_people import desired_people, listed, resolve
from intune_waves.people.people_file import PeopleFile, read_people
from intune_waves.provider.protocol.differences import Change, differences
from intune_waves.provider.protocol.kind import Checked, Observed
from intune_waves.provider.protocol.property import Failure, Property, Values
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN

_SOURCES = ("peopleFile", "share", "remainder")
_SHARE = (
    Property(
        "groupId", "string", "The group of which a part is taken; groups inside it count.", required=True
    ),
    Property("size", "integer", "How many people are taken."),
    Property("percent", "number", "How much of the group is taken, instead of size."),
    Property("seed", "string", "Another seed takes another stable part."),
)


class GroupMembershipKind:
    """Keeps exactly the declared people in a group, by 20 members to a write and 20 writes to a $batch.

    Create takes a group that has members already: those who belong stay, the others are removed. So it
    can be repeated after a killed run. Delete removes all members, one request each; declare the resource
    with Pulumi's `deleted_with=<the group>`, and no request is sent when the group dies with it.
    """

    token: ClassVar[str] = "intune:index:GroupMembership"
    doc: ClassVar[str] = (
        "Who is in a group: the people of a file, a stable share of another group, or everybody else."
    )
    properties: ClassVar[tuple[Property, ...]] = (
        Property("groupId", "string", "The group's object id.", required=True, replaces=True),
        Property(
            "peopleFile", "string", "A CSV or text file of user principal names, relative to the project."
        ),
        Property("share", "object", "A stable part of an existing group.", fields=_SHARE),
        Property("remainder", "object", "An empty mapping: every enabled member user of the tenant."),
        Property("exceptGroupIds", "array", "People in these groups are not taken.", unordered=True),
        Property(
            "exceptUserIds", "array", "These people are not taken: break-glass accounts.", unordered=True
        ),
        Property("expectedSize", "integer", "Fewer people than this are refused before anything is written."),
        Property("sourceDigest", "string", "Digest of the names in peopleFile.", role="computed"),
        Property("sourceCount", "integer", "Number of names in peopleFile.", role="computed"),
        Property(
            "drift",
            "string",
            "Whom a refresh found missing or too many, in numbers; the next update removes it.",
            role="computed",
        ),
        Property("count", "integer", "How many members the group has.", role="output"),
        Property("digest", "string", "Digest of the members that the group has.", role="output"),
        Property("desiredDigest", "string", "Digest of the members that it shall have.", role="output"),
    )

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._resolved: dict[str, dict[str, str]] = {}

    async def check(self, old_inputs: Values | None, inputs: Values) -> Checked:
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
        checked = {**inputs, "sourceDigest": file.digest, "sourceCount": len(file.lines)}
        if (old_inputs or {}).get("sourceDigest") == file.digest:
            return Checked(checked, [])
        try:
            self._resolved[file.digest] = await resolve(await self._connection.client(), file)
        except Refusal as refusal:
            return Checked(checked, [Failure("peopleFile", str(refusal))])
        return Checked(checked, [])

    def changes(self, state: Values, inputs: Values) -> dict[str, Change]:
        """The inputs that differ; `drift` is among them, and Check never sets it, so an update removes
        it.
        """
        return differences(state, inputs, self.properties)

    def foreseen(self, state: Values | None, inputs: Values) -> Values:
        """Whom an update finds in the tenant is known when it is made, not before."""
        return {**inputs, "count": UNKNOWN, "digest": UNKNOWN, "desiredDigest": UNKNOWN}

    async def create(self, urn: str, inputs: Values) -> tuple[str, Values]:
        """Fill the group; the id is the group's."""
        return inputs["groupId"], await self._fill(inputs, new_group=True)

    async def read(self, urn: str, resource_id: str, inputs: Values, state: Values) -> Observed | None:
        """Observe the members and recompute who is desired; None when the group is gone.

        An import takes the members as they are. When the file has changed since the last `up`, or names
        people whom the tenant lost, who was desired then stays: the difference shows at the next preview.
        """
        from intune_waves.graph.client.errors import NotFound
        from intune_waves.graph.group_membership import digest, member_ids

        client = await self._connection.client()
        try:
            existing = await member_ids(client, resource_id)
        except NotFound:
            return None
        observed = digest(existing)
        inputs = {name: value for name, value in inputs.items() if name != "drift"} or {
            "groupId": resource_id
        }
        desired = state.get("desiredDigest", observed)
        drift = "" if desired == observed else "other members than were set"
        if any(source in inputs for source in _SOURCES):
            with suppress(Refusal):
                people = await desired_people(client, inputs, existing)
                desired, drift = digest(people), _drift(people, existing)
        if drift:
            inputs["drift"] = drift
        return Observed(
            {**inputs, "count": len(existing), "digest": observed, "desiredDigest": desired}, inputs
        )

    async def update(self, urn: str, resource_id: str, state: Values, inputs: Values) -> Values:
        """Bring the members to who is desired now."""
        return await self._fill(inputs, new_group=False)

    async def delete(self, resource_id: str, state: Values) -> None:
        """Remove all members; fine when the group is gone."""
        from intune_waves.graph.client.errors import NotFound
        from intune_waves.graph.group_membership import listed_member_ids, reconcile

        client = await self._connection.client()
        try:
            existing = await listed_member_ids(client, resource_id)
        except NotFound:
            return
        await reconcile(client, resource_id, (), existing=existing)

    async def _fill(self, inputs: Values, *, new_group: bool) -> Values:
        from intune_waves.graph.group_membership import digest, member_ids, reconcile

        client = await self._connection.client()
        group_id = inputs["groupId"]
        existing = await member_ids(client, group_id, new_group=new_group)
        resolved = None
        if "peopleFile" in inputs:
            resolved = self._resolved.get(listed(inputs).digest)
        desired = await desired_people(client, inputs, existing, resolved)
        done = await reconcile(client, group_id, desired, existing=existing)
        named = digest(done.members)
        return {**inputs, "count": len(done.members), "digest": named, "desiredDigest": named}


def _drift(desired: set[str], existing: set[str]) -> str:
    missing, extra = len(desired - existing), len(existing - desired)
    return f"{missing} missing, {extra} too many" if missing or extra else ""
