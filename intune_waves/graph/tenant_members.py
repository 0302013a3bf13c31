"""Every enabled member of the tenant, by the numbers of their ids: a million of them fit in memory."""

from contextlib import suppress
from urllib.parse import quote

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import PEOPLE, Collection
from intune_waves.graph.client.errors import ShortList
from intune_waves.observing.coverage_reading import GroupReading


async def read_enabled_members(client: GraphClient) -> GroupReading:
    """Every enabled user of the tenant who is no guest, and Graph's own count of them. Raises GraphError."""
    condition = quote("accountEnabled eq true and userType eq 'Member'", safe="'")
    path = f"/users?$filter={condition}&$select=id&$top=999"
    people: set[int] = set()
    collection = Collection(client, path, about="the people of the tenant", counted=PEOPLE)
    # A short list is told as a doubt.
    with suppress(ShortList):
        async for user in collection.rows():
            people.add(user.object_number())
    return GroupReading(people, 0, collection.count.counted)
