"""Markdown for a pull request: summary and grid first, never longer than it may be, nobody's name."""

import re
from itertools import pairwise

import pytest

from intune_waves.report.renderers.markdown import Section, markdown
from tests.report import campaigns
from tests.report.build import report


def test_the_summary_and_the_grid_come_first() -> None:
    text = markdown(report())
    assert text.startswith(
        "# Adatum moves to Intune\n\n"
        "**Period 6 from 22 March: 2,000 people are enforced, 37 of them would lose all access.**\n"
        "6,000 people are given the date.\n\n"
        "Period 5 of 7 is in force. Today is day 4 of 14.\n"
    )
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Waves and periods",
        "What period 6 moves",
        "Coverage",
        "Gates",
        "Holds and overrides",
        "All periods, rehearsed",
        "Budgets",
    ]
    assert "| Tech-savvy | 2,000 | · | A | I | I\\* | D | E | E |" in text
    assert "| wave | people | 1 | 2 | 3 | 4 | **5** | 6 | 7 |" in text


def test_what_does_not_fit_is_left_out_whole_and_named() -> None:
    whole = markdown(report())
    for limit in range(1000, len(whole) + 50, 37):
        text = markdown(report(), limit)
        assert len(text) <= limit
        shown = re.findall(r"^## (.*)$", text, re.MULTILINE)
        named = text.rpartition("characters: ")[2].partition(". `")[0]
        for section in re.findall(r"^## (.*)$", whole, re.MULTILINE):
            assert (section in shown) != (f"{section} (" in named)
    assert markdown(report(), len(whole) + 500) == whole


def test_the_remainder_says_how_much_it_is() -> None:
    last = markdown(report(), 1500).splitlines()[-1]
    assert last == (
        "*Left out to stay within 1,500 characters: What period 6 moves (2 waves), "
        "Holds and overrides (2 decisions), All periods, rehearsed (7 periods), Budgets (2 budgets). "
        "`./migrate report` shows everything.*"
    )


def test_a_limit_without_room_for_the_summary_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="999 characters are too few; at least 1000"):
        markdown(report(), 999)


@pytest.mark.parametrize("limit", [1000, 5000, 60_000])
def test_no_campaign_makes_it_longer(limit: int) -> None:
    for made in (campaigns.hostile(), campaigns.large()):
        assert len(markdown(made, limit)) <= limit


def test_other_sections_stand_behind_the_grid() -> None:
    text = markdown(report(), added=[Section("The plan", "digest: 0b1c", "1 digest")])
    assert re.findall(r"^## (.*)$", text, re.MULTILINE)[:2] == ["Waves and periods", "The plan"]


def test_nobody_is_named() -> None:
    text = markdown(report(**campaigns.EVERYTHING))
    assert "The helpdesk moves." in text
    assert "Vance" not in text
    assert "Wilber" not in text


def test_what_people_wrote_is_no_markup() -> None:
    text = markdown(campaigns.hostile())
    assert "<script" not in text
    assert "<img" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) > 40
    for heading, dashes in pairwise(rows):
        if set(dashes) <= set("|- "):
            assert heading.count("|") == dashes.count("|")
