"""User principal names by object id, many at a time."""

from collections.abc import Sequence

from intune_waves.graph.client.answer import Item
from intune_waves.graph.client.client import BATCH_SIZE, GraphClient
from intune_waves.graph.client.collection import Collection

IDS_PER_CALL = 1000
"""Ids in one getByIds ("directoryObject: getByIds", Microsoft Learn, 2025-02: at most 1,000)."""
IDS_PER_BATCH = IDS_PER_CALL * BATCH_SIZE


async def principal_names(client: GraphClient, ids: Sequence[str]) -> dict[str, str]:
    """User principal name by id, for each id that the tenant still knows; 20,000 ids are one call of $batch.

    Raises GraphError.
    """
    items = [
        Item(
            "POST",
            "/directoryObjects/getByIds?$select=id,userPrincipalName",
            {"ids": list(ids[start : start + IDS_PER_CALL]), "types": ["user"]},
            about="the people who are missing",
        )
        for start in range(0, len(ids), IDS_PER_CALL)
    ]
    found: dict[str, str] = {}
    # getByIds is a POST that only reads, so it can be sent again.
    for item, answer in zip(items, await client.batch(items, repeatable=True), strict=True):
        async for user in Collection.begun(client, item, answer).rows():
            found[user.object_id()] = user.text("userPrincipalName", "")
    return found
