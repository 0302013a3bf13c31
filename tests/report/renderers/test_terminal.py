"""The terminal's tables say what the page says."""

from io import StringIO

import pytest
from rich.console import Console

from intune_waves.report.renderers.terminal import print_report
from tests.report import campaigns
from tests.report.build import report


def _shown(width: int = 140, **changes: object) -> str:
    written = StringIO()
    print_report(report(**changes), Console(file=written, highlight=False, width=width))  # type: ignore[arg-type]
    return written.getvalue()


def test_the_terminal_begins_with_what_happens_next() -> None:
    lines = _shown().splitlines()
    assert lines[:5] == [
        "Adatum moves to Intune",
        "Period 5 of 7 is in force. Today is day 4 of 14.",
        "",
        "Period 6 from 22 March: 2,000 people are enforced, 37 of them would lose all access.",
        "6,000 people are given the date.",
    ]
    grid = next(line for line in lines if line.startswith("Tech-savvy "))
    assert [cell.strip() for cell in grid.split("│")][1:5] == ["·", "announce", "instruct", "instruct*"]
    assert "Drift: not checked." in lines


def test_a_narrow_terminal_gets_letters() -> None:
    text = _shown(80)
    assert "A announce, I instruct, D deadline, E enforce, * held" in text
    assert max(map(len, text.partition("\nCoverage")[0].splitlines()[9:])) <= 80


def test_the_terminal_says_what_is_in_the_way() -> None:
    text = _shown(**campaigns.EVERYTHING | {"unread": ("coverage was not read: the tenant did not answer",)})
    assert "Not read: coverage was not read: the tenant did not answer" in text
    assert "Early enforcement: enabled" in text


def test_markup_in_a_title_is_no_style(capsys: pytest.CaptureFixture[str]) -> None:
    print_report(campaigns.hostile(), Console(highlight=False, width=200))
    assert "<script>window.harmed" in capsys.readouterr().out
