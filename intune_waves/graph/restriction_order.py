"""The order of a platform's restrictions: a person gets only the best one of those assigned to them."""

from collections.abc import Mapping, Sequence

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Conflict
from intune_waves.graph.enrollment_restriction import (
    ExistingRestriction,
    about,
    list_restrictions,
    set_priority,
)


def target_order(present: Sequence[str], declared: Mapping[str, int]) -> list[str]:
    """The ids of `present` in the order that `declared` ranks (1 the best) ask for.

    Restrictions without a declared rank keep their order among each other and give way; a rank beyond the
    end is the end. Equal ranks are ordered by id.
    """
    order = [restriction for restriction in present if restriction not in declared]
    ranked = sorted((rank, restriction) for restriction, rank in declared.items() if restriction in present)
    for rank, restriction in ranked:
        order.insert(min(rank - 1, len(order)), restriction)
    return order


def observed_rank(restriction_id: str, present: Sequence[str], declared: Mapping[str, int]) -> int:
    """The rank to report for a restriction: the declared one while it is in its place, else the place it
    holds.
    """
    place = list(present).index(restriction_id)
    in_place = target_order(present, declared).index(restriction_id) == place
    return declared[restriction_id] if in_place and restriction_id in declared else place + 1


async def settle(
    client: GraphClient, platform: str, declared: Mapping[str, int], name: str
) -> list[ExistingRestriction]:
    """Bring the platform's restrictions into their target order, and return them in it.

    Sends nothing when the order is right. After each setPriority the order is read back. The caller makes
    sure that only one settles at a time. Raises Conflict when Graph does not keep the order, GraphError
    otherwise.
    """
    patience = client.patience()
    patience.budget = min(patience.budget, 60.0)
    moves = 0
    while True:
        existing = [found for found in await list_restrictions(client) if found.content.platform == platform]
        present = [restriction.id for restriction in existing]
        target = target_order(present, declared)
        if present == target:
            return existing
        # The numbers that this platform's restrictions hold now: right whether Graph counts per platform or
        # over all.
        place = next(index for index, wanted in enumerate(target) if present[index] != wanted)
        if moves > 2 * len(target) and not await patience.wait(None):
            raise Conflict(
                about(name),
                "setPriority",
                message=f"the order of the {platform} restrictions read back is not the one that was set",
                next_step="Another person may be ranking them: look in the Intune admin centre, then retry.",
            )
        moves += 1
        await set_priority(client, target[place], name, existing[place].priority)
