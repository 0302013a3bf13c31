"""Everything that a report can be made from, read as far as it can be: what cannot becomes a reason."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from intune_waves.campaign.calendar import parse_period
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import PeriodError
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.declarations import DeclarationError, load
from intune_waves.messages.sending.ledger import ledger_of
from intune_waves.messages.sending.message_effects import read_effects
from intune_waves.rehearsal import Rehearsed
from intune_waves.report.drift_reading import read_drift
from intune_waves.report.sources import Sources
from intune_waves.stack.home import PROJECT, RuntimeHome
from intune_waves.stack.people.people_count import CountedStep, count_step, staying_enforced
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack import Stack
from intune_waves.stack.stack_file import StackFile
from intune_waves.stack.wave_moves import wave_moves
from intune_waves.step.meaning import Counted
from intune_waves.step.wave_move import WaveMove
from tools.installation.errors import SetupError


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report was asked to be made from."""

    folder: Path
    stack: str
    home: RuntimeHome
    rehearse: Callable[[Campaign], Rehearsed]
    """Rehearses every period, on exports where they were given."""
    offline: bool = False
    today: date | None = None
    drift: Path | None = None
    counted: CountedStep | None = None
    """Whom the next period concerns, where they have been counted already."""


def read_sources(asked: Asked) -> Sources:
    """Read all of it. Raises RefusedError for declarations, exports, assumptions and drift that are wrong.

    Engine, state and tenant are another matter: without them the report says what it lacks.
    """
    try:
        campaign = load(asked.folder)
    except DeclarationError as refused:
        raise RefusedError(str(refused)) from None
    rehearsed = asked.rehearse(campaign)
    sources = Sources(
        campaign=campaign,
        schedule=schedule(campaign),
        today=asked.today or datetime.now(UTC).date(),
        made=datetime.now(UTC),
        rehearsal=rehearsed.rehearsal,
        rehearsal_basis=rehearsed.basis,
        remarks=(*rehearsed.rehearsal.remarks, *rehearsed.notes),
    )
    if asked.drift:
        sources = replace(sources, drift=read_drift(asked.drift))
    sources = replace(sources, asked_period=_asked_period(asked))
    return sources if asked.offline else _with_stack(sources, asked)


def _asked_period(asked: Asked) -> int | None:
    try:
        return parse_period(StackFile.read(PROJECT, asked.stack).period)
    except (RefusedError, PeriodError):
        return None


def _with_stack(sources: Sources, asked: Asked) -> Sources:
    """With the stack's state, and with what the tenant says, each as far as it can be had."""
    try:
        stack, unconnected = Stack.open_to_read(asked.stack, asked.home)
        state = stack.state
    except (RefusedError, SetupError, OSError) as unread:
        return replace(sources, unread=(f"the state was not read: {_first_line(unread)}",))
    found = replace(sources, state=state)
    if state.period is None:
        found = replace(found, remarks=(*found.remarks, f"stack {stack.name}: no campaign was applied yet"))
    if state.pending:
        found = replace(found, unread=("a run is under way or was interrupted: the state is of its middle",))
    if unconnected:
        reason = f"coverage was not read: {unconnected}"
        return replace(found, unread=(*found.unread, reason))
    return _with_tenant(found, asked, stack=stack)


def _with_tenant(sources: Sources, asked: Asked, *, stack: Stack) -> Sources:
    sources = replace(sources, today=asked.today or stack.today())
    state, period = stack.state, sources.period + 1
    moves = [
        *wave_moves(sources.campaign, sources.schedule, period=period, stop=state.stop, state=state.waves)
    ]
    counted = asked.counted
    if counted is None or not counted.moves.keys() >= {move.id for move in moves}:
        stages = stages_in_force(sources.schedule, period, stopped=state.stop is not None)
        campaign = sources.campaign
        tenant = partial(stack.tenant, campaign.device_evidence, excluded=campaign.excluded_accounts)
        enforced, freezes = staying_enforced(stages, state.waves), sources.campaign.calendar.freezes
        counted = count_step(moves, enforced, connect=tenant, freezes=freezes)
    unread = [*uncounted(moves, counted.moves), *_newcomers_unread(sources.campaign, counted)]
    found = replace(
        sources,
        counted=counted.moves,
        newcomers=counted.newcomers,
        unread=(*sources.unread, *unread),
    )
    return _with_effects(found, asked, stack=stack)


def _with_effects(sources: Sources, asked: Asked, *, stack: Stack) -> Sources:
    """With who has enrolled since when."""
    connection = stack.tenant()
    unread = "who enrolled when was not read"
    if connection.environment.get("INTUNE_CREDENTIAL") == "device-code":
        reason = f"{unread}: a report asks nobody to sign in by a code"
        return replace(sources, unread=(*sources.unread, reason))
    try:
        found = read_effects(
            sources.campaign,
            sources.schedule,
            waves=stack.state.waves,
            connection=connection,
            period=sources.period,
            today=sources.today,
            ledger=ledger_of(asked.home, asked.stack),
        )
    except RefusedError as refused:
        return replace(sources, unread=(*sources.unread, f"{unread}: {_first_line(refused)}"))
    doubts = [
        f"the enrollment of {_title(sources.campaign, wave_id)} is not to be trusted: {'; '.join(why)}"
        for wave_id, why in found.doubts.items()
    ]
    return replace(
        sources,
        enrollments=found.enrollments,
        effects=found.messages,
        unread=(*sources.unread, *doubts),
    )


def uncounted(moves: Sequence[WaveMove], counted: Mapping[str, Counted]) -> Iterator[str]:
    """Why a wave that has begun could not be counted; one that has not has nobody to count yet."""
    for move in moves:
        people = counted[move.id].people
        if move.group is not None and isinstance(people, str):
            yield f"{move.title} was not counted in the tenant: {people}"


def _newcomers_unread(campaign: Campaign, counted: CountedStep) -> Iterator[str]:
    for wave_id, why in counted.newcomers.items():
        if isinstance(why, str):
            yield f"the newcomers of {_title(campaign, wave_id)} were not counted: {why}"


def _title(campaign: Campaign, wave_id: str) -> str:
    return next((wave.title for wave in campaign.waves if wave.id == wave_id), wave_id)


def _first_line(error: BaseException) -> str:
    said = str(error).strip().splitlines() or [type(error).__name__]
    return said[0].rstrip(".")
