"""The report tells when the campaign closes, and what must be so before."""

from datetime import date

from intune_waves.report.renderers.grid_drawing import draw_grid
from intune_waves.report.renderers.markdown import markdown
from intune_waves.report.renderers.page import page
from intune_waves.report.rows import Report
from intune_waves.report.tenant_rows import ChecklistRow
from intune_waves.stack.stack_state import StackState
from tests.report import build
from tests.report.build import CLOSING, exported


def _report(**changes: object) -> Report:
    return build.report(build.campaign(closing=CLOSING), **changes)


def test_the_checklist_says_who_tells_of_each_item() -> None:
    closing = _report().closing
    assert closing
    assert (closing.period, closing.first_day) == (9, date(2027, 5, 3))
    assert closing.checklist == (
        ChecklistRow("The connector is off", "the tenant: connectors", None),
        ChecklistRow("The subscription is ended", "a person", date(2027, 3, 1), "Alex Wilber"),
    )
    assert build.report().closing is None


def test_the_grid_goes_on_to_the_period_that_closes_it() -> None:
    made = _report()
    assert [column.number for column in made.grid.columns if column.closes] == [9]
    assert made.grid.columns[-1].number == 9
    assert draw_grid(made).columns[-1].closes
    assert made.place.sentence == "Period 5 of 9 is in force. Today is day 4 of 14."


def test_closing_is_the_headline_of_its_period() -> None:
    upcoming = _report(state=None, asked_period=8).upcoming
    assert upcoming.headline == (
        "Period 9 from 3 May: the campaign closes: one policy asks everybody for a compliant device, "
        "in place of the waves'."
    )
    assert upcoming.others == ("Nobody's access changes.",)
    stopped = _report(state=StackState.read(exported(8, stop="Sign-ins fail."))).upcoming
    assert stopped.headline.startswith("Period 9 from 3 May: the campaign closes while it is stopped")


def test_the_page_shows_the_checklist_and_markdown_names_nobody() -> None:
    html, text = page(_report()), markdown(_report())
    assert '<h2 id="retire-h">Closing the campaign</h2>' in html
    assert "<bdi>Alex Wilber</bdi>" in html
    assert "| The subscription is ended | a person | said to be done on 2027-03-01 |" in text
    assert "Wilber" not in text
