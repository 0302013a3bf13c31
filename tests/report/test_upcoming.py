"""What the next period does to people comes first, with the numbers that are best known."""

from datetime import date

import pytest

from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.wave import AtPeriod
from intune_waves.stack.stack_state import StackState
from intune_waves.stack.wave_moves import sentences, wave_moves
from intune_waves.step.meaning import Counted, PeopleCount
from tests.report.build import COUNTED, campaign, exported, gate, report, wave


def test_whoever_would_lose_access_stands_first() -> None:
    upcoming = report().upcoming
    assert (upcoming.period, upcoming.first_day) == (6, date(2027, 3, 22))
    assert upcoming.headline == (
        "Period 6 from 22 March: 2,000 people are enforced, 37 of them would lose all access."
    )
    assert upcoming.others == ("6,000 people are given the date.",)
    assert upcoming.refusals == ()


def test_each_step_says_what_it_means_and_where_its_numbers_are_from() -> None:
    enforced, told = report().upcoming.steps
    assert (enforced.before, enforced.after, enforced.blocked, enforced.basis) == (
        "deadline",
        "enforce",
        37,
        "counted in the tenant",
    )
    assert enforced.sentence.startswith("2,000 people: 1,963 lose nothing; 37 lose all access")
    assert (told.before, told.after, told.asked, told.basis) == ("instruct", "deadline", None, "as rehearsed")
    assert "Tech-savvy" not in enforced.sentence


def test_without_anything_but_the_declarations_the_waves_are_counted() -> None:
    bare = campaign()
    only = report(bare, state=None, asked_period=5, rehearsal=None, counted={})
    assert only.upcoming.headline == "Period 6 from 22 March: 2,000 people are enforced."
    assert [step.basis for step in only.upcoming.steps] == ["not counted", "not counted"]


@pytest.mark.parametrize(
    ("period", "headline"),
    [
        (0, "Period 1 from 11 January: 50 people hear the plan."),
        (1, "Period 2 from 25 January: 50 people are newly asked to enroll."),
        (4, "Period 5 from 8 March: 6,000 people are newly asked to enroll."),
        (7, "Every wave is enforced: no period moves anybody any more."),
    ],
)
def test_the_headline_of_other_periods(period: int, headline: str) -> None:
    assert report(state=None, asked_period=period, counted={}).upcoming.headline == headline


def test_a_period_that_moves_nobody_says_so() -> None:
    alone = campaign(wave("limited-pilot", start=AtPeriod(5)))
    assert report(alone, state=None, asked_period=2).upcoming.headline == (
        "Period 3 from 8 February moves no wave."
    )


def test_a_year_is_said_where_it_is_another_one() -> None:
    early = report(state=None, asked_period=0, today=date(2026, 12, 30), counted={})
    assert early.upcoming.headline == "Period 1 from 11 January 2027: 50 people hear the plan."


def test_one_person_and_nobody_are_said_so() -> None:
    counted = {"tech-savvy": Counted(PeopleCount(1, 1))}
    headline = report(counted=counted).upcoming.headline
    assert headline == "Period 6 from 22 March: 1 person is enforced, none of them would lose anything."


def test_a_wave_that_is_not_declared_any_more_goes_back() -> None:
    state = exported()
    state["deployment"]["resources"].append(gate("gone", "enforce", 3))
    step = report(state=StackState.read(state)).upcoming.steps[-1]
    assert (step.wave, step.title, step.before, step.after) == ("gone", "Gone", "enforce", "planned")
    assert step.sentence.startswith("Whoever lost access gets it back.")


def test_a_refusal_on_paper_is_told() -> None:
    together = campaign(wave("limited-pilot", size=4000), wave("tech-savvy", size=4000))
    refused = report(together, state=None, asked_period=3, counted={}).upcoming.refusals
    assert [each.rpartition("[")[2] for each in refused] == ["enforcement-brake]"]


NEW = wave("new-wave", title="New wave", size=300, start=AtPeriod(6))


@pytest.mark.parametrize(
    "people",
    [
        PeopleCount(6000, 5400, never_enrolled=600),
        "the tenant did not answer",
        "the group has 3 people and 6,000 are expected",
        None,
    ],
)
def test_the_report_says_the_preview_s_own_sentence(people: PeopleCount | str | None) -> None:
    """One function says it, whatever was counted: nobody reads two sentences of one move."""
    declared, state = campaign(*campaign().waves, NEW), StackState.read(exported())
    moves = [*wave_moves(declared, schedule(declared), period=6, stop=None, state=state.waves)]
    assert [move.id for move in moves] == ["tech-savvy", "all-regions", "new-wave"]
    new = Counted(moves[-1].uncounted())
    known = {"tech-savvy": COUNTED["tech-savvy"], "all-regions": Counted(people), "new-wave": new}
    made = report(declared, counted=known)
    shown = [f"{step.title}: {step.before} -> {step.after}. {step.sentence}" for step in made.upcoming.steps]
    assert shown == [*sentences(moves, known)]


def test_a_wave_that_has_not_begun_is_not_called_counted_in_the_tenant() -> None:
    declared, state = campaign(*campaign().waves, NEW), StackState.read(exported())
    moves = wave_moves(declared, schedule(declared), period=6, stop=None, state=state.waves)
    known = {"new-wave": Counted(PeopleCount(300, 0, never_enrolled=300))}
    assert known.keys() < {move.id for move in moves}
    made = report(declared, counted=known)
    (step,) = (each for each in made.upcoming.steps if each.wave == "new-wave")
    assert (step.people, step.basis) == (300, "as rehearsed")
    (line,) = (each for each in made.grid.lines if each.wave == "new-wave")
    assert line.people_basis == "declared"
    (coverage,) = (each for each in made.coverage if each.wave == "new-wave")
    assert [point.kind for point in coverage.points if point.kind == "counted"] == []
