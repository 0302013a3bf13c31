"""The devices that people have lately signed in from, as one more source that a campaign may ask for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.sign_in import SignedInFrom, read_sign_in_devices, sign_in_pace

UNREAD_SIGN_INS = "the sign-in log, because the right AuditLog.Read.All or the licence is missing"
"""How the source is named that could not be read."""
_TITLE = "the sign-in log"


@dataclass(frozen=True, slots=True)
class SignInLog:
    """What the sign-in log tells. `title` is empty where nobody asked for it, and where it was not read."""

    title: str = ""
    devices: Collection[SignedInFrom] = ()
    unread: tuple[str, ...] = ()
    """The log itself, where it could not be read."""


NO_SIGN_IN_LOG = SignInLog()
"""What a campaign has that does not ask for it."""


async def read_sign_in_log(
    client: GraphClient, asked: bool, *, since: date, pace: Pace | None = None
) -> SignInLog:
    """The devices that people have signed in from since a day, by as many sign-ins as are read at most; a log
    that goes back further is named by the day to which it was read. Nothing is asked where `asked` is false.

    `pace` is that of the run's other readings of sign-ins. Raises GraphError.
    """
    if not asked:
        return NO_SIGN_IN_LOG
    try:
        found = await read_sign_in_devices(client, since, pace=pace or sign_in_pace())
    except Forbidden:
        return SignInLog(unread=(UNREAD_SIGN_INS,))
    return SignInLog(f"{_TITLE} since {found.since}" if found.since else _TITLE, found.devices)
