from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from intune_waves.campaign.calendar import Calendar
from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.compliance_policy import LONGEST_GRACE_HOURS, DesiredCompliance, desired_compliance
from intune_waves.campaign.compliance_rules import ComplianceRules
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import Schedule, schedule_of
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stage_in_force
from intune_waves.campaign.wave import AtPeriod, Wave
from tests.campaign.build import campaign, wave

FIRST_DAY = date(2027, 1, 11)
HOLDS = st.lists(
    st.builds(
        lambda since, length: hold(since, None if length is None else since + length),
        st.integers(1, 12),
        st.none() | st.integers(0, 3),
    ),
    max_size=3,
)


def hold(since: int, until: int | None = None) -> Hold:
    return Hold("The VPN client breaks", "Megan Bowen", since, until)


def windows(
    stage: Stage, *holds: Hold, days: int = 14, stopped: bool = False, start: int = 1, **rules: Any
) -> DesiredCompliance:
    """The Windows policy of a held wave in a campaign of so many days a period."""
    held = wave(start=AtPeriod(start), holds=holds, platforms=(Platform.WINDOWS,))
    declared = campaign(
        held, calendar=Calendar(FIRST_DAY, days), compliance=replace(ComplianceRules(), **rules)
    )
    (found,) = desired_compliance(
        held, stage, schedule=schedule_of([held]), campaign=declared, stopped=stopped
    )
    return found


def test_a_planned_wave_has_none() -> None:
    pilot = wave()
    assert (
        desired_compliance(pilot, Stage.PLANNED, schedule=schedule_of([pilot]), campaign=campaign(pilot))
        == ()
    )


def test_each_platform_has_one_with_its_own_settings() -> None:
    pilot = wave()
    made = desired_compliance(pilot, Stage.INSTRUCT, schedule=schedule_of([pilot]), campaign=campaign(pilot))
    assert tuple(each.platform for each in made) == pilot.platforms
    assert made[2].display_name == "Intune waves: Limited pilot compliance (iOS)"
    assert made[2].settings == {"securityBlockJailbrokenDevices": True}
    assert made[0].settings == {}


@pytest.mark.parametrize(
    ("stage", "assigned", "hours", "reminders"),
    [
        (Stage.ANNOUNCE, False, 672, ()),
        (Stage.INSTRUCT, True, 672, ()),
        (Stage.DEADLINE, True, 672, (504, 600, 648)),
        (Stage.ENFORCE, True, 24, ()),
    ],
)
def test_two_periods_of_a_fortnight(
    stage: Stage, assigned: bool, hours: int, reminders: tuple[int, ...]
) -> None:
    found = windows(stage)
    assert (found.assigned, found.grace_hours, found.reminders) == (assigned, hours, reminders)


def test_a_hold_that_ends_moves_the_day_and_its_reminders() -> None:
    found = windows(Stage.DEADLINE, hold(4, 5))
    assert (found.grace_hours, found.reminders) == (1344, (1176, 1272, 1320))


def test_a_hold_before_instruct_changes_nothing() -> None:
    assert windows(Stage.DEADLINE, hold(2, 7)) == windows(Stage.DEADLINE)


@pytest.mark.parametrize("since", [2, 3, 4])
def test_a_hold_until_further_notice_leaves_no_day(since: int) -> None:
    found = windows(Stage.INSTRUCT if since < 4 else Stage.DEADLINE, hold(since))
    assert (found.grace_hours, found.reminders) == (LONGEST_GRACE_HOURS, ())


def test_a_hold_that_begins_after_the_day_leaves_it() -> None:
    assert windows(Stage.DEADLINE, hold(5)) == windows(Stage.DEADLINE)


@pytest.mark.parametrize("stage", [Stage.INSTRUCT, Stage.DEADLINE])
def test_a_stop_leaves_no_day(stage: Stage) -> None:
    found = windows(stage, stopped=True)
    assert (found.grace_hours, found.reminders) == (LONGEST_GRACE_HOURS, ())


def test_a_wave_that_is_taken_back_gets_its_time_again() -> None:
    """The rollback of one wave: a hold since the period in which it was enforced."""
    assert windows(Stage.DEADLINE, hold(4, 4)).grace_hours == 3 * 14 * 24


