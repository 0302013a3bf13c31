"""A rehearsal goes on to the period that closes the campaign, and judges it as far as paper can."""

from dataclasses import replace
from datetime import date

from intune_waves.campaign.campaign import Brake, Campaign
from intune_waves.campaign.closing import Check, ChecklistItem, Closing
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.people import EverybodyElse
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.wave import After, Wave
from intune_waves.rehearsal import Assumptions, Rehearsal, declared_figures, rehearse
from intune_waves.rehearsal.plain_rows import plain_rows
from tests.campaign.build import campaign, wave

PILOT = wave("limited-pilot", size=50)
REST = wave("rest", size=2000, start=After("limited-pilot"), people=EverybodyElse())
CHECKLIST = (
    ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR),
    ChecklistItem("subscription-ended", "The subscription is ended"),
    ChecklistItem("agent-gone", "The agent is gone", done=date(2027, 3, 1), by="Megan Bowen"),
)


def closing(*waves: Wave, period: int = 8) -> Campaign:
    return campaign(*waves, closing=Closing(period, CHECKLIST), brake=Brake(percent=100))


def rehearsed(declared: Campaign, assumed: Assumptions | None = None) -> Rehearsal:
    return rehearse(
        declared, schedule(declared), figures=declared_figures(declared), assumed=assumed or Assumptions()
    )


def test_the_last_row_is_the_period_that_closes_the_campaign() -> None:
    rows = rehearsed(closing(PILOT, REST)).rows
    assert [row.period for row in rows] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [row.closing for row in rows[:7]] == [""] * 7
    assert rows[7].closing.startswith("The campaign closes: one policy asks everybody for a compliant device")
    assert (rows[7].asked, rows[7].blocked, rows[7].refusals) == (0, 0, ())


def test_the_one_policy_stands_for_those_of_the_waves() -> None:
    rows = rehearsed(closing(PILOT, REST), Assumptions(existing_policies=3)).rows
    assert [row.budget.policies for row in rows[5:]] == [5, 5, 4]


def test_without_a_closing_the_rehearsal_ends_when_the_last_wave_is_enforced() -> None:
    assert rehearsed(campaign(PILOT, REST)).rows[-1].period == 5


def test_a_wave_with_fewer_platforms_than_others_refuses_it_with_all_its_people() -> None:
    narrow = replace(PILOT, platforms=(Platform.WINDOWS,))
    last = rehearsed(closing(narrow, REST)).rows[-1]
    assert [str(each) for each in last.refusals] == [
        "retire: limited-pilot: 50 people would be newly enforced on android, iOS, macOS; add the platforms "
        "to limited-pilot first [retire-everybody-enforced]"
    ]


def test_there_must_be_room_for_the_one_policy_beside_those_of_the_waves() -> None:
    full = rehearsed(closing(PILOT, REST), Assumptions(existing_policies=238)).rows
    assert [row.period for row in full if row.refusals] == [8]
    assert [each.rule for each in full[-1].refusals] == ["policy-budget"]


def test_what_a_person_has_to_say_first_is_a_remark() -> None:
    said = [each for each in rehearsed(closing(PILOT, REST)).remarks if each.startswith("retire: ")]
    assert said == [
        "retire: subscription-ended: nobody has said that it is done; period 8 is refused until somebody does"
    ]


def test_whoever_is_in_no_wave_is_a_remark() -> None:
    said = [each for each in rehearsed(closing(PILOT)).remarks if each.startswith("retire: whoever")]
    assert said == [
        "retire: whoever is in no wave would be newly enforced by the one policy, and refuses period 8 "
        "[retire-everybody-enforced]"
    ]


def test_a_wave_that_is_held_keeps_the_campaign_open() -> None:
    held = replace(PILOT, holds=(Hold("The VPN breaks", "Megan Bowen", 3),))
    rehearsal = rehearsed(closing(held, REST))
    assert rehearsal.rows[-1].closing == ""
    assert "retire: the campaign stays open in period 8, because limited-pilot is not enforced" in (
        rehearsal.remarks
    )


def test_the_rows_for_json_say_which_period_closes() -> None:
    periods = plain_rows(rehearsed(closing(PILOT, REST)), basis="declared")["periods"]
    assert [each["closes"] for each in periods] == [False] * 7 + [True]
