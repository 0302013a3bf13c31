"""Gates with their evidence, gates ahead, holds and overrides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intune_waves.campaign.closing import Closing
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Thresholds
from intune_waves.report.decisions import asks
from intune_waves.report.renderers.json_text import json_text
from intune_waves.report.renderers.markdown import markdown
from intune_waves.report.renderers.page import page
from intune_waves.report.rows import Report, StepRow
from intune_waves.stack.stack_state import StackState
from intune_waves.step.meaning import Counted, PeopleCount
from intune_waves.step.newcomers import Newcomers
from tests.report.build import ADMISSION, EVIDENCE, campaign, exported, gate, report, wave


def test_a_gate_that_judged_shows_what_it_rested_on() -> None:
    (row,) = report().gates
    assert (row.title, row.stage, row.period, row.verdict) == ("Limited-Pilot", "enforce", 4, "passed")
    assert row.findings == "48 of 50 covered (96 %, needs 90 %)"
    assert row.read_at == "2027-02-22 08:00 UTC"
    assert row.figures == (("people", 50), ("covered", 48), ("never enrolled", 2), ("newly blocked", 2))
    assert row.overridden == ""


def test_an_override_that_passed_a_gate_is_named_by_its_threshold_alone() -> None:
    state = exported(7)
    passed = {**EVIDENCE, "overrides": "enforce.coverage by Alex Wilber until period 7: on leave"}
    state["deployment"]["resources"][3] = gate("all-regions", "enforce", 7, **passed)
    row = report(state=StackState.read(state)).gates[-1]
    assert row.overridden == "enforce.coverage"
    assert "Alex" not in str(row)


def test_gates_ahead_come_in_the_order_of_their_periods() -> None:
    ahead = [(each.wave, each.period, each.asks, each.rehearsed) for each in report().gates_ahead]
    assert ahead == [
        ("tech-savvy", 6, "90 % covered", "would pass"),
        ("all-regions", 7, "90 % covered", "would pass"),
    ]


def test_a_gate_that_would_not_pass_on_paper_says_so() -> None:
    strict = campaign(wave("limited-pilot", thresholds={Stage.ENFORCE: Thresholds(coverage=99)}))
    (row,) = report(strict, state=None, asked_period=1).gates_ahead
    assert (row.period, row.asks, row.rehearsed) == (4, "99 % covered", "would not pass")
    assert report(strict, state=None, asked_period=1, rehearsal=None).gates_ahead[0].rehearsed == (
        "not rehearsed"
    )


def test_every_threshold_is_said_in_words() -> None:
    every = Thresholds(coverage=90, soak=2, failed_enrollments=2.5, newly_blocked=10, newly_asked=300)
    assert asks(every) == (
        "90 % covered, 2 periods in the stage before, at most 2.5 % of enrollments failed, "
        "at most 10 people newly blocked, at most 300 people newly asked"
    )


def test_holds_and_overrides_say_whether_they_count_now() -> None:
    assert [(each.wave, each.reason, each.active) for each in report().holds] == [
        ("tech-savvy", "The helpdesk moves.", False)
    ]
    held = report(state=None, asked_period=4)
    assert [each.active for each in held.holds] == [True]
    assert [(each.gate, each.until, each.active) for each in report().overrides] == [
        ("enforce.coverage", 7, True)
    ]
    assert not report(state=None, asked_period=8).overrides[0].active


def _step(covered: int, **thresholds: float) -> StepRow:
    """Tech-savvy's step from deadline, entered in period 5, to enforce in period 6."""
    asked = {Stage.ENFORCE: Thresholds(**thresholds)}  # type: ignore[arg-type]  # soak is a whole number here
    declared = campaign(*(wave(w.id, start=w.start, thresholds=asked) for w in campaign().waves))
    made = report(declared, counted={"tech-savvy": Counted(PeopleCount(100, covered, 100 - covered))})
    return next(step for step in made.upcoming.steps if step.wave == "tech-savvy")


@pytest.mark.parametrize(
    ("covered", "thresholds", "gate"),
    [
        (90, {"coverage": 90}, "would pass"),
        (89, {"coverage": 90}, "would not pass: 89 of 100 covered (89 %, needs 90 %)"),
        (95, {"newly_blocked": 4}, "would not pass: 5 people would lose all access (at most 4)"),
        (95, {"soak": 2}, "would not pass: 1 period in the stage before (needs 2)"),
        (95, {"failed_enrollments": 1}, ""),
        (95, {}, ""),
    ],
)
def test_it_is_judged_as_the_gate_judges(covered: int, thresholds: dict[str, float], gate: str) -> None:
    assert _step(covered, **thresholds).gate == gate


def test_a_gate_that_would_not_pass_is_told_up_front() -> None:
    low = report(counted={"tech-savvy": Counted(PeopleCount(2000, 1789, 192, 19))}).upcoming
    assert (
        low.headline
        == "Period 6 from 22 March: 2,000 people are enforced, 211 of them would lose all access."
    )
    assert low.others[0] == "As counted now, the gate of Tech-savvy would not pass."


def test_what_is_only_rehearsed_is_left_to_the_rehearsal() -> None:
    assert [step.gate for step in report(counted={}).upcoming.steps] == ["", ""]


def enforced_report(**changes: Any) -> Report:
    state = exported()
    state["deployment"]["resources"].append(ADMISSION)
    return report(state=StackState.read(state), **changes)


def test_who_is_enforced_says_who_comes_and_what_the_last_run_did() -> None:
    waiting = Newcomers(admitted=1, waiting={date(2027, 4, 1): 2})
    (row,) = enforced_report(newcomers={"limited-pilot": waiting}).enforced
    assert (row.title, row.enforced, row.people, row.left_out) == ("Limited-Pilot", 47, 50, 3)
    assert row.coming == (
        "Limited-Pilot: 1 person newly under the enabled policy; nobody of them loses access.",
        "Limited-Pilot: 2 people would lose access and wait until 2027-04-01, or until they lose nothing.",
    )
    assert (row.last_day, row.last) == (
        "2027-03-08",
        ("Limited-Pilot: 3 people newly under the enabled policy; 1 person of them would lose access.",),
    )


def test_newcomers_whom_nobody_could_count_are_no_zero() -> None:
    (row,) = enforced_report(newcomers={"limited-pilot": "the tenant did not answer"}).enforced
    assert row.coming == ("Limited-Pilot: the tenant did not answer",)


def test_a_state_without_an_admission_says_nothing_of_it() -> None:
    assert report().enforced == ()


@pytest.mark.parametrize("form", [markdown, json_text, lambda made: page(made)])
def test_every_form_shows_who_is_enforced(form: Callable[[Report], str]) -> None:
    made = enforced_report(newcomers={"limited-pilot": Newcomers(waiting={date(2027, 4, 1): 2})})
    shown = form(made)
    assert "2 people would lose access and wait until 2027-04-01" in shown


def test_closing_says_whom_the_one_policy_leaves_out() -> None:
    closing = replace(campaign(), closing=Closing(6, ()), waves=campaign().waves[:1])
    made = enforced_report(
        declared=closing, newcomers={"limited-pilot": Newcomers(taken_out={date(2027, 4, 1): 4})}
    )
    assert "the one policy leaves out 4 people whom somebody took out by hand" in " ".join(
        [made.upcoming.headline, *made.upcoming.others]
    ).replace("The one", "the one")