def test_only_rungs_within_the_deadline_fit() -> None:
    assert windows(Stage.DEADLINE, days=5).reminders == (240 - 72, 240 - 24)
    assert windows(Stage.DEADLINE, days=7).reminders[0] == 168
    assert windows(Stage.DEADLINE, reminder_hours=()).reminders == ()


def test_the_grace_of_an_enforced_wave_is_declared() -> None:
    assert windows(Stage.ENFORCE, enforced_grace_hours=0).grace_hours == 0


@given(days=st.integers(1, 366), start=st.integers(1, 9), holds=HOLDS, stopped=st.booleans())
def test_the_grace_is_never_negative_and_at_most_a_year(
    days: int, start: int, holds: list[Hold], stopped: bool
) -> None:
    for stage in (Stage.ANNOUNCE, Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE):
        found = windows(stage, *holds, days=days, start=start, stopped=stopped)
        assert 0 <= found.grace_hours <= LONGEST_GRACE_HOURS
        assert all(0 < hours < found.grace_hours for hours in found.reminders)
        assert list(found.reminders) == sorted(found.reminders)


@given(days=st.integers(1, 60), start=st.integers(1, 9), holds=HOLDS)
def test_what_is_found_on_the_first_day_has_until_the_first_day_of_enforce(
    days: int, start: int, holds: list[Hold]
) -> None:
    held, planned, declared = _planned(days, start, holds)
    assume(all(each.until is not None for each in holds))
    stages = {period: planned.stage(held.id, period) for period in range(60)}
    instructed = min(period for period, stage in stages.items() if stage is Stage.INSTRUCT)
    enforced = min(period for period, stage in stages.items() if stage is Stage.ENFORCE)
    end = declared.calendar.start_of(enforced)
    (found,) = desired_compliance(held, Stage.DEADLINE, schedule=planned, campaign=declared)
    assume(found.grace_hours < LONGEST_GRACE_HOURS)
    assert declared.calendar.start_of(instructed) + timedelta(hours=found.grace_hours) == end


@given(
    days=st.integers(1, 60),
    start=st.integers(1, 9),
    holds=HOLDS,
    found_after=st.integers(0, 1000),
    stopped_from=st.integers(0, 40),
)
def test_nobody_s_grace_ends_before_their_wave_is_enforced(
    days: int, start: int, holds: list[Hold], found_after: int, stopped_from: int
) -> None:
    """Whatever a period's up makes of the hours, and whenever a device is found noncompliant."""
    held, planned, declared = _planned(days, start, holds)
    begun = declared.calendar.start_of(planned.first_in(held.id, Stage.INSTRUCT))
    since = begun + timedelta(days=found_after)
    for period in range(40):
        stopped = period >= stopped_from
        stage = stage_in_force(planned.stage(held.id, period), stopped=stopped)
        if stage not in (Stage.INSTRUCT, Stage.DEADLINE):
            continue
        (found,) = desired_compliance(held, stage, schedule=planned, campaign=declared, stopped=stopped)
        if found.grace_hours < LONGEST_GRACE_HOURS:
            assert since + timedelta(hours=found.grace_hours) >= declared.calendar.start_of(period + 1)


@given(days=st.integers(1, 100), other=st.integers(1, 100))
def test_another_calendar_is_another_grace(days: int, other: int) -> None:
    assume(days != other)
    assert windows(Stage.DEADLINE, days=days).grace_hours != windows(Stage.DEADLINE, days=other).grace_hours


@given(days=st.integers(1, 366), start=st.integers(1, 9), holds=HOLDS)
def test_a_stop_never_shortens_a_grace(days: int, start: int, holds: list[Hold]) -> None:
    for stage in (Stage.INSTRUCT, Stage.DEADLINE, Stage.ENFORCE):
        going = windows(stage, *holds, days=days, start=start)
        stopped = windows(stage_in_force(stage, stopped=True), *holds, days=days, start=start, stopped=True)
        assert stopped.grace_hours >= going.grace_hours


def _planned(days: int, start: int, holds: list[Hold]) -> tuple[Wave, Schedule, Campaign]:
    held = wave(start=AtPeriod(start), holds=tuple(holds), platforms=(Platform.WINDOWS,))
    return held, schedule_of([held]), campaign(held, calendar=Calendar(FIRST_DAY, days))
