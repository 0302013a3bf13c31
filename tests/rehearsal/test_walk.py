"""A rehearsal walks every period, says what it means for people, and finds the first refusal."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.campaign.calendar import Calendar, Freeze
from intune_waves.campaign.campaign import Brake, Campaign, GuardFile
from intune_waves.campaign.holds_and_overrides import Hold, Override
from intune_waves.campaign.people import EverybodyElse
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.schedule import schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import After, AtPeriod, Thresholds, Wave
from intune_waves.rehearsal import Assumptions, Figures, Rehearsal, WaveFigures, declared_figures, rehearse
from tests.campaign.build import campaign as adatum
from tests.campaign.build import wave

PILOT = wave("limited-pilot", size=50, thresholds={Stage.ENFORCE: Thresholds(coverage=90)})
PHASE = wave("phase-1", size=2000, start=After("limited-pilot"))


def _rehearse(planned: Campaign, assumed: Assumptions | None = None, **figures: WaveFigures) -> Rehearsal:
    known = {key.replace("_", "-"): each for key, each in figures.items()}
    found = Figures({**declared_figures(planned).waves, **known})
    return rehearse(planned, schedule(planned), figures=found, assumed=assumed or Assumptions())


def campaign(*waves: Wave, **changes: Any) -> Campaign:
    """Adatum's campaign with a brake that is out of the way."""
    return adatum(*waves, **{"brake": Brake(percent=100)} | changes)


def _refused(rehearsal: Rehearsal) -> list[tuple[int, str]]:
    return [(row.period, str(each)) for row in rehearsal.rows for each in row.refusals]


def test_what_each_period_means_for_people() -> None:
    rehearsal = _rehearse(campaign(PILOT, PHASE))
    rows = [
        (row.period, row.first_day.isoformat(), row.asked, row.blocked, row.covered, row.people)
        for row in rehearsal.rows
    ]
    assert rows == [
        (1, "2027-01-11", 0, 0, 0, 50),
        (2, "2027-01-25", 50, 0, 0, 2050),
        (3, "2027-02-08", 2000, 0, 34, 2050),
        (4, "2027-02-22", 0, 4, 46 + 1358, 2050),
        (5, "2027-03-08", 0, 157, 48 + 1843, 2050),
    ]
    assert [(s.wave, s.before.value, s.now.value) for s in rehearsal.rows[3].moves] == [
        ("limited-pilot", "deadline", "enforce"),
        ("phase-1", "instruct", "deadline"),
    ]
    assert rehearsal.first_refused is None


def test_budgets_count_what_the_tenant_would_have() -> None:
    windows_only = replace(PHASE, platforms=(Platform.WINDOWS,))
    assumed = Assumptions(existing_policies=10, existing_restrictions=2)
    rehearsal = _rehearse(campaign(PILOT, windows_only), assumed)
    assert [(row.budget.policies, row.budget.restrictions) for row in rehearsal.rows] == [
        (11, 6),
        (12, 7),
        (12, 6),
        (12, 6),
        (12, 6),
    ]


def test_a_gate_that_would_fail_refuses_its_period() -> None:
    rehearsal = _rehearse(
        campaign(PILOT), Assumptions(enrolled_after_instruct=10, enrolled_after_deadline=60)
    )
    assert _refused(rehearsal) == [
        (
            4,
            "stages.enforce.coverage: limited-pilot from deadline to enforce: failed: "
            "29 of 50 covered (58 %, needs 90 %); "
            "give the wave more time, change the threshold, or plan for an override [stage-gate]",
        )
    ]
    assert rehearsal.first_refused is rehearsal.rows[3]


def test_an_override_passes_the_gate() -> None:
    override = Override(Stage.ENFORCE, "coverage", "the director asked for it", "Alex Wilber", 4)
    planned = campaign(replace(PILOT, overrides=(override,)))
    assert _rehearse(planned, Assumptions(compliant=10)).first_refused is None


@pytest.mark.parametrize(
    ("thresholds", "sentence"),
    [
        ({Stage.ENFORCE: Thresholds(newly_blocked=3)}, "4 people would lose all access"),
        ({Stage.INSTRUCT: Thresholds(newly_asked=49)}, "50 people would be newly asked to act"),
        ({Stage.ENFORCE: Thresholds(soak=2)}, "1 period in the stage before"),
        ({Stage.ENFORCE: Thresholds(failed_enrollments=1)}, "1 of 47 enrollments failed"),
    ],
)
def test_every_threshold_is_judged(thresholds: dict[Stage, Thresholds], sentence: str) -> None:
    [(_, refusal)] = _refused(_rehearse(campaign(replace(PILOT, thresholds=thresholds))))
    assert f": failed: {sentence} (" in refusal


