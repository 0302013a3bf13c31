"""The people of the waves that move, counted in the tenant before the engine starts.

For people to read: whether a wave may move is decided by its gate, when the engine runs.
"""

import asyncio
import sys
from collections.abc import Callable, Collection, Mapping

from intune_waves.campaign.naming import policy_name_of
from intune_waves.campaign.stage import Stage
from intune_waves.gates.gate import FRESH_HOURS
from intune_waves.graph.client.errors import GraphError
from intune_waves.observing.connection import Connection
from intune_waves.observing.tenant_reading import TenantReading
from intune_waves.step.meaning import Counted
from intune_waves.step.wave_move import WaveMove

PATIENCE_SECONDS = 2.0
"""How long nothing is said of a reading that is under way."""
BACK_SECONDS = 8.0
"""How much longer a step back waits for its counts."""

_NOT_IN_TIME = "the tenant did not answer in time, and going back waits for no count"
_SIGNED_IN_LATER = "whoever signs in by device code is asked once, when the engine runs"


def count_people(
    moves: Collection[WaveMove],
    connect: Callable[[], Connection],
    patience: float = PATIENCE_SECONDS,
    tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr),
    longest: float = BACK_SECONDS,
) -> Mapping[str, Counted]:
    """Count the people of each wave, by its id. Calls `connect` only where a step asks for counts.

    Whatever keeps the tenant from being read becomes the reason why nobody could be counted. Nobody is made
    to sign in twice: where a person types a code, that is left to the engine. Where every wave goes back,
    it is waited at most `longest` seconds more: nothing may hold that up.
    """
    known = {move.id: Counted(move.uncounted() if move.group is None else None) for move in moves}
    wanted = [move for move in moves if move.is_counted and move.group is not None]
    if not wanted:
        return known
    connection = connect()
    if connection.environment.get("INTUNE_CREDENTIAL") == "device-code":
        return known | {move.id: Counted(_SIGNED_IN_LATER) for move in wanted}
    return known | asyncio.run(_read(wanted, connection, patience, tell, longest))


async def _read(
    moves: Collection[WaveMove],
    connection: Connection,
    patience: float,
    tell: Callable[[str], None],
    longest: float,
) -> dict[str, Counted]:
    reading = TenantReading(connection)
    try:
        tasks = [asyncio.create_task(_count(move, reading)) for move in moves]
        _, pending = await asyncio.wait(tasks, timeout=patience)
        if pending:
            tell("counting people and devices in the tenant ...")
            # Whoever goes back is kept waiting by nothing that is only told.
            back = all(move.after < move.before for move in moves)
            await asyncio.wait(tasks, timeout=longest if back else None)
        counted = [each.result() if each.done() else Counted(_NOT_IN_TIME) for each in tasks]
        for each in tasks:
            each.cancel()
    finally:
        await connection.close()
    return dict(zip((move.id for move in moves), counted, strict=True))


async def _count(move: WaveMove, reading: TenantReading) -> Counted:
    assert move.group is not None
    try:
        found = await reading.coverage(move.group, move.platforms, FRESH_HOURS)
        doubts = found.doubts(move.wave.size if move.wave else None)
        if doubts:
            return Counted("; ".join(doubts))
        told = None
        if move.after is Stage.ENFORCE:
            told = await reading.sign_ins(policy_name_of(move.title), found.people)
    except GraphError as unread:
        # The engine tells the whole of it, once, when its own reading fails.
        answer = f"{unread.status or ''} {unread.code}".strip() or unread.message
        return Counted(f"{unread.about} could not be read ({answer})")
    return Counted(found.count, told)
