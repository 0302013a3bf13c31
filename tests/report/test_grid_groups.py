"""A grid of many waves: those alike are one line, and page and comment keep their limits."""

from dataclasses import replace
from pathlib import Path

import pytest

from intune_waves.campaign.schedule import schedule
from intune_waves.declarations import load
from intune_waves.report.grid_groups import MOST_LINES, group_title, groups, shown_lines
from intune_waves.report.renderers.comment import LARGEST
from intune_waves.report.renderers.markdown import markdown
from intune_waves.report.renderers.page import page
from intune_waves.report.rows import Cell, WaveLine
from tools.benchmarks.report import full_report

HUNDRED = Path(__file__).parents[2] / "examples" / "hundred-sites" / "waves"
LARGEST_PAGE = 1_500_000


def line(number: int, start: int, *, part: str | None = None, people: int | None = 10) -> WaveLine:
    """A wave of four periods that is announced in `start`."""
    cells = tuple(Cell("announce" if each >= start else "planned", each == start) for each in range(4))
    return WaveLine(
        f"w{number}", f"Wave {number}", people, "", start, enforced_from=start + 3, cells=cells, part_of=part
    )


def test_few_waves_have_a_line_each() -> None:
    lines = [line(number, 1) for number in range(MOST_LINES)]
    assert shown_lines(lines) == tuple(lines)


def test_of_many_those_alike_are_one_line() -> None:
    shown = shown_lines([line(number, number % 3) for number in range(30)])
    assert [(each.title, each.people) for each in shown] == [
        ("Wave 0 and 9 more", 100),
        ("Wave 1 and 9 more", 100),
        ("Wave 2 and 9 more", 100),
    ]
    assert [each.cells for each in shown] == [line(0, start).cells for start in range(3)]


def test_a_part_stays_together_and_is_named() -> None:
    parts = ("Europe", "America")
    shown = shown_lines([line(number, number % 4, part=parts[number % 2]) for number in range(40)])
    assert [each.title for each in shown] == ["Europe: 10 waves"] * 2 + ["America: 10 waves"] * 2


def test_who_is_behind_the_others_stands_alone() -> None:
    """As observed in the state: a wave that is not where the schedule has it is no part of a line."""
    lines = [replace(line(number, 1), observed="announce") for number in range(30)]
    lines[7] = replace(lines[7], observed="planned")
    assert [each.title for each in shown_lines(lines)] == ["Wave 0 and 28 more", "Wave 7"]


def test_a_number_that_is_not_known_is_not_known_of_all() -> None:
    lines = [line(number, 1, people=None if number == 3 else 10) for number in range(30)]
    assert [each.people for each in shown_lines(lines)] == [None]


@pytest.mark.parametrize("count", [1, MOST_LINES, MOST_LINES + 1, 90])
def test_each_wave_is_in_one_line(count: int) -> None:
    keys = [number % 7 for number in range(count)]
    parts = [None if number % 5 else f"part {number % 2}" for number in range(count)]
    found = groups(keys, parts)
    assert sorted(each for positions in found for each in positions) == list(range(count))
    assert all(len({(keys[each], parts[each]) for each in positions}) == 1 for positions in found)


def test_one_wave_keeps_its_title() -> None:
    assert group_title(["Site 01"], "Europe") == "Site 01"


def test_page_and_comment_of_a_hundred_waves_keep_their_limits() -> None:
    campaign = load(HUNDRED)
    report = full_report(HUNDRED)
    assert len(campaign.waves) == 100
    drawn = shown_lines(report.grid.lines)
    assert len(drawn) <= len({schedule(campaign).starts[each.id] for each in campaign.waves})
    assert sum(each.people or 0 for each in drawn) == sum(each.people or 0 for each in report.grid.lines)
    html = page(report)
    assert len(html.encode()) < LARGEST_PAGE
    assert all(wave.title in html for wave in campaign.waves)
    assert len(markdown(report)) < LARGEST
