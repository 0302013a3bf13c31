"""Creating an object once, also when Graph's answer to the create is lost."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Unavailable

Made = TypeVar("Made")


async def create_once(
    client: GraphClient, post: Callable[[], Awaitable[Made]], find: Callable[[], Awaitable[Made | None]]
) -> Made:
    """What `post` makes. When its answer is lost (503, broken connection), `find` looks for the object before
    the call is repeated. Raises GraphError.
    """
    patience = client.patience()
    while True:
        try:
            return await post()
        except Unavailable:
            if not await patience.wait(None):
                raise
            found = await find()
            if found is not None:
                return found
