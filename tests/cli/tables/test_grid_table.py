"""The grid fits the terminal that it is shown on."""

from dataclasses import replace

from rich.console import Console

from intune_waves.campaign.schedule import schedule
from intune_waves.cli.tables.grid_table import grid_table
from intune_waves.declarations import load
from intune_waves.stack.home import PROJECT

CAMPAIGN = load(PROJECT / "waves")
SCHEDULE = schedule(CAMPAIGN)


def _drawn(width: int, period: int) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(grid_table(CAMPAIGN, SCHEDULE, period=period, width=width))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_a_wide_terminal_reads_the_stages_in_full() -> None:
    lines = _drawn(140, 4)
    assert lines[2].split() == [
        *["Limited", "pilot", "│", "announce", "│", "instruct", "│", "deadline", "│", "enforce"],
        *["│", "enforce"] * 4,
        *["│", "closed"],
    ]


def test_a_narrow_one_reads_their_letters_and_what_they_mean() -> None:
    lines = _drawn(80, 4)
    assert all(len(line) <= 80 for line in lines)
    assert not any("…" in line for line in lines)
    assert lines[2].split() == [
        "Limited",
        "pilot",
        *["│", "A", "│", "I", "│", "D", "│", "E", "│", "E", "│", "E", "│", "E", "│", "E"],
        *["│", "C"],
    ]
    assert lines[-1].strip() == "A announce, I instruct, D deadline, E enforce, C closed"


def test_the_last_column_is_the_period_that_closes_the_campaign_and_idle_ones_are_left_out() -> None:
    assert [each.strip() for each in _drawn(140, 4)[0].split("┃")[-2:]] == ["P8", "P12"]
    assert [each.strip() for each in _drawn(140, 10)[0].split("┃")[-3:]] == ["P8", ">P10<", "P12"]


def test_a_campaign_that_nobody_closes_ends_with_its_last_wave() -> None:
    endless = replace(CAMPAIGN, closing=None)
    console = Console(width=140, color_system=None)
    with console.capture() as captured:
        console.print(grid_table(endless, SCHEDULE, period=4, width=140))
    assert captured.get().splitlines()[0].rstrip().endswith("P8")
