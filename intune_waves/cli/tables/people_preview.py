"""What a period means to people, said before the engine says what it means to resources."""

from collections.abc import Sequence
from functools import partial

from rich.markup import escape

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import closing_meaning, is_closed, kept_open_by
from intune_waves.campaign.errors import PeriodError, StopError
from intune_waves.campaign.schedule import schedule as schedule_of
from intune_waves.cli.tables.console import wide_console
from intune_waves.cli.tables.grid_table import grid_table
from intune_waves.messages.due import reminders_told
from intune_waves.stack.people.people_count import CountedStep, count_people
from intune_waves.stack.stack import Stack
from intune_waves.stack.wave_moves import sentences, wave_moves


def show_people(
    stack: Stack,
    campaign: Campaign,
    *,
    period: int | None = None,
    arguments: Sequence[str] = (),
    counted: CountedStep | None = None,
) -> None:
    """Print the grid with the period marked, and for each wave that moves what that means to its people.

    The stages before the step are those of the stack's state. With --json among the engine's arguments all
    of it goes to standard error. People are counted unless `counted` has them already. A period or a stop
    that is none is left to the program to refuse.
    """
    try:
        asked, stop = stack.asked(period)
    except (PeriodError, StopError):
        return
    console = wide_console(aside="--json" in arguments or "-j" in arguments)
    schedule = schedule_of(campaign)
    moves = list(wave_moves(campaign, schedule, period=asked, stop=stop, state=stack.state.waves))
    console.print(grid_table(campaign, schedule, period=asked, width=console.width))
    console.print()
    if stop:
        console.print(f"[bold]The campaign is stopped[/bold]: {escape(stop)}", soft_wrap=True)
    # Newcomers, and whom the one policy leaves out, are told by the provider, in plain previews too.
    tenant = partial(stack.tenant, campaign.device_evidence, excluded=campaign.excluded_accounts)
    known = count_people(moves, tenant) if counted is None else counted.moves
    for line in sentences(moves, known):
        console.print(escape(line), soft_wrap=True)
    for line in reminders_told(campaign, moves, counted=known, period=asked):
        console.print(escape(line), soft_wrap=True)
    if moved := campaign.calendar.moved_by(asked):
        day = campaign.calendar.start_of(asked)
        after = f"Period {asked} begins on {day}, after a freeze: {moved.reason}"
        console.print(escape(after), soft_wrap=True)
    if not moves:
        console.print(f"Period {asked} moves no wave.")
    closed = is_closed(campaign, schedule, period=asked)
    if closing := closing_meaning(stack.state.closed, closed, stopped=stop is not None):
        console.print(closing, soft_wrap=True)
    for wave_id in kept_open_by(campaign, schedule, period=asked):
        console.print(f"The campaign stays open, because {wave_id} is not enforced.", soft_wrap=True)
    console.print()
