"""Who in a group can be written to: its people page by page, with the address and names of each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.collection import PEOPLE, Collection
from intune_waves.graph.client.errors import ShortList
from intune_waves.graph.client.json_object import JsonObject
from intune_waves.observing.coverage_reading import MEMBERS_PER_PAGE

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
        f"?$select={_SELECTED}&$top={MEMBERS_PER_PAGE}"
    )
    try:
        async for page in Collection(client, path, about=about, counted=PEOPLE).pages():
            people = tuple(_recipient(user) for user in page.rows if user.flag("accountEnabled", True))
            yield RecipientPage(people, len(page.rows) - len(people))
    except ShortList as short:
        short.step = "Run the same command again in some minutes: nothing has been sent."
        raise


def _recipient(user: JsonObject) -> Recipient:
    return Recipient(
        id=user.object_id(),
        address=user.text("mail", ""),
        principal_name=user.text("userPrincipalName", ""),
        display_name=user.text("displayName", ""),
        given_name=user.text("givenName", ""),
    )