def test_a_gate_on_people_whom_nobody_counted_is_inconclusive_and_never_passes() -> None:
    uncounted = replace(PILOT, size=None, thresholds={Stage.ENFORCE: Thresholds(newly_blocked=100)})
    [(period, refusal)] = _refused(_rehearse(campaign(uncounted)))
    assert period == 4
    assert "inconclusive: how many people would lose all access is not known" in refusal


def test_a_share_alone_can_be_judged_without_a_size() -> None:
    rehearsal = _rehearse(campaign(replace(PILOT, size=None)))
    assert rehearsal.first_refused is None
    assert (rehearsal.rows[3].blocked, rehearsal.rows[3].people, rehearsal.rows[3].complete) == (0, 0, False)
    assert rehearsal.remarks == (
        "enforcement-brake: not judged, because the sizes of some waves are not known",
        "limited-pilot: its file says no size; its people are not in the sums",
    )


def test_a_freeze_moves_the_days_and_refuses_nothing() -> None:
    freeze = Freeze(date(2027, 1, 20), date(2027, 1, 25), "inventory")
    calendar = Calendar(date(2027, 1, 11), 14, (freeze,))
    rehearsal = _rehearse(campaign(PILOT, PHASE, calendar=calendar))
    assert _refused(rehearsal) == []
    assert [row.first_day for row in rehearsal.rows][:3] == [
        date(2027, 1, 11),
        date(2027, 1, 26),
        date(2027, 2, 9),
    ]


def test_a_hold_keeps_a_wave_where_it_is_and_people_go_on_enrolling() -> None:
    held = replace(PILOT, holds=(Hold("parts are missing", "Alex Wilber", 3, 4),))
    rows = _rehearse(campaign(held)).rows
    assert [[move.now.value for move in row.moves] for row in rows] == [
        ["announce"], ["instruct"], [], [], ["deadline"], ["enforce"]
    ]  # fmt: skip
    assert [row.covered for row in rows] == [0, 0, 34, 34, 34, 46]


def test_a_hold_without_an_end_is_said() -> None:
    held = replace(PILOT, holds=(Hold("parts are missing", "Alex Wilber", 3),))
    assert _rehearse(campaign(held)).remarks == (
        "limited-pilot: held until further notice since period 3 (parts are missing)",
    )


def test_people_in_two_waves_and_people_whom_nobody_knows_refuse_the_announcement() -> None:
    found = WaveFigures(1990, "counted", unknown=1, also_in=(("limited-pilot", 9),))
    windows = [replace(each, platforms=(Platform.WINDOWS,)) for each in (PILOT, PHASE)]
    assert _refused(_rehearse(campaign(*windows), phase_1=found)) == [
        (
            2,
            "limited-pilot, phase-1: 9 people would be in both waves; "
            "leave them out of one of the two [person-in-two-waves]",
        ),
        (
            2,
            "limited-pilot: Windows: for 9 people another restriction wins: "
            "Intune waves: Windows, not yet; take the people out of the other one's group "
            "[restriction-order]",
        ),
        (
            2,
            "people: 1 person of phase-1 is not in the users export; "
            "take them out of the list, or export the users again [person-unknown]",
        ),
    ]


def test_what_is_left_out_is_said() -> None:
    found = WaveFigures(44, "counted", left_out=3, break_glass=1, elsewhere=40)
    assert _rehearse(campaign(PILOT), limited_pilot=found).remarks == (
        "limited-pilot: 44 people counted, 50 expected",
        "limited-pilot: 3 people left out: guests and disabled accounts",
        "limited-pilot: 1 person left out: break-glass accounts",
        "limited-pilot: 40 people with a device that another service manages; whoever still has one "
        "when the wave is enforced would refuse that period [old-service-left]",
    )


def test_a_wave_that_exports_cannot_tell_uses_its_declared_size_and_says_so() -> None:
    reason = "user.department is compared by -match"
    figures = WaveFigures(50, "declared", inconclusive=reason)
    uncounted = WaveFigures(None, "unknown", inconclusive=reason)
    rehearsal = _rehearse(campaign(PILOT, PHASE), limited_pilot=figures, phase_1=uncounted)
    assert rehearsal.remarks == (
        "enforcement-brake: not judged, because the sizes of some waves are not known",
        f"limited-pilot: inconclusive: {reason}; its declared size of 50 is used",
        f"phase-1: inconclusive: {reason}; its people are not in the sums",
    )


