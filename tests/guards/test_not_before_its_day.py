from dataclasses import replace
from datetime import date, timedelta

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.guards.not_before_its_day import judge
from intune_waves.step.plan import Plan, PlannedClosing, PlannedMove, PlannedPeople, PlannedPeriod
from tests.campaign.build import wave
from tests.guards.plans import Said, plan

FIRST = date(2027, 2, 22)
PERIOD = PlannedPeriod(4, FIRST, FIRST + timedelta(days=13), today=FIRST - timedelta(days=1))


def planned(people: PlannedPeople, period: PlannedPeriod, *, closes: bool = False) -> Plan:
    return Plan(period=period, people=people, closing=PlannedClosing(closes=closes))


def moving(before: Stage, after: Stage) -> PlannedPeople:
    return PlannedPeople(moves=(PlannedMove(wave("one"), before, after),))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Stage.ANNOUNCE, Stage.INSTRUCT),
        (Stage.INSTRUCT, Stage.DEADLINE),
        (Stage.DEADLINE, Stage.ENFORCE),
        (Stage.PLANNED, Stage.ENFORCE),
    ],
)
def test_a_stage_before_its_day_is_refused_and_the_day_and_the_way_on_are_named(
    before: Stage, after: Stage
) -> None:
    (found,) = judge(planned(moving(before, after), PERIOD))
    assert str(found) == (
        "one would advance on 2027-02-21, and people were told 2027-02-22; wait for that day, or set "
        'confirmedStep to this very step with the reason, such as "3->4: the steering group agreed" '
        "[not-before-its-day]"
    )


@pytest.mark.parametrize(
    "period",
    [
        replace(PERIOD, today=FIRST),
        replace(PERIOD, today=FIRST + timedelta(days=40)),
        replace(PERIOD, today=None),
        replace(PERIOD, confirmed_because="The steering group agreed"),
    ],
    ids=["on its day", "late", "on paper", "named with a reason"],
)
def test_on_its_day_and_with_a_reason_it_passes(period: PlannedPeriod) -> None:
    people = moving(Stage.DEADLINE, Stage.ENFORCE)
    assert list(judge(planned(people, period))) == []


def test_a_step_that_is_named_without_a_reason_is_refused() -> None:
    people = moving(Stage.DEADLINE, Stage.ENFORCE)
    period = replace(PERIOD, confirmed=True)
    assert list(judge(planned(people, period)))


def test_an_announcement_may_come_early_because_nobody_has_been_told_a_day() -> None:
    people = moving(Stage.PLANNED, Stage.ANNOUNCE)
    assert list(judge(planned(people, PERIOD))) == []


def test_going_back_has_no_day() -> None:
    people = moving(Stage.ENFORCE, Stage.DEADLINE)
    assert list(judge(planned(people, PERIOD))) == []


def test_a_campaign_does_not_close_early_either() -> None:
    people = moving(Stage.ENFORCE, Stage.ENFORCE)
    assert list(judge(planned(people, PERIOD, closes=True)))


def said() -> Said:
    return (
        plan(today=date(2027, 2, 21)),
        [
            "limited-pilot, expanded-pilot would advance on 2027-02-21, and people were told 2027-02-22; "
            "wait for that day, or set confirmedStep to this very step with the reason, such as "
            '"3->4: the steering group agreed" [not-before-its-day]'
        ],
        date(2027, 2, 21),
        "2027-02-22 or later",
    )
