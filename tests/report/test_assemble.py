"""A report says where the campaign stands, as well as that is known, and who says so."""

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from intune_waves.report.renderers.grid_drawing import draw_grid
from intune_waves.report.renderers.markdown import markdown
from intune_waves.report.renderers.page import page
from intune_waves.report.rows import AppliedRow, BudgetRow, ChecklistRow, Report
from intune_waves.stack.stack_state import StackState
from tests.campaign import build as migration_build
from tests.report import build
from tests.report.build import CLOSING, exported, gate, report, sources


def test_the_state_says_which_period_is_in_force_and_since_when() -> None:
    place = report().place
    assert (place.period, place.basis, place.period_today) == (5, "state", 5)
    assert place.sentence == "Period 5 of 7 is in force. Today is day 4 of 14."
    assert (place.since, place.effective) == ("2027-03-08 09:30 UTC", "2027-03-09 09:30 UTC")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"state": None, "asked_period": 3},
            "Period 3 of 7, as the stack's file has it; what is in force was not read. "
            "By the calendar period 5 has begun on 8 March 2027.",
        ),
        (
            {"state": None},
            "Period 5 of 7, as the calendar has it; what is in force was not read. Today is day 4 of 14.",
        ),
        (
            {"state": StackState.read({}), "today": date(2027, 1, 10)},
            "The campaign has not begun. Period 1 begins in 1 day.",
        ),
        (
            {"today": date(2027, 6, 1)},
            "Period 5 of 7 is in force. By the calendar the last period is over.",
        ),
    ],
)
def test_without_a_state_it_says_what_it_goes_by(changes: dict[str, Any], sentence: str) -> None:
    assert report(**changes).place.sentence == sentence


def test_a_stop_is_told() -> None:
    stopped = report(state=StackState.read(exported(stop="Sign-ins fail.")))
    assert stopped.place.stop == "Sign-ins fail."
    assert stopped.upcoming.headline == "Period 6 from 22 March: 1 wave goes back."
    assert [(step.wave, step.after) for step in stopped.upcoming.steps] == [
        ("limited-pilot", "deadline"),
        ("all-regions", "deadline"),
    ]


def test_waves_that_a_run_has_left_behind_are_told() -> None:
    assert report().unscheduled == ()
    behind = exported()
    behind["deployment"]["resources"][2:4] = [gate("tech-savvy", "instruct", 3)]
    assert report(state=StackState.read(behind)).unscheduled == (
        "Tech-savvy is in instruct, scheduled in deadline",
        "All regions is in planned, scheduled in instruct",
    )
    stopped = exported(stop="Sign-ins fail.")
    assert report(state=StackState.read(stopped)).unscheduled == (
        "Limited pilot is in enforce, scheduled in deadline",
    )
    assert report(state=None).unscheduled == ()


def test_people_are_counted_by_the_best_that_is_known() -> None:
    basis = {line.wave: (line.people, line.people_basis) for line in report().grid.lines}
    assert basis == {
        "limited-pilot": (50, "counted by its gate"),
        "tech-savvy": (2000, "counted in the tenant"),
        "all-regions": (6000, "declared"),
    }
    assert sources(counted={}).headcount("tech-savvy") == (1990, "in the wave's group")
    unknown = build.campaign()
    unknown = migration_build.campaign(migration_build.wave())
    assert sources(unknown, state=None).headcount("limited-pilot") == (None, "not known")
    assert report(unknown, state=None).people is None


def test_applied_and_effective_times_and_budgets_come_from_the_state() -> None:
    made = report()
    assert made.applied[0] == AppliedRow("Period 5 in force", "2027-03-08 09:30 UTC", "2027-03-09 09:30 UTC")
    assert made.applied[1].what == "Limited pilot: last change"
    assert made.applied[1].applied == "2027-03-08 09:31 UTC"
    assert made.budgets == (
        BudgetRow("Conditional access policies", 1, 240, 3, 4),
        BudgetRow("Enrollment restrictions", 3, 25, 2, 2),
    )
    assert report(state=None).applied == ()
    assert [each.now for each in report(state=None).budgets] == [None, None]


def test_a_state_of_any_shape_is_read_as_far_as_it_goes() -> None:
    for broken in (
        {},
        {"deployment": None},
        {"deployment": {"resources": [None, 3, {"type": "intune:index:Campaign"}]}},
        {"deployment": {"resources": [{"type": "intune:index:StageGate", "inputs": {"stage": "?"}}]}},
        {"deployment": {"resources": [{"type": "intune:index:Campaign", "outputs": {"since": "soon"}}]}},
    ):
        read = StackState.read(broken)
        assert (read.period, read.since, read.waves) == (None, None, {})
        assert report(state=read).place.period == 0


def test_nobody_is_named_but_who_decided() -> None:
    text = str(asdict(report()))
    assert "adatum.com" not in text
    assert "Adele Vance" in text


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
