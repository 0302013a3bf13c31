"""When a campaign is closed, and the step that closes it or opens it again, as a plan."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from intune_waves.campaign.campaign import Brake, Campaign
from intune_waves.campaign.closing import (
    Answer,
    Check,
    ChecklistItem,
    Closing,
    TenantAnswer,
    closing_meaning,
    is_closed,
    judge_checklist,
    kept_open_by,
    last_period,
)
from intune_waves.campaign.conditional_access import GUESTS
from intune_waves.campaign.holds_and_overrides import Hold
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.guards.step_judgement import judge_advance, judge_going_back
from intune_waves.step.old_service import OldServiceDevices
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import PlannedPolicy
from intune_waves.step.plan_builder import plan_of
from intune_waves.step.tenant_facts import TenantFacts
from tests.campaign.build import campaign, wave
from tests.step.steps import (
    GLASS,
    ONE,
    OURS,
    RESTRICTIONS,
    changed,
    facts,
    own_policy,
    own_restriction,
    step,
)

NAME = f"{OURS}all users need a compliant device"
ALL = (Platform.WINDOWS, Platform.IOS)
TWO = wave("two", platforms=ALL)
ENFORCED = {"one": Stage.ENFORCE, "two": Stage.ENFORCE}
ENABLED = (own_policy("One", "enabled", "group-1"), own_policy("Two", "enabled", "group-2"))
IOS = own_restriction("Two", Platform.IOS, 2, "group-2")
MEMBERS = frozenset({1, 2, 3})
ADMITTED = frozenset({"enforced group of one", "enforced group of two"})
ITEM = ChecklistItem("connector-off", "The connector is off", Check.CONNECTOR)
OFF = {Check.CONNECTOR: TenantAnswer(True, "no connector is on")}


MANY = tuple(PlannedPolicy(str(n), "disabled") for n in range(238))


def closing(**changes: Any) -> PeriodStep:
    """Both waves are enforced; the campaign closes."""
    given = {"waves": (ONE, TWO), "former": (ONE, TWO), "before": ENFORCED, "after": ENFORCED, "closed": True}
    return step(**{**given, "following": None, "checklist": (ITEM,), **changes})


def found(**changes: Any) -> TenantFacts:
    given = {
        "policies": ENABLED,
        "restrictions": (*RESTRICTIONS, IOS),
        "enabled_members": MEMBERS,
    }
    return facts(**{**given, "old_service": OldServiceDevices(0, 0), "answers": OFF, **changes})


def one_policy(state: Any = "enabled") -> PlannedPolicy:
    excluded = frozenset({*GLASS, GUESTS})
    return PlannedPolicy(NAME, state, included_groups=ADMITTED, excluded_users=excluded)


def test_closing_folds_the_waves_policies_into_one_that_leaves_out_glass_and_guests() -> None:
    assert plan_of(closing(), found()).policies.access == (one_policy(),)
    theirs = PlannedPolicy("theirs", "disabled")
    assert [each.name for each in plan_of(closing(), found(policies=(theirs, *ENABLED))).policies.access] == [
        "theirs",
        NAME,
    ]


def test_opening_again_asks_for_the_waves_policies_and_drops_the_one() -> None:
    back = closing(closed=False, was_closed=True)
    names = [each.name for each in plan_of(back, found(policies=(one_policy(),))).policies.access]
    assert names == [each.name for each in ENABLED]
    assert not back.advances
    assert judge_going_back(back).refused == ()
    assert judge_going_back(changed(back, break_glass=())).refused != ()


def test_a_closed_campaign_keeps_what_is_found() -> None:
    altered = replace(one_policy(), excluded_users=frozenset())
    staying = closing(was_closed=True)
    plan = plan_of(staying, found(policies=(altered, *ENABLED)))
    assert plan.policies.access == (altered, *(replace(each, ours=False) for each in ENABLED))
    assert plan.closing == replace(plan.closing, closes=False, enforces_everybody=False, checklist=())


def test_while_it_is_stopped_the_one_policy_reports() -> None:
    stopped = closing(was_closed=True, stopped=True)
    assert plan_of(stopped, found(policies=(one_policy(),))).policies.access == (
        one_policy("enabledForReportingButNotEnforced"),
    )
    without = (wave("one", platforms=(Platform.IOS,)),)
    nothing = plan_of(changed(stopped, waves=without, former=without), found(policies=(one_policy(),)))
    assert nothing.policies.access == ()


@pytest.mark.parametrize(
    ("changes", "closes", "enforces"),
    [
        ({}, True, True),
        ({"stopped": True}, True, False),
        ({"was_closed": True, "was_stopped": True}, False, True),
        ({"was_closed": True}, False, False),
        ({"was_closed": True, "stopped": True, "was_stopped": True}, False, False),
        ({"closed": False}, False, False),
    ],
)
def test_who_is_judged_by_what(changes: dict[str, bool], closes: bool, enforces: bool) -> None:
    proposed = closing(**changes)
    assert (proposed.closes, proposed.enforces_everybody) == (closes, enforces)


def test_a_tidy_tenant_lets_the_campaign_close() -> None:
    assert closing().advances
    assert judge_advance(closing(), found()).refused == ()


def test_closing_enforces_nobody_newly_so_the_brake_is_silent() -> None:
    tight = Brake(percent=0, floor=0)
    assert judge_advance(changed(closing(), brake=tight), found()).refused == ()


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"answers": {}}, ["retire-checklist"]),
        ({"answers": {Check.CONNECTOR: TenantAnswer(False, "it is on")}}, ["retire-checklist"]),
        ({"old_service": None}, ["retire-old-service"]),
        ({"old_service": OldServiceDevices(1, 1)}, ["retire-old-service"]),
        ({"enabled_members": None}, ["retire-everybody-enforced"]),
        ({"enabled_members": MEMBERS | {4}}, ["retire-everybody-enforced"]),
        ({"doubts": ("a page is missing",)}, ["tenant-unreadable"]),
        ({"break_glass": dict.fromkeys(GLASS, False)}, ["break-glass-enabled"]),
        ({"policies": (*ENABLED, *MANY[:238])}, ["policy-budget"]),
    ],
)
def test_what_is_open_or_unknown_refuses_it(changes: dict[str, Any], rules: list[str]) -> None:
    refused = judge_advance(closing(), found(**changes)).refused
    assert [each.rpartition("[")[2].rstrip("]") for each in refused] == rules


def test_there_must_be_room_for_the_one_policy_beside_the_waves() -> None:
    assert judge_advance(closing(), found(policies=(*ENABLED, *MANY[:237]))).refused == ()


def declared(*holds: Hold) -> Campaign:
    return replace(campaign(wave("one", holds=holds)), closing=Closing(6))


def test_it_is_closed_once_it_is_time_and_every_wave_is_enforced() -> None:
    planned = schedule(declared())
    assert [is_closed(declared(), planned, period=period) for period in (5, 6, 7)] == [False, True, True]
    never = replace(declared(), closing=None)
    assert not is_closed(never, planned, period=9999)
    assert kept_open_by(never, planned, period=9999) == ()


def test_the_last_period_is_the_one_that_closes_the_campaign() -> None:
    planned = schedule(declared())
    assert (planned.last_period, last_period(declared(), planned)) == (4, 6)
    assert last_period(replace(declared(), closing=None), planned) == 4


def test_a_held_wave_keeps_it_open() -> None:
    held = declared(Hold("The VPN breaks", "Megan Bowen", 3))
    planned = schedule(held)
    assert not is_closed(held, planned, period=6)
    assert kept_open_by(held, planned, period=6) == ("one",)
    assert kept_open_by(held, planned, period=5) == ()


YES, NO, SILENT = (TenantAnswer(holds, "it says so") for holds in (True, False, None))
WORD: dict[str, Any] = {"done": date(2027, 6, 1), "by": "Megan Bowen"}


def item(check: Check = Check.CONNECTOR, **more: Any) -> ChecklistItem:
    return ChecklistItem("connector-off", "The connector is off", check, **more)


@pytest.mark.parametrize(
    ("given", "said", "answer", "because"),
    [
        (item(), YES, Answer.YES, "it says so"),
        (item(), NO, Answer.NO, "it says so"),
        (item(), SILENT, Answer.UNKNOWN, "it says so"),
        (item(**WORD), SILENT, Answer.DONE, "Megan Bowen says so, on 2027-06-01"),
        (item(**WORD), NO, Answer.NO, "it says so"),
        (item(**WORD), YES, Answer.YES, "it says so"),
        (item(done=date(2027, 6, 1)), SILENT, Answer.UNKNOWN, "it says so"),
        (item(), None, Answer.UNKNOWN, "the tenant was not asked"),
        (item(Check.NONE), None, Answer.NO, "nobody has said that it is done"),
        (item(Check.NONE, **WORD), None, Answer.DONE, "Megan Bowen says so, on 2027-06-01"),
    ],
)
def test_the_tenant_s_word_stands_above_a_person_s(
    given: ChecklistItem, said: TenantAnswer | None, answer: Answer, because: str
) -> None:
    (judged,) = judge_checklist([given], {Check.CONNECTOR: said} if said else {})
    assert (judged.item, judged.answer, judged.because) == (given, answer, because)
    assert judged.passes is (answer in (Answer.YES, Answer.DONE))


def test_a_campaign_is_closed_from_its_period_on() -> None:
    assert [Closing(12).closed_in(period) for period in (11, 12, 13)] == [False, True, True]


def test_closing_and_opening_say_one_sentence_and_staying_none() -> None:
    assert closing_meaning(False, True) == (
        "The campaign closes: one policy asks everybody for a compliant device, in place of the waves'. "
        "Nobody's access changes."
    )
    assert "while it is stopped: one policy for everybody reports" in closing_meaning(
        False, True, stopped=True
    )
    assert closing_meaning(True, False).startswith("The campaign is open again: each wave has its own policy")
    assert closing_meaning(True, True) == closing_meaning(False, False) == ""
