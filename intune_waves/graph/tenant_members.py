"""Every enabled member of the tenant, by the numbers of their ids: a million of them fit in memory."""

from urllib.parse import quote

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.client.raw_pages import raw_pages
from intune_waves.observing.coverage_reading import GroupReading

_EVENTUAL = {"ConsistencyLevel": "eventual"}


async def read_enabled_members(client: GraphClient) -> GroupReading:
    """Every enabled user of the tenant who is no guest, and Graph's own count of them. Raises GraphError."""
    condition = quote("accountEnabled eq true and userType eq 'Member'", safe="'")
    path = f"/users?$filter={condition}&$select=id&$top=999&$count=true"
    people: set[int] = set()
    counted = None
    async for page in raw_pages(client, path, about="the people of the tenant", headers=_EVENTUAL):
        counted = page.counted if counted is None else counted
        people.update(number_of(user["id"]) for user in page.rows)
    return GroupReading(people, 0, counted)
