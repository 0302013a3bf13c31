"""What an event says: counts alone, and the same for the same facts."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from intune_waves.campaign.stage import Stage
from intune_waves.stack.stack_state import StackState, StateAdmission, StateWave
from intune_waves.webhook.period_event import period_event, stands_elsewhere
from tests.campaign.build import campaign, wave

CAMPAIGN = campaign(wave("pilot"), wave("next"))
EVIDENCE = {
    "people": 50,
    "covered": 41,
    "losingADevice": 6,
    "newlyBlocked": 3,
    "digest": "d",
    "findings": "f",
}
PILOT = StateWave(
    Stage.ENFORCE,
    "Pilot",
    ("windows",),
    "group",
    4,
    EVIDENCE,
    StateAdmission("enforced", admitted=47, left_out=3),
)
STATE = StackState(
    period=4,
    since=datetime(2027, 2, 22, 8, tzinfo=UTC),
    waves={"pilot": PILOT, "next": StateWave(Stage.DEADLINE, "Next", period=3)},
    members={"next": 200},
)


def test_an_event_tells_the_period_and_each_wave_in_counts() -> None:
    told = period_event(CAMPAIGN, STATE, stack="prod")
    assert told == {
        "id": told["id"],
        "event": "period",
        "version": 1,
        "campaign": CAMPAIGN.name,
        "organisation": CAMPAIGN.organisation,
        "stack": "prod",
        "period": 4,
        "first_day": CAMPAIGN.calendar.start_of(4).isoformat(),
        "since": "2027-02-22T08:00:00+00:00",
        "stopped": False,
        "closed": False,
        "waves": [
            {
                "wave": "pilot",
                "title": "Pilot",
                "stage": "enforce",
                "since_period": 4,
                "people": 50,
                "lose_nothing": 41,
                "lose_a_device": 6,
                "lose_all_access": 3,
                "enforced": 47,
                "wait": 3,
            },
            {"wave": "next", "title": "Next", "stage": "deadline", "since_period": 3, "people": 200},
        ],
    }


def test_nobody_and_no_group_is_named_in_it() -> None:
    told = json.dumps(period_event(CAMPAIGN, STATE, stack="prod"))
    assert all(secret not in told for secret in ("group", '"d"', '"f"', "adele", "breakglass"))


def test_the_same_facts_have_the_same_id_and_others_another() -> None:
    def named(state: StackState) -> Any:
        return period_event(CAMPAIGN, state, stack="prod")["id"]

    assert named(STATE) == named(replace(STATE))
    assert named(STATE) != named(replace(STATE, stop="the helpdesk is full"))


def test_a_campaign_that_has_not_begun_has_an_event_too() -> None:
    told = period_event(CAMPAIGN, StackState(), stack="prod")
    assert (told["period"], told["first_day"], told["waves"]) == (None, None, [])


@pytest.mark.parametrize(
    ("after", "elsewhere"),
    [
        (replace(STATE, since=datetime(2027, 2, 23, tzinfo=UTC), members={"next": 201}), False),
        (replace(STATE, period=5), True),
        (replace(STATE, stop="a reason"), True),
        (replace(STATE, closed=True), True),
        (replace(STATE, waves={"pilot": replace(PILOT, stage=Stage.DEADLINE)}), True),
    ],
)
def test_a_run_is_told_when_the_campaign_stands_elsewhere(after: StackState, elsewhere: bool) -> None:
    assert stands_elsewhere(STATE, after) is elsewhere
    assert CAMPAIGN.calendar.first_day == date(2027, 1, 11)
