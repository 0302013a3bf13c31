"""Who shall be in a group: the people of a file, a stable share of a group, or everybody else."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from intune_waves.campaign.share import draw
from intune_waves.people.people_file import PeopleFile, joined, read_people
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.protocol.refusal import Refusal

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient


async def desired_people(
    client: "GraphClient",
    inputs: Values,
    existing: Collection[str],
    resolved: Mapping[str, str] | None = None,
) -> set[str]:
    """Object ids. Members of `existing` who are still eligible for a share stay in it.

    `resolved` are ids by name when they are known already. Raises Refusal for people that the tenant does
    not know, for a share that finds nobody and for fewer people than expected; GraphError.
    """
    from intune_waves.graph import user as people

    left_out = set(inputs.get("exceptUserIds", []))
    left_out |= await people.people_of_groups(client, inputs.get("exceptGroupIds", []))
    if "peopleFile" in inputs:
        known = resolved if resolved is not None else await resolve(client, listed(inputs))
        found = set(known.values()) - left_out
    elif "share" in inputs:
        share: Mapping[str, Any] = inputs["share"]
        candidates = await people.enabled_people_of_group(client, share["groupId"]) - left_out
        found = set(
            draw(
                candidates,
                size=share.get("size"),
                percent=share.get("percent"),
                seed=share.get("seed", "0"),
                keep=existing,
            )
        )
        if not found:
            raise Refusal(
                f"share: the group {share['groupId']} has no enabled person that no earlier wave has taken; "
                "check its id and its members [share-empty]"
            )
    else:
        found = await people.enabled_members_of_tenant(client) - left_out
    expected = inputs.get("expectedSize")
    if expected is not None and len(found) < expected:
        raise Refusal(
            f"expectedSize: got {len(found)} people, expected at least {expected}; "
            "check who is left out, or lower the size [expected-size]"
        )
    return found


def listed(inputs: Values) -> PeopleFile:
    """The file of people, as it was when the inputs were checked. Raises Refusal when it is another now."""
    read = read_people(inputs["peopleFile"])
    if not isinstance(read, PeopleFile):
        raise Refusal("\n".join(failure.reason for failure in read))
    if read.digest != inputs.get("sourceDigest"):
        raise Refusal(
            f"{inputs['peopleFile']}: the file was changed after the plan was made; "
            "run the command again [people-file]"
        )
    return read


async def resolve(client: "GraphClient", file: PeopleFile) -> dict[str, str]:
    """Object id by name. Raises Refusal that names the line of each person whom the tenant does not know."""
    from intune_waves.graph.user import resolve_names

    found = await resolve_names(client, list(file.lines))
    unknown = [
        f"{file.place(name)}: the tenant has no user {name} [person-unknown]"
        for name in file.lines
        if name not in found
    ]
    if unknown:
        raise Refusal(joined(unknown))
    return found
