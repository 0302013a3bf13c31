from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import FIGURES, Thresholds
from intune_waves.gates.gate import Evidence, Judgement, Verdict, judge_gate

READING = Evidence(
    age_hours=1,
    people=50,
    covered=46,
    reached=48,
    never_enrolled=2,
    enrollments_tried=60,
    enrollments_failed=3,
    newly_blocked=4,
    losing_a_device=2,
    newly_asked=50,
    periods_in_stage=1,
)
EVERYTHING = Thresholds(
    coverage=90,
    reach=96,
    soak=1,
    failed_enrollments=5,
    newly_blocked=4,
    losing_a_device=2,
    newly_asked=50,
    age_hours=1,
)


def judge(
    thresholds: Thresholds, reading: Evidence | None = READING, *overrides: Override, period: int = 4
) -> Judgement:
    return judge_gate(Stage.ENFORCE, thresholds, evidence=reading, period=period, overrides=overrides)


def override(figure: str = "coverage", until: int = 4, stage: Stage = Stage.ENFORCE) -> Override:
    return Override(stage, figure, "Two people are on leave", "Megan Bowen", until)


def test_a_wave_that_meets_every_threshold_exactly_passes() -> None:
    judged = judge(EVERYTHING)
    assert judged.verdict is Verdict.PASSED
    assert str(judged) == (
        "46 of 50 covered (92 %, needs 90 %); 48 of 50 with a compliant device (96 %, needs 96 %); "
        "1 period in the stage before (needs 1); "
        "3 of 60 enrollments failed (5 %, at most 5 %); 4 people would lose all access (at most 4); "
        "2 people would lose a device and keep another (at most 2); "
        "50 people would be newly asked to act (at most 50)"
    )


@pytest.mark.parametrize(
    ("figure", "change", "sentence"),
    [
        ("coverage", {"covered": 44}, "44 of 50 covered (88 %, needs 90 %)"),
        (
            "coverage",
            {"people": 10000, "covered": 8999, "reached": 9700},
            "8999 of 10000 covered (89.9 %, needs 90 %)",
        ),
        ("reach", {"reached": 47}, "47 of 50 with a compliant device (94 %, needs 96 %)"),
        (
            "losing_a_device",
            {"losing_a_device": 3},
            "3 people would lose a device and keep another (at most 2)",
        ),
        ("soak", {"periods_in_stage": 0}, "0 periods in the stage before (needs 1)"),
        (
            "failed_enrollments",
            {"enrollments_tried": 1999, "enrollments_failed": 100},
            "100 of 1999 enrollments failed (5.1 %, at most 5 %)",
        ),
        ("newly_blocked", {"newly_blocked": 5}, "5 people would lose all access (at most 4)"),
        ("newly_asked", {"newly_asked": 51}, "51 people would be newly asked to act (at most 50)"),
    ],
)
def test_a_missed_threshold_fails(figure: str, change: dict[str, Any], sentence: str) -> None:
    judged = judge(EVERYTHING, replace(READING, **change))
    assert judged.verdict is Verdict.FAILED
    assert [(each.figure, each.sentence) for each in judged.findings if each.holds_up] == [(figure, sentence)]
    assert str(judged) == f"{sentence}; wait, hold the wave, or override enforce.{figure}"


@pytest.mark.parametrize(
    ("change", "figures"),
    [
        ({"covered": None}, ["coverage"]),
        ({"reached": None}, ["reach"]),
        ({"losing_a_device": None}, ["losing_a_device"]),
        ({"people": None}, ["coverage", "reach"]),
        ({"people": 0, "covered": 0}, ["coverage", "reach"]),
        ({"periods_in_stage": None}, ["soak"]),
        ({"enrollments_tried": 0, "enrollments_failed": 0}, ["failed_enrollments"]),
        ({"enrollments_tried": None}, ["failed_enrollments"]),
        ({"enrollments_failed": None}, ["failed_enrollments"]),
        ({"newly_blocked": None}, ["newly_blocked"]),
        ({"newly_asked": None}, ["newly_asked"]),
        ({"complete": False}, [figure for figure in FIGURES if figure != "soak"]),
        ({"age_hours": 1.5}, [figure for figure in FIGURES if figure != "soak"]),
        ({"age_hours": -1}, [figure for figure in FIGURES if figure != "soak"]),
        ({"age_hours": float("nan")}, [figure for figure in FIGURES if figure != "soak"]),
    ],
)
def test_what_is_missing_stale_or_partial_is_inconclusive(change: dict[str, Any], figures: list[str]) -> None:
    judged = judge(EVERYTHING, replace(READING, **change))
    assert judged.verdict is Verdict.INCONCLUSIVE
    assert [each.figure for each in judged.findings if each.holds_up] == figures


def test_without_any_reading_everything_is_inconclusive() -> None:
    judged = judge(EVERYTHING, None)
    assert judged.verdict is Verdict.INCONCLUSIVE
    assert {each.sentence for each in judged.findings} == {"nothing was read from the tenant"}
    assert [each.figure for each in judged.findings] == list(FIGURES)


