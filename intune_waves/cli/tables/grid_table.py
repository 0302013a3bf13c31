"""The campaign as a grid, for a terminal: which wave is in which stage in which period."""

from rich.table import Table

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage

_STYLES = {
    Stage.PLANNED: "dim",
    Stage.ANNOUNCE: "cyan",
    Stage.INSTRUCT: "blue",
    Stage.DEADLINE: "yellow",
    Stage.ENFORCE: "bold green",
}
_CELL = len("announce") + 3


def grid_table(campaign: Campaign, schedule: Schedule, period: int, width: int) -> Table:
    """A row for each wave, a column for each period up to the last, with `period` marked.

    Where `width` characters are too few for the stages' names, their first letters stand for them.
    """
    columns = range(1, max(schedule.last_period, period) + 1)
    titles = max((len(wave.title) for wave in campaign.waves), default=0)
    letters = titles + len(columns) * _CELL > width
    caption = "A announce, I instruct, D deadline, E enforce" if letters else None
    table = Table(show_edge=False, pad_edge=False, header_style="bold", caption=caption)
    table.add_column("wave", no_wrap=True)
    for column in columns:
        table.add_column(
            f"[reverse]>P{column}<[/reverse]" if column == period else f"P{column}", no_wrap=True
        )
    for wave_id in schedule.order:
        cells = [_cell(schedule.stage(wave_id, each), each <= period, letters) for each in columns]
        table.add_row(campaign.wave(wave_id).title, *cells)
    return table


def _cell(stage: Stage, reached: bool, letters: bool) -> str:
    if stage is Stage.PLANNED:
        return "[dim]·[/dim]"
    text = stage.value[0].upper() if letters else stage.value
    return f"[{_STYLES[stage]}]{text}[/]" if reached else f"[dim]{text}[/]"
