"""Assigning an Intune object to groups: the whole list is sent, and read back."""

from collections.abc import Iterable, Mapping

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import Conflict
from intune_waves.graph.client.json_object import JsonObject

Target = Mapping[str, str]
"""An assignment's target in Graph's own words ("deviceAndAppManagementAssignmentTarget resource type",
Microsoft Learn beta, 2025-01).
"""

_OF_A_TARGET = (
    "@odata.type",
    "groupId",
    "collectionId",
    "deviceAndAppManagementAssignmentFilterId",
    "deviceAndAppManagementAssignmentFilterType",
)
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


def key_of(assignment: JsonObject) -> str:
    """What tells an assignment's target from all others: a group's id where the whole group is assigned, and
    the group with its filter where only some of its devices are.
    """
    target = assignment.inner("target")
    if target.text("deviceAndAppManagementAssignmentFilterType", "none") == "none":
        return target_of(assignment)
    return f"{target_of(assignment)} filtered {target.text('deviceAndAppManagementAssignmentFilterId', '')}"


def targets_of(assignments: Iterable[JsonObject]) -> dict[str, Target]:
    """Every target in Graph's own words, by its key, so that it can be sent again as it is."""
    return {key_of(each): _target(each.inner("target")) for each in assignments}


def _target(found: JsonObject) -> Target:
    said = {name: found.text(name, "") for name in _OF_A_TARGET}
    return {"@odata.type": _GROUP_TARGET, **{name: value for name, value in said.items() if value}}


async def assigned_targets(client: GraphClient, path: str, *, about: str) -> dict[str, Target]:
    """The targets of the object at `path`, by key."""
    found = Collection(client, f"{path}/assignments", about=about, version="beta")
    return targets_of([assignment async for assignment in found.rows()])


async def assigned_groups(client: GraphClient, path: str, *, about: str) -> list[str]:
    """The targets of the object at `path`, sorted."""
    found = Collection(client, f"{path}/assignments", about=about, version="beta")
    return sorted([target_of(assignment) async for assignment in found.rows()])


async def assign(
    client: GraphClient,
    path: str,
    *,
    about: str,
    field: str,
    group_ids: Iterable[str],
    kept: Mapping[str, Target] | None = None,
) -> None:
    """Assign to exactly these groups and to the targets in `kept`, which are sent as they were found: the
    whole list is sent in `field`, and read back, because whether Graph replaces or merges is not documented.
    Two calls. Raises Conflict when the list read back stays another one.
    """
    others = kept or {}
    wanted = sorted({*group_ids, *others})
    plain = ({"@odata.type": _GROUP_TARGET, "groupId": key} for key in wanted if key not in others)
    targets = [{"target": target} for target in (*plain, *(others[key] for key in sorted(others)))]
    patience = client.patience()
    patience.budget = min(patience.budget, _READING_BACK_SECONDS)
    await client.post(f"{path}/assign", {field: targets}, about=about, version="beta", repeatable=True)
    while (found := sorted(await assigned_targets(client, path, about=about))) != wanted:
        if not await patience.wait(None):
            raise Conflict(
                about,
                f"POST /beta{path}/assign",
                message=f"sent the groups {wanted}, read back {found}",
                next_step="Look at its assignments in the Intune admin centre, then run the command again.",
            )
