"""Failed enrollments: whose attempts to enroll a device have failed.

"List enrollmentTroubleshootingEvents", Microsoft Learn, 2025-02.
"""

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import Collection
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.object_id import number_of

MOST_PAGES = 100
"""Pages that are read at most; with a thousand events on each, more than any wave should see fail."""
RIGHT = "DeviceManagementManagedDevices.Read.All"
"""The least right that the list takes, as an application and as a person."""

_PATH = "/deviceManagement/troubleshootingEvents"
_KIND = "#microsoft.graph.enrollmentTroubleshootingEvent"
# The right is missing, or the tenant (no Intune, a simulated one) does not have the list.
_NOT_AVAILABLE = frozenset({403, 404, 501})


@dataclass(frozen=True, slots=True)
class EnrollmentFailures:
    """How many attempts to enroll have failed, by the number of the person's id.

    `complete` is False when there were more pages than are read.
    """

    attempts: Mapping[int, int]
    complete: bool


async def read_failures(
    client: GraphClient, people: Container[int], *, since: datetime | None
) -> EnrollmentFailures | None:
    """The people's failed attempts since then; each attempt counts once, however many events it left.

    Streams the pages and keeps only what concerns the people. None where the list is not available to us
    (403, 404 or 501). Raises GraphError for whatever else goes wrong.
    """
    path = _PATH
    if since:
        wanted = quote(f"eventDateTime ge {since.strftime('%Y-%m-%dT%H:%M:%SZ')}", safe=":")
        path += f"?$filter={wanted}"
    seen: set[tuple[int, str]] = set()
    left, more = MOST_PAGES, False
    try:
        # What only failed enrollments have can neither be selected nor filtered by in a list of all events.
        async for page in Collection(client, path, about="the failed enrollments").pages():
            for row in page.rows:
                person = number_of(row.text("userId", ""))
                if person in people and row.text("@odata.type", _KIND) == _KIND:
                    seen.add((person, row.text("correlationId", "") or row.text("id")))
            left, more = left - 1, page.more
            if not left:
                break
    except GraphError as error:
        if error.status in _NOT_AVAILABLE:
            return None
        raise
    return EnrollmentFailures(Counter(person for person, _ in seen), complete=not more)
