"""Who in a group can be written to: its people page by page, with the address and names of each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import ShortList
from intune_waves.graph.client.raw_pages import raw_pages
from intune_waves.observing.coverage_reading import MEMBERS_PER_PAGE

_EVENTUAL = {"ConsistencyLevel": "eventual"}
_SELECTED = "id,accountEnabled,mail,userPrincipalName,displayName,givenName"


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with an enabled account; `address` is empty for somebody without a mail address."""

    id: str
    address: str
    principal_name: str
    display_name: str
    given_name: str


@dataclass(frozen=True, slots=True)
class RecipientPage:
    """One page of a group; disabled accounts are counted and left out."""

    people: tuple[Recipient, ...]
    disabled: int


async def recipient_pages(client: GraphClient, group_id: str) -> AsyncIterator[RecipientPage]:
    """The people of a group, those of groups inside it too; one request for each 999.

    Raises GraphError, and ShortList at the end of a list that is shorter than Graph's own count: nobody is to
    be left out unseen.
    """
    about = f"the group {group_id}"
    path = (
        f"/groups/{group_id}/transitiveMembers/microsoft.graph.user"
        f"?$select={_SELECTED}&$top={MEMBERS_PER_PAGE}&$count=true"
    )
    listed, counted = 0, None
    async for page in raw_pages(client, path, about=about, headers=_EVENTUAL):
        counted = page.counted if counted is None else counted
        listed += len(page.rows)
        people = tuple(_recipient(user) for user in page.rows if user.get("accountEnabled") is not False)
        yield RecipientPage(people, len(page.rows) - len(people))
    if counted not in (None, listed):
        raise ShortList(
            about,
            f"GET {path.partition('?')[0]}",
            message=f"it lists {listed:,} people and counts {counted:,}",
            next_step="Run the same command again in some minutes: nothing has been sent.",
        )


def _recipient(user: dict[str, Any]) -> Recipient:
    return Recipient(
        id=str(user["id"]),
        address=str(user.get("mail") or ""),
        principal_name=str(user.get("userPrincipalName") or ""),
        display_name=str(user.get("displayName") or ""),
        given_name=str(user.get("givenName") or ""),
    )
