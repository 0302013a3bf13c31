"""The grid fits the terminal that it is shown on."""

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
        console.print(grid_table(CAMPAIGN, SCHEDULE, period, width))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_a_wide_terminal_reads_the_stages_in_full() -> None:
    lines = _drawn(140, 4)
    assert lines[2].split() == [
        *["Limited", "pilot", "│", "announce", "│", "instruct", "│", "deadline", "│", "enforce"],
        *["│", "enforce"] * 4,
    ]


def test_a_narrow_one_reads_their_letters_and_what_they_mean() -> None:
    lines = _drawn(80, 4)
    assert all(len(line) <= 80 for line in lines)
    assert not any("…" in line for line in lines)
    assert lines[2].split() == [
        "Limited",
        "pilot",
        *["│", "A", "│", "I", "│", "D", "│", "E", "│", "E", "│", "E", "│", "E", "│", "E"],
    ]
    assert lines[-1].strip() == "A announce, I instruct, D deadline, E enforce"
