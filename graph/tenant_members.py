"""Every enabled member of the tenant, by the numbers of their ids: a million of them fit in memory."""

from urllib.parse import quote

from graph.client import GraphClient
from graph.coverage_reading import GroupReading
from graph.object_id import number_of
from graph.raw_pages import raw_pages

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
