"""The campaign as a grid, for a terminal: which wave is in which stage in which period."""

from rich.table import Table

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.closing import is_closed, last_period
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.report.grid_groups import group_title, groups

_CLOSED = "closed"
"""What stands for a stage once one policy is for everybody."""
_STYLES = {
    Stage.ANNOUNCE.value: "cyan",
    Stage.INSTRUCT.value: "blue",
    Stage.DEADLINE.value: "yellow",
    Stage.ENFORCE.value: "bold green",
    _CLOSED: "bold magenta",
}
_CELL = len("announce") + 3


def grid_table(campaign: Campaign, schedule: Schedule, *, period: int, width: int) -> Table:
    """A row for each wave, a column for each period up to the last, with `period` marked.

    The last is the one that closes the campaign; what lies between it and the last wave's enforcement moves
    nobody, and is left out. Where `width` characters are too few for the stages' names, their first letters
    stand for them.
    """
    columns = _columns(campaign, schedule, period=period)
    titles = max((len(wave.title) for wave in campaign.waves), default=0)
    letters = titles + len(columns) * _CELL > width
    names = "A announce, I instruct, D deadline, E enforce"
    if is_closed(campaign, schedule, period=columns[-1]):
        names += ", C closed"
    caption = names if letters else None
    table = Table(show_edge=False, pad_edge=False, header_style="bold", caption=caption)
    table.add_column("wave", no_wrap=True)
    for column in columns:
        table.add_column(
            f"[reverse]>P{column}<[/reverse]" if column == period else f"P{column}", no_wrap=True
        )
    closed = [is_closed(campaign, schedule, period=each) for each in columns]
    waves = [campaign.wave(wave_id) for wave_id in schedule.order]
    stages = [
        tuple(
            _CLOSED if over else schedule.stage(wave.id, each).value
            for each, over in zip(columns, closed, strict=True)
        )
        for wave in waves
    ]
    for positions in groups(stages, [wave.part_of for wave in waves]):
        first = positions[0]
        cells = [
            _cell(stage, reached=each <= period, letters=letters)
            for each, stage in zip(columns, stages[first], strict=True)
        ]
        table.add_row(group_title([waves[each].title for each in positions], waves[first].part_of), *cells)
    return table


def _columns(campaign: Campaign, schedule: Schedule, *, period: int) -> list[int]:
    moving = range(1, schedule.last_period + 1)
    return sorted({1, *moving, max(period, 1), max(last_period(campaign, schedule), 1)})


def _cell(text: str, *, reached: bool, letters: bool) -> str:
    if text == Stage.PLANNED.value:
        return "[dim]·[/dim]"
    shown = text[0].upper() if letters else text
    return f"[{_STYLES[text]}]{shown}[/]" if reached else f"[dim]{shown}[/]"
