"""The people of the waves that move, and the newcomers of those that stay enforced, counted in the tenant
before the engine starts.

For people to read: whether a wave may move is decided by its gate, when the engine runs.
"""

import asyncio
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from intune_waves.campaign.calendar import Freeze
from intune_waves.campaign.naming import policy_name_of
from intune_waves.campaign.stage import Stage
from intune_waves.gates.admission import admission as decide
from intune_waves.gates.admission import newcomers_of
from intune_waves.gates.gate import FRESH_HOURS
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.group_membership import digest_of_members
from intune_waves.graph.user import resolve_names
from intune_waves.observing.connection import Connection
from intune_waves.observing.own_groups import own_groups
from intune_waves.observing.standing import ids_of, read_standing
from intune_waves.observing.tenant_reading import TenantReading, shared_reading
from intune_waves.stack.stack_state import StateWave
from intune_waves.step.meaning import Counted
from intune_waves.step.newcomers import Newcomers
from intune_waves.step.wave_move import WaveMove

PATIENCE_SECONDS = 2.0
"""How long nothing is said of a reading that is under way."""
BACK_SECONDS = 8.0
"""How much longer a step back waits for its counts."""

_NOT_IN_TIME = "the tenant did not answer in time, and going back waits for no count"
_SIGNED_IN_LATER = "whoever signs in by device code is asked once, when the engine runs"


@dataclass(frozen=True, slots=True)
class CountedStep:
    """By wave id: the people of each move, and the newcomers of each wave that is enforced before and after;
    a text is why they could not be counted.
    """

    moves: Mapping[str, Counted]
    newcomers: Mapping[str, Newcomers | str]


def staying_enforced(stages: Mapping[str, Stage], state: Mapping[str, StateWave]) -> Mapping[str, StateWave]:
    """The waves that are enforced in the state and in `stages`, which are those after the step."""
    return {
        wave_id: wave
        for wave_id, wave in state.items()
        if wave.admission and wave.group and wave.stage is Stage.ENFORCE is stages.get(wave_id)
    }


def count_step(
    moves: Collection[WaveMove],
    enforced: Mapping[str, StateWave],
    *,
    connect: Callable[[], Connection],
    tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr),
    freezes: Collection[Freeze] = (),
) -> CountedStep:
    """Count the people of each move, and the newcomers of `enforced`, by one reading of the devices.

    As `count_people` says. Of newcomers nothing but two counts a wave is read where no wave moves, those
    counts are as the last write left them, and nobody waits. A step back counts no newcomers. In `freezes`
    no newcomer's day comes.
    """
    back = bool(moves) and all(move.after < move.before for move in moves)
    if back or not enforced:
        return CountedStep(count_people(moves, connect, tell=tell), {})
    connection = connect()
    if connection.environment.get("INTUNE_CREDENTIAL") == "device-code":
        return CountedStep(
            count_people(moves, lambda: connection, tell=tell), dict.fromkeys(enforced, _SIGNED_IN_LATER)
        )
    known = {move.id: Counted(move.uncounted() if move.group is None else None) for move in moves}
    wanted = [move for move in moves if move.is_counted and move.group is not None]
    counted, newcomers = asyncio.run(
        _read_step(wanted, enforced, connection=connection, tell=tell, full=bool(moves), freezes=freezes)
    )
    return CountedStep(known | counted, newcomers)


async def _read_step(
    wanted: Collection[WaveMove],
    enforced: Mapping[str, StateWave],
    *,
    connection: Connection,
    tell: Callable[[str], None],
    full: bool,
    freezes: Collection[Freeze],
) -> tuple[dict[str, Counted], dict[str, Newcomers | str]]:
    reading = shared_reading(connection)
    excluded = asyncio.create_task(_excluded(connection if wanted else None))
    moved = [asyncio.create_task(_count(move, reading, excluded=excluded)) for move in wanted]
    came = [
        asyncio.create_task(_newcomers(each, wave, connection=connection, full=full, freezes=freezes))
        for each, wave in enforced.items()
    ]
    try:
        _, pending = await asyncio.wait([*moved, *came], timeout=PATIENCE_SECONDS)
        if pending:
            tell("counting people and devices in the tenant ...")
        counted = dict(zip((move.id for move in wanted), await asyncio.gather(*moved), strict=True))
        return counted, dict(zip(enforced, await asyncio.gather(*came), strict=True))
    finally:
        await connection.close()


async def _newcomers(
    wave_id: str, wave: StateWave, *, connection: Connection, full: bool, freezes: Collection[Freeze]
) -> Newcomers | str:
    admission, group = wave.admission, wave.known_group()
    assert admission is not None
    try:
        counts = await own_groups(connection).people_in([group, admission.enforced_group])
        if None in counts:
            return "a group of the wave is gone"
        if not full and not admission.left_out and counts == [admission.listed, admission.admitted]:
            return Newcomers()
        found = await read_standing(
            await connection.client(),
            shared_reading(connection),
            wave=wave_id,
            group_id=group,
            enforced_id=admission.enforced_group,
            platforms=wave.platforms,
            excluded=admission.excluded,
            max_age_hours=FRESH_HOURS,
        )
        today = await connection.today()
    except GraphError as unread:
        return _unread(unread)
    if found.doubts:
        return "; ".join(found.doubts)
    decided = decide(
        found.standing,
        today=today,
        enters=False,
        days=admission.newcomer_days,
        by_hand=admission.digest not in (None, digest_of_members(ids_of(found.before_moving))),
        freezes=freezes,
    )
    return newcomers_of(decided, found.standing.losing)


def count_people(
    moves: Collection[WaveMove],
    connect: Callable[[], Connection],
    *,
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
    return known | asyncio.run(_read(wanted, connection, patience=patience, tell=tell, longest=longest))


async def _read(
    moves: Collection[WaveMove],
    connection: Connection,
    *,
    patience: float,
    tell: Callable[[str], None],
    longest: float,
) -> dict[str, Counted]:
    reading = TenantReading(connection)
    try:
        excluded = asyncio.create_task(_excluded(connection))
        tasks = [asyncio.create_task(_count(move, reading, excluded=excluded)) for move in moves]
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


async def _excluded(connection: Connection | None) -> Collection[str]:
    """The ids of the accounts that are never counted, looked up once for all waves; None where none moves."""
    if connection is None or not connection.excluded_names:
        return ()
    return (await resolve_names(await connection.client(), connection.excluded_names)).values()


async def _count(
    move: WaveMove, reading: TenantReading, *, excluded: asyncio.Task[Collection[str]]
) -> Counted:
    assert move.group is not None
    try:
        found = await reading.coverage(
            move.group, move.platforms, max_age_hours=FRESH_HOURS, excluded=await excluded
        )
        doubts = found.doubts(move.wave.size if move.wave else None)
        if doubts:
            return Counted("; ".join(doubts))
        told = None
        if move.after is Stage.ENFORCE:
            told = await reading.sign_ins(policy_name_of(move.title), found.people)
    except GraphError as unread:
        # The engine tells the whole of it, once, when its own reading fails.
        return Counted(_unread(unread))
    return Counted(found.count, told)


def _unread(failure: GraphError) -> str:
    answer = f"{failure.status or ''} {failure.code}".strip() or failure.message
    return f"{failure.about} could not be read ({answer})"
