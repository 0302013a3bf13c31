"""What a period means to people, said before the engine says what it means to resources."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import closing_meaning, is_closed, kept_open_by
from intune_waves.campaign.errors import PeriodError, StopError
from intune_waves.campaign.period import parse_period
from intune_waves.campaign.schedule import schedule as schedule_of
from intune_waves.campaign.stop import parse_stop
from intune_waves.cli.tables.console import wide_console
from intune_waves.cli.tables.grid_table import grid_table
from intune_waves.stack.engine_run import Stack, read_state
from intune_waves.stack.people_count import count_people
from intune_waves.stack.wave_moves import WaveMove, wave_moves
from intune_waves.step.meaning import Counted, meaning

if TYPE_CHECKING:
    from intune_waves.observing.connection import Connection

STOP_KEY = "intune-waves:stop"


def show_people(
    stack: Stack,
    campaign: Campaign,
    period: int | None = None,
    arguments: Sequence[str] = (),
    counted: Mapping[str, Counted] | None = None,
) -> None:
    """Print the grid with the period marked, and for each wave that moves what that means to its people.

    The stages before the step are those of the stack's state. With --json among the engine's arguments all
    of it goes to standard error. People are counted unless `counted` has them already. A period or a stop
    that is none is left to the program to refuse.
    """
    try:
        asked, stop = asked_of(stack, period)
    except (PeriodError, StopError):
        return
    console = wide_console(aside="--json" in arguments or "-j" in arguments)
    schedule = schedule_of(campaign)
    state = read_state(stack)
    moves = list(wave_moves(campaign, schedule, asked, stop, state.waves))
    console.print(grid_table(campaign, schedule, asked, console.width))
    console.print()
    if stop:
        console.print(f"[bold]The campaign is stopped[/bold]: {escape(stop)}", soft_wrap=True)
    known = count_people(moves, lambda: connection_of(stack)) if counted is None else counted
    for line in sentences(moves, known):
        console.print(escape(line), soft_wrap=True)
    if not moves:
        console.print(f"Period {asked} moves no wave.")
    closed = is_closed(campaign, schedule, asked)
    if closing := closing_meaning(state.closed, closed, stopped=stop is not None):
        console.print(closing, soft_wrap=True)
    for wave_id in kept_open_by(campaign, schedule, asked):
        console.print(f"The campaign stays open, because {wave_id} is not enforced.", soft_wrap=True)
    console.print()


def asked_of(stack: Stack, period: int | None) -> tuple[int, str | None]:
    """The period that a run would see, the file's unless one is named, and why the campaign is stopped.

    Raises PeriodError and StopError for what is none.
    """
    return (
        parse_period(stack.file.period) if period is None else period,
        parse_stop(_text(stack.file.config().get(STOP_KEY))),
    )


def sentences(moves: Sequence[WaveMove], counted: Mapping[str, Counted]) -> Iterator[str]:
    """What each step means, in the order of the moves."""
    for move in moves:
        found = counted[move.id]
        thresholds = move.wave.thresholds.get(move.after) if move.wave else None
        yield meaning(
            move.title,
            move.before,
            move.after,
            found.people,
            needs=thresholds.coverage if thresholds else None,
            sign_ins=found.sign_ins,
            grace_ends=move.grace_ends,
        )


def connection_of(stack: Stack) -> "Connection":
    """A connection as the intune provider has it: with the stack's own settings laid over the environment."""
    from intune_waves.observing.connection import Connection
    from intune_waves.provider.protocol.settings import environment_with

    prefix = "intune:"
    settings = {
        key.removeprefix(prefix): value
        for key, value in stack.file.config().items()
        if key.startswith(prefix) and isinstance(value, str)
    }
    return Connection(environment_with(settings, stack.environment))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
