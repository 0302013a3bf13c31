from datetime import date

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After
from intune_waves.messages.due import due_messages, entering, judge_dates, later_of
from intune_waves.stack.stack_state import StackState
from intune_waves.step.told_days import LaterDays, ToldDays
from tests.campaign.build import wave
from tests.messages.adatum import campaign

TWO = campaign(wave("a"), wave("b", start=After("a")))
EARLY = date(2027, 1, 1)


def _entering(told: Campaign, period: int) -> list[tuple[str, Stage]]:
    return [(each.id, stage) for each, stage in entering(told, schedule(told), period=period)]


def _said(told: Campaign, period: int, today: date = EARLY) -> list[str]:
    due = due_messages(told, schedule(told), period=period, later={})
    return [str(complaint) for complaint in judge_dates(told, schedule(told), due=due, today=today)]


def test_waves_enter_stages_one_after_the_other() -> None:
    assert [_entering(TWO, period) for period in (0, 1, 2, 4, 5, 6)] == [
        [],
        [("a", Stage.ANNOUNCE)],
        [("a", Stage.INSTRUCT), ("b", Stage.ANNOUNCE)],
        [("a", Stage.ENFORCE), ("b", Stage.DEADLINE)],
        [("b", Stage.ENFORCE)],
        [],
    ]


def test_a_held_wave_enters_nothing() -> None:
    told = campaign(wave("a", holds=(Hold("The VPN client breaks", "Megan Bowen", 2, 2),)))
    assert [_entering(told, period) for period in (1, 2, 3)] == [
        [("a", Stage.ANNOUNCE)],
        [],
        [("a", Stage.INSTRUCT)],
    ]


def test_the_day_of_enforcement_must_be_to_come() -> None:
    assert _said(TWO, 2, date(2027, 2, 21)) == []
    (late,) = _said(TWO, 2, date(2027, 2, 22))
    assert late == (
        "start: a would hear of instruct with 2027-02-22 as the day of enforcement, and today is "
        "2027-02-22; move the start, hold the wave, or see the messages as of an earlier day with --as-of "
        "DAY [message-deadline-past]"
    )


def test_who_is_enforced_may_hear_of_it_later() -> None:
    assert _said(campaign(), 4, date(2028, 1, 1)) == []


def test_dates_that_a_hold_keeps_open_are_not_told() -> None:
    told = campaign(wave(holds=(Hold("Early", "Megan Bowen", 1, 1), Hold("VPN", "Megan Bowen", 4))))
    assert _said(told, 2) == [
        "holds.1: limited-pilot is held from period 4 until further notice, so its dates are not known; say "
        "until when, or tell people later [message-date-open]"
    ]


def in_force(told: Campaign, period: int, **later: LaterDays) -> StackState:
    """A state whose people have been told the days of a campaign in which nobody is held."""
    planned = schedule(told)
    days = {wave_id: planned.told_days(wave_id, told.calendar) for wave_id in planned.order}
    begun = {wave_id: planned.stage(wave_id, period) for wave_id in planned.order}
    return StackState(period=period, begun=begun, told=ToldDays(days, later))


def test_a_hold_that_moves_told_days_is_told_to_the_wave_in_the_period_of_the_step() -> None:
    held = campaign(
        wave("a", holds=(Hold("The VPN client breaks", "Megan Bowen", 3, 3),)), wave("b", start=After("a"))
    )
    planned = schedule(held)
    later = later_of(held, planned, state=in_force(TWO, 2), period=3)
    days = {
        stage: schedule(TWO).told_days("a", TWO.calendar)[stage] for stage in (Stage.DEADLINE, Stage.ENFORCE)
    }
    assert later == {"a": LaterDays(3, days)}
    due = due_messages(held, planned, period=3, later=later)
    assert [(each.id, stage, told) for each, stage, told in due] == [
        ("a", Stage.INSTRUCT, days),
        ("b", Stage.INSTRUCT, None),
    ]
    assert later_of(held, planned, state=in_force(TWO, 2), period=3) == later
    assert later_of(TWO, schedule(TWO), state=in_force(TWO, 2), period=3) == {}, "no day has moved"


def test_once_the_step_is_in_force_the_state_says_who_is_told_and_in_which_period() -> None:
    told = {Stage.ENFORCE: date(2027, 1, 1)}
    state = in_force(TWO, 3, a=LaterDays(3, told))
    assert later_of(TWO, schedule(TWO), state=state, period=3) == {"a": LaterDays(3, told)}
    assert later_of(TWO, schedule(TWO), state=state, period=4) == {}


def test_whoever_enters_a_stage_hears_the_days_by_that_stage_alone() -> None:
    due = due_messages(TWO, schedule(TWO), period=2, later={"a": LaterDays(2, {Stage.ENFORCE: EARLY})})
    assert [(each.id, told) for each, _, told in due] == [("a", None), ("b", None)]


def test_a_later_day_that_is_open_or_over_is_not_told() -> None:
    opened = campaign(wave("a", holds=(Hold("The VPN client breaks", "Megan Bowen", 3),)))
    for declared, today, rule in (
        (opened, EARLY, "message-date-open"),
        (TWO, date(2028, 1, 1), "message-deadline-past"),
    ):
        due = [(declared.wave("a"), Stage.INSTRUCT, {Stage.ENFORCE: EARLY})]
        (said,) = judge_dates(declared, schedule(declared), due=due, today=today)
        assert said.rule == rule
