"""The rank of a restriction among its platform's, by the marks that say in which order ours shall be."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from intune_waves.provider.mark import split

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient
    from intune_waves.graph.enrollment_restriction import ExistingRestriction, Restriction


async def rank_of(client: "GraphClient", found: "ExistingRestriction", declared: int | None) -> int:
    """The rank that a restriction holds now: the declared one while it is in its place; for an import,
    which declares none, the one that its mark has.
    """
    from intune_waves.graph.enrollment_restriction import list_restrictions
    from intune_waves.graph.restriction_order import observed_rank

    platform = found.content.platform
    same = [one for one in await list_restrictions(client) if one.content.platform == platform]
    ranks = _declared_ranks(same)
    if declared is not None:
        ranks.setdefault(found.id, declared)
    present = [one.id for one in same]
    return observed_rank(found.id, present, ranks) if found.id in present else found.priority


async def bring_to_rank(
    client: "GraphClient", found: "ExistingRestriction", content: "Restriction", rank: int
) -> int:
    """Rank it among its platform's restrictions; answers the priority that Graph shows then. Only one may be
    ranked at a time.
    """
    from intune_waves.graph.enrollment_restriction import list_restrictions
    from intune_waves.graph.restriction_order import settle

    ranks = _declared_ranks(await list_restrictions(client))
    ranks[found.id] = rank
    order = await settle(client, content.platform, ranks, content.display_name)
    return next((one.priority for one in order if one.id == found.id), found.priority)


def _declared_ranks(existing: "Iterable[ExistingRestriction]") -> dict[str, int]:
    marks = {one.id: split(one.content.description)[1] for one in existing}
    return {key: mark.rank for key, mark in marks.items() if mark is not None and mark.rank is not None}