@pytest.mark.parametrize("waves", [7, 100])
def test_the_number_of_waves_needs_no_more_restrictions(waves: int) -> None:
    declared = [wave(f"wave-{n}", start=AtPeriod(1 + n // 5)) for n in range(1, waves + 1)]
    rehearsal = _rehearse(campaign(*declared))
    assert rehearsal.first_refused is None
    assert max(row.budget.restrictions for row in rehearsal.rows) == 8


def test_the_budget_of_restrictions() -> None:
    assert _refused(_rehearse(campaign(PILOT), Assumptions(existing_restrictions=22)))[0] == (
        1,
        "there would be 26 platform restrictions in the tenant; remove restrictions that nobody needs, or "
        "list fewer platforms in the waves [restriction-budget]",
    )
    near = _rehearse(campaign(PILOT), Assumptions(existing_restrictions=20))
    assert near.first_refused is None
    assert near.remarks[-1] == (
        "24 of 25 platform restrictions would be in the tenant: little room is left [restriction-budget]"
    )


def test_the_budget_of_policies() -> None:
    assumed = Assumptions(existing_policies=240)
    assert _refused(_rehearse(campaign(PILOT), assumed))[0] == (
        1,
        "there would be 241 conditional access policies in the tenant; remove policies that nobody needs, "
        "disabled ones too, or declare fewer waves [policy-budget]",
    )


def test_the_brake_judges_people_newly_enforced() -> None:
    assert _refused(_rehearse(adatum(PILOT, PHASE))) == [
        (
            5,
            "brake: 2,000 people of 2,050 would be newly enforced by one step; "
            "let the waves follow one another, or raise the brake; it allows 1,230 now [enforcement-brake]",
        )
    ]
    assert _rehearse(adatum(PILOT, replace(PHASE, size=250))).first_refused is None


@pytest.mark.parametrize(
    ("accounts", "count"),
    [({}, "0 of 0"), ({"breakglass1@adatum.com": True, "breakglass2@adatum.com": False}, "1 of 2")],
)
def test_break_glass_accounts_of_the_exports_must_be_enabled(accounts: dict[str, bool], count: str) -> None:
    planned = campaign(PILOT)
    found = Figures(declared_figures(planned).waves, accounts)
    refused = _refused(rehearse(planned, schedule(planned), figures=found, assumed=Assumptions()))
    assert refused[0] == (
        1,
        f"{count} break-glass accounts can sign in; enable the accounts that waves/campaign.yaml names, "
        "and try to sign in with them [break-glass-enabled]",
    )


def test_each_complaint_is_told_once_in_the_first_period_that_it_refuses() -> None:
    found = WaveFigures(1990, "counted", also_in=(("limited-pilot", 9),))
    rehearsal = _rehearse(campaign(PILOT, PHASE), phase_1=found)
    assert {period for period, _ in _refused(rehearsal)} == {2}


def test_an_override_that_is_over_refuses_no_later_period() -> None:
    override = Override(Stage.INSTRUCT, "soak", "tried before", "Alex Wilber", 2)
    assert _rehearse(campaign(replace(PILOT, overrides=(override,)))).first_refused is None


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """Up to eight waves on one platform, some held, the last one everybody else."""
    waves: list[Wave] = []
    for n in range(draw(st.integers(1, 8))):
        holds = draw(st.lists(st.integers(1, 12), max_size=2))
        waves.append(
            wave(
                f"wave-{n}",
                start=AtPeriod(draw(st.integers(1, 10))),
                size=draw(st.integers(0, 500)),
                platforms=(Platform.WINDOWS,),
                holds=tuple(Hold("wait", "Alex Wilber", since, since) for since in holds),
            )
        )
    last = max(wave.start.period for wave in waves if isinstance(wave.start, AtPeriod))
    return campaign(*waves, wave("rest", people=EverybodyElse(), start=AtPeriod(last), size=700))


@settings(deadline=None)
@given(campaigns())
def test_everybody_is_asked_once_and_blocked_or_covered_once(planned: Campaign) -> None:
    rehearsal = _rehearse(planned)
    everybody = sum(each.size or 0 for each in planned.waves)
    assert sum(row.asked for row in rehearsal.rows) == everybody
    enforced = [move for row in rehearsal.rows for move in row.moves if move.now is Stage.ENFORCE]
    assert sum(move.coverage.covered + move.blocked for move in enforced) == everybody
    assert sorted(move.wave for move in enforced) == sorted(each.id for each in planned.waves)
    assert rehearsal.rows[-1].people == everybody
    assert _rehearse(planned) == rehearsal


def test_the_organisation_s_own_guards_refuse_periods_too() -> None:
    source = (
        "from intune_waves.guards import Complaint, PlannedPeriod, guard\n"
        "@guard(rule='not-third', sentence='Nothing happens in period 3.')\n"
        "def judge(period: PlannedPeriod):\n"
        "    if period.number == 3:\n"
        "        yield Complaint(rule='not-third', what='not in period 3', next_step='wait')\n"
    )
    guarded = campaign(PILOT, guards=(GuardFile("own.py", source), GuardFile("gone.py", unread="it is gone")))
    assert _refused(_rehearse(guarded)) == [
        (
            1,
            "gone.py: it is gone; correct it, or take it out of guards in waves/campaign.yaml [guard-file]",
        ),
        (3, "not in period 3; wait [not-third]"),
    ]
