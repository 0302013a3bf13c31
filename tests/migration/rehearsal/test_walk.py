"""A rehearsal walks every period, says what it means for people, and finds the first refusal."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.campaign import Campaign, Freeze
from migration.hold import Hold
from migration.override import Override
from migration.people import EverybodyElse
from migration.platform import Platform
from migration.rehearsal import Assumptions, Rehearsal, WaveFigures, declared_figures, rehearse
from migration.schedule import schedule
from migration.stage import Stage
from migration.thresholds import Thresholds
from migration.wave import After, AtPeriod, Wave
from tests.migration.build import campaign, wave

PILOT = wave("limited-pilot", size=50, thresholds={Stage.ENFORCE: Thresholds(coverage=90)})
PHASE = wave("phase-1", size=2000, start=After("limited-pilot"))


def _rehearse(planned: Campaign, assumed: Assumptions | None = None, **figures: WaveFigures) -> Rehearsal:
    known = {**declared_figures(planned), **{key.replace("_", "-"): each for key, each in figures.items()}}
    return rehearse(planned, schedule(planned), known, assumed or Assumptions())


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
    assert [(s.wave, s.before.value, s.now.value) for s in rehearsal.rows[3].steps] == [
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
        (12, 7),
        (12, 7),
        (12, 7),
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
        ({Stage.ENFORCE: Thresholds(newly_blocked=3)}, "4 people would lose access"),
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
    assert "inconclusive: how many people would lose access is not known" in refusal


def test_a_share_alone_can_be_judged_without_a_size() -> None:
    rehearsal = _rehearse(campaign(replace(PILOT, size=None)))
    assert rehearsal.first_refused is None
    assert (rehearsal.rows[3].blocked, rehearsal.rows[3].people, rehearsal.rows[3].complete) == (0, 0, False)
    assert rehearsal.remarks == ("limited-pilot: its file says no size; its people are not in the sums",)


def test_a_frozen_day_refuses_what_would_move() -> None:
    freeze = Freeze(date(2027, 1, 20), date(2027, 1, 25), "inventory")
    assert _refused(_rehearse(campaign(PILOT, PHASE, freezes=(freeze,)))) == [
        (
            2,
            "freezes: period 2 begins on 2027-01-25, which is frozen until 2027-01-25 (inventory), "
            "and 2 waves would move; hold the waves in this period, or start them later [freeze-window]",
        )
    ]


def test_a_hold_keeps_a_wave_where_it_is_and_people_go_on_enrolling() -> None:
    held = replace(PILOT, holds=(Hold("parts are missing", "Alex Wilber", 3, 4),))
    rows = _rehearse(campaign(held)).rows
    assert [[step.now.value for step in row.steps] for row in rows] == [
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
    assert _refused(_rehearse(campaign(PILOT, PHASE), phase_1=found)) == [
        (
            2,
            "people: 9 people of phase-1 are in limited-pilot too; "
            "leave them out of one of the two [person-in-two-waves]",
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
        "limited-pilot: 3 of its people are guests or disabled, and left out",
        "limited-pilot: 1 of its people are break-glass accounts, and left out",
        "limited-pilot: 40 people have a device that another service manages",
    )


def test_a_wave_that_exports_cannot_tell_uses_its_declared_size_and_says_so() -> None:
    reason = "user.department is compared by -match"
    figures = WaveFigures(50, "declared", inconclusive=reason)
    uncounted = WaveFigures(None, "unknown", inconclusive=reason)
    rehearsal = _rehearse(campaign(PILOT, PHASE), limited_pilot=figures, phase_1=uncounted)
    assert rehearsal.remarks == (
        f"limited-pilot: inconclusive: {reason}; its declared size of 50 is used",
        f"phase-1: inconclusive: {reason}; its people are not in the sums",
    )


@pytest.mark.parametrize(("waves", "refused"), [(6, False), (7, True)])
def test_the_budget_of_restrictions(waves: int, refused: bool) -> None:
    declared = [wave(f"wave-{n}", start=AtPeriod(n)) for n in range(1, waves + 1)]
    rehearsal = _rehearse(campaign(*declared))
    assert bool(rehearsal.first_refused) is refused
    if refused:
        assert _refused(rehearsal)[0] == (
            7,
            "the tenant would have 28 enrollment restrictions, and it holds 25; "
            "give waves fewer platforms, or join waves [restriction-budget]",
        )


def test_the_budget_of_policies() -> None:
    assumed = Assumptions(existing_policies=195)
    assert _refused(_rehearse(campaign(PILOT), assumed))[0] == (
        1,
        "the tenant would have 196 conditional access policies, and it holds 195; "
        "join waves, or remove policies that the tenant has [policy-budget]",
    )


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
                size=draw(st.integers(0, 5000)),
                platforms=(Platform.WINDOWS,),
                holds=tuple(Hold("wait", "Alex Wilber", since, since) for since in holds),
            )
        )
    last = max(wave.start.period for wave in waves if isinstance(wave.start, AtPeriod))
    return campaign(*waves, wave("rest", people=EverybodyElse(), start=AtPeriod(last), size=7000))


@given(campaigns())
def test_everybody_is_asked_once_and_blocked_or_covered_once(planned: Campaign) -> None:
    rehearsal = _rehearse(planned)
    everybody = sum(each.size or 0 for each in planned.waves)
    assert sum(row.asked for row in rehearsal.rows) == everybody
    enforced = [step for row in rehearsal.rows for step in row.steps if step.now is Stage.ENFORCE]
    assert sum(step.coverage.covered + step.blocked for step in enforced) == everybody
    assert sorted(step.wave for step in enforced) == sorted(each.id for each in planned.waves)
    assert rehearsal.rows[-1].people == everybody
    assert _rehearse(planned) == rehearsal