def test_a_reading_is_stale_after_a_day_unless_the_wave_says_otherwise() -> None:
    day_old = replace(READING, age_hours=25)
    assert judge(Thresholds(coverage=90), day_old).verdict is Verdict.INCONCLUSIVE
    assert judge(Thresholds(coverage=90), replace(READING, age_hours=24)).verdict is Verdict.PASSED
    assert judge(Thresholds(coverage=90, age_hours=48), day_old).verdict is Verdict.PASSED
    assert "25 hours old (at most 24)" in str(judge(Thresholds(coverage=90), day_old))


def test_a_failure_outweighs_what_is_not_known() -> None:
    assert judge(EVERYTHING, replace(READING, covered=1, newly_asked=None)).verdict is Verdict.FAILED


def test_where_nothing_is_declared_nothing_is_judged() -> None:
    judged = judge(Thresholds(), None)
    assert (judged.verdict, judged.findings) == (Verdict.PASSED, ())
    assert str(judged) == "nothing is judged here"


def test_an_override_passes_the_threshold_that_it_names() -> None:
    poor = replace(READING, covered=1)
    judged = judge(EVERYTHING, poor, override())
    assert judged.verdict is Verdict.PASSED
    assert judged.findings[0].verdict is Verdict.FAILED
    assert judged.findings[0].override == override()
    assert judged.findings[1].override is None


def test_an_override_passes_what_is_not_known_too() -> None:
    assert judge(Thresholds(coverage=90), None, override()).verdict is Verdict.PASSED


@pytest.mark.parametrize("other", [override("soak"), override(until=3), override(stage=Stage.DEADLINE)])
def test_an_override_passes_nothing_else(other: Override) -> None:
    assert judge(EVERYTHING, replace(READING, covered=1), other).verdict is Verdict.FAILED


COUNTS = st.none() | st.integers(0, 200)


@given(
    reading=st.builds(
        Evidence,
        age_hours=st.floats(0, 48),
        complete=st.booleans(),
        people=COUNTS,
        covered=COUNTS,
        reached=COUNTS,
        losing_a_device=COUNTS,
        enrollments_tried=COUNTS,
        enrollments_failed=COUNTS,
        newly_blocked=COUNTS,
        newly_asked=COUNTS,
        periods_in_stage=COUNTS,
    ),
    thresholds=st.builds(
        Thresholds,
        coverage=st.none() | st.floats(0, 100),
        reach=st.none() | st.floats(0, 100),
        losing_a_device=COUNTS,
        soak=st.none() | st.integers(0, 5),
        failed_enrollments=st.none() | st.floats(0, 100),
        newly_blocked=COUNTS,
        newly_asked=COUNTS,
    ),
)
def test_only_a_gate_whose_every_figure_passed_passes(reading: Evidence, thresholds: Thresholds) -> None:
    judged = judge(thresholds, reading)
    declared = [figure for figure in FIGURES if getattr(thresholds, figure) is not None]
    assert [each.figure for each in judged.findings] == declared
    verdicts = {each.verdict for each in judged.findings}
    assert (judged.verdict is Verdict.PASSED) is (verdicts <= {Verdict.PASSED})
    assert (judged.verdict is Verdict.FAILED) is (Verdict.FAILED in verdicts)


@given(covered=st.integers(0, 1000), more=st.integers(0, 1000), threshold=st.floats(0, 100))
def test_more_coverage_never_fails_what_less_passed(covered: int, more: int, threshold: float) -> None:
    less = judge(Thresholds(coverage=threshold), replace(READING, people=2000, covered=covered))
    better = judge(Thresholds(coverage=threshold), replace(READING, people=2000, covered=covered + more))
    assert less.verdict is not Verdict.PASSED or better.verdict is Verdict.PASSED


def test_coverage_at_its_threshold_passes() -> None:
    judged = judge(Thresholds(coverage=90), replace(READING, covered=45))
    assert judged.verdict is Verdict.PASSED
    assert str(judged) == "45 of 50 covered (90 %, needs 90 %)"


def test_a_refusal_names_every_figure_and_every_override_that_would_pass_it() -> None:
    unknown = Evidence(age_hours=1, people=50)
    assert str(judge(EVERYTHING, unknown)) == (
        "coverage is not known; reach is not known; the time in the stage before is not known; "
        "the share of failed enrollments is not known; how many people would lose all access is not known; "
        "how many people would lose a device and keep another is not known; "
        "how many people would be newly asked to act is not known; wait, hold the wave, or override "
        "enforce.coverage, enforce.reach, enforce.soak, enforce.failed_enrollments, enforce.newly_blocked, "
        "enforce.losing_a_device, enforce.newly_asked"
    )
    partial = judge(Thresholds(coverage=90), replace(READING, complete=False))
    assert str(partial) == "the reading is partial; wait, hold the wave, or override enforce.coverage"


def test_an_override_that_is_not_needed_is_not_used() -> None:
    (finding,) = judge(Thresholds(coverage=90), READING, override()).findings
    assert finding.override is None
