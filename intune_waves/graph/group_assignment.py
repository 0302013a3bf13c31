"""Assigning an Intune object to groups: the whole list is sent, and read back."""

from collections.abc import Iterable

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import Conflict
from intune_waves.graph.client.json_object import JsonObject

_GROUP_TARGET = "#microsoft.graph.groupAssignmentTarget"
_READING_BACK_SECONDS = 30.0


def target_of(assignment: JsonObject) -> str:
    """The group's id; another target is named by its type, such as allDevices or `exclusion <group>`."""
    target = assignment.inner("target")
    kind = target.text("@odata.type", _GROUP_TARGET).rpartition(".")[2]
    group_id = target.text("groupId", "")
    if kind == "exclusionGroupAssignmentTarget":
        return f"exclusion {group_id}"
    return group_id or kind.removesuffix("AssignmentTarget")


async def assigned_groups(client: GraphClient, path: str, about: str) -> list[str]:
    """The targets of the object at `path`, sorted."""
    found = Collection(client, f"{path}/assignments", about=about, version="beta")
    return sorted([target_of(assignment) async for assignment in found.rows()])


async def assign(client: GraphClient, path: str, about: str, field: str, group_ids: Iterable[str]) -> None:
    """Assign to exactly these groups: the whole list is sent in `field`, and read back, because whether
    Graph replaces or merges is not documented. Two calls. Raises Conflict when the list read back stays
    another one.
    """
    wanted = sorted(set(group_ids))
    targets = [{"target": {"@odata.type": _GROUP_TARGET, "groupId": group_id}} for group_id in wanted]
    patience = client.patience()
    patience.budget = min(patience.budget, _READING_BACK_SECONDS)
    await client.post(f"{path}/assign", {field: targets}, about=about, version="beta", repeatable=True)
    while (found := await assigned_groups(client, path, about)) != wanted:
        if not await patience.wait(None):
            raise Conflict(
                about,
                f"POST /beta{path}/assign",
                message=f"sent the groups {wanted}, read back {found}",
                next_step="Look at its assignments in the Intune admin centre, then run the command again.",
            )
