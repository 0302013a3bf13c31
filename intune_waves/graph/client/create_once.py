"""Creating an object once, also when Graph's answer to the create is lost."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Unavailable, UnexpectedAnswer

Made = TypeVar("Made")


async def create_once(
    client: GraphClient, post: Callable[[], Awaitable[Made]], *, find: Callable[[], Awaitable[Made | None]]
) -> Made:
    """What `post` makes. When its answer is lost (503, broken connection), `find` looks for the object before
    the call is repeated; when it is there and cannot be read, instead of repeating it. Raises GraphError.
    """
    patience = client.patience()
    while True:
        try:
            return await post()
        except (Unavailable, UnexpectedAnswer) as lost:
            if not await patience.wait(None):
                raise
            found = await find()
            if found is not None:
                return found
            if isinstance(lost, UnexpectedAnswer):
                raise
