"""The gate: whether a wave may enter its next stage."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from intune_waves.campaign.holds_and_overrides import Override
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import FIGURES, Thresholds
from intune_waves.step.headcount import percent, plain

FRESH_HOURS = 24.0
"""How old a reading may be where the wave does not say."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The figures that a gate judges by: what was counted for one wave at one time.

    None is a figure that nobody could count.
    `complete` is False when pages were missing or counts disagreed: then no count of people is to be trusted.
    """

    age_hours: float
    complete: bool = True
    people: int | None = None
    """People in the wave's group."""
    covered: int | None = None
    """Those of them who would lose nothing."""
    reached: int | None = None
    """Those of them with a compliant device on one of the wave's platforms."""
    never_enrolled: int | None = None
    """Those of them without any enrolled device."""
    enrollments_tried: int | None = None
    """Those of them with an enrolled device, or of whom an attempt to enroll one has failed."""
    enrollments_failed: int | None = None
    """Those of them of whom an attempt has failed and who still have no enrolled device."""
    newly_blocked: int | None = None
    """People who would lose all access by the step."""
    losing_a_device: int | None = None
    """People who would lose a device by the step and keep another."""
    newly_asked: int | None = None
    """People who are asked to act by the step and were not before."""
    periods_in_stage: int | None = None
    """Whole periods that the wave has spent in the stage which it would leave."""


class Verdict(Enum):
    """A gate's answer; only `passed` lets a wave through."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure against its threshold, as a sentence; `override` is the one that passed it all the same."""

    figure: str
    verdict: Verdict
    sentence: str
    override: Override | None = None

    @property
    def holds_up(self) -> bool:
        """Whether this figure keeps the wave from its next stage."""
        return self.verdict is not Verdict.PASSED and self.override is None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The gate's answer with everything that it rests on. Counts only: nobody's name."""

    stage: Stage
    verdict: Verdict
    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        """What holds the wave up and the ways on, or what let it through."""
        if self.verdict is Verdict.PASSED:
            return "; ".join(each.sentence for each in self.findings) or "nothing is judged here"
        reasons = "; ".join(each.sentence for each in self.findings if each.holds_up)
        names = ", ".join(f"{self.stage.value}.{each.figure}" for each in self.findings if each.holds_up)
        return f"{reasons}; wait, hold the wave, or override {names}"


def judge_gate(
    stage: Stage,
    thresholds: Thresholds,
    *,
    evidence: Evidence | None,
    period: int,
    overrides: Iterable[Override] = (),
) -> Judgement:
    """Whether a wave may enter `stage` in `period`, by the thresholds that it declares for it.

    A figure that is missing, stale or partly counted is inconclusive, and inconclusive never passes. A
    failed figure outweighs an inconclusive one. An override passes the one threshold that it names, and no
    other.
    """
    known = tuple(overrides)
    findings = tuple(
        Finding(
            figure,
            verdict,
            sentence,
            None
            if verdict is Verdict.PASSED
            else next((each for each in known if each.passes(stage, figure, period=period)), None),
        )
        for figure, verdict, sentence in _judge_figures(thresholds, evidence)
    )
    against = {each.verdict for each in findings if each.holds_up}
    if Verdict.FAILED in against:
        return Judgement(stage, Verdict.FAILED, findings)
    return Judgement(stage, Verdict.INCONCLUSIVE if against else Verdict.PASSED, findings)


Judged = tuple[Verdict, str]


def _judge_figures(thresholds: Thresholds, evidence: Evidence | None) -> Iterator[tuple[str, Verdict, str]]:
    judges: tuple[Callable[[Evidence, float], Judged], ...] = (
        _coverage,
        _reach,
        _soak,
        _failed_enrollments,
        _newly_blocked,
        _losing_a_device,
        _newly_asked,
    )
    distrusted = _distrust(thresholds, evidence)
    for figure, judge in zip(FIGURES, judges, strict=True):
        threshold = getattr(thresholds, figure)
        if threshold is None:
            continue
        # The time spent in a stage is a fact of the schedule: no stale page can make it doubtful.
        if evidence is None or (distrusted and figure != "soak"):
            yield figure, Verdict.INCONCLUSIVE, distrusted
        else:
            yield figure, *judge(evidence, threshold)


def _distrust(thresholds: Thresholds, evidence: Evidence | None) -> str:
    if evidence is None:
        return "nothing was read from the tenant"
    limit = FRESH_HOURS if thresholds.age_hours is None else thresholds.age_hours
    if not 0 <= evidence.age_hours <= limit:
        return f"the reading is {plain(evidence.age_hours)} hours old (at most {plain(limit)})"
    return "" if evidence.complete else "the reading is partial"


def _coverage(evidence: Evidence, threshold: float) -> Judged:
    if evidence.covered is None or not evidence.people:
        return Verdict.INCONCLUSIVE, "coverage is not known"
    return _at_least(evidence.covered, evidence.people, threshold=threshold, clause="covered")


def _reach(evidence: Evidence, threshold: float) -> Judged:
    if evidence.reached is None or not evidence.people:
        return Verdict.INCONCLUSIVE, "reach is not known"
    return _at_least(evidence.reached, evidence.people, threshold=threshold, clause="with a compliant device")


def _soak(evidence: Evidence, threshold: float) -> Judged:
    if evidence.periods_in_stage is None:
        return Verdict.INCONCLUSIVE, "the time in the stage before is not known"
    right = evidence.periods_in_stage >= threshold
    spent = f"{evidence.periods_in_stage} period{'s' * (evidence.periods_in_stage != 1)}"
    return _verdict(right), f"{spent} in the stage before (needs {plain(threshold)})"


def _failed_enrollments(evidence: Evidence, threshold: float) -> Judged:
    tried, failed = evidence.enrollments_tried, evidence.enrollments_failed
    if not tried or failed is None:
        return Verdict.INCONCLUSIVE, "the share of failed enrollments is not known"
    right = 100 * failed <= Fraction(str(threshold)) * tried
    share = f"{percent(failed, tried, up=True)}, at most {plain(threshold)} %"
    return _verdict(right), f"{failed} of {tried} enrollments failed ({share})"


def _newly_blocked(evidence: Evidence, threshold: float) -> Judged:
    return _at_most(evidence.newly_blocked, threshold, clause="people would lose all access")


def _losing_a_device(evidence: Evidence, threshold: float) -> Judged:
    return _at_most(evidence.losing_a_device, threshold, clause="people would lose a device and keep another")


def _newly_asked(evidence: Evidence, threshold: float) -> Judged:
    return _at_most(evidence.newly_asked, threshold, clause="people would be newly asked to act")


def _at_least(count: int, people: int, *, threshold: float, clause: str) -> Judged:
    right = 100 * count >= Fraction(str(threshold)) * people
    share = f"{percent(count, people)}, needs {plain(threshold)} %"
    return _verdict(right), f"{count} of {people} {clause} ({share})"


def _at_most(count: int | None, threshold: float, *, clause: str) -> Judged:
    if count is None:
        return Verdict.INCONCLUSIVE, f"how many {clause} is not known"
    return _verdict(count <= threshold), f"{count} {clause} (at most {plain(threshold)})"


def _verdict(right: bool) -> Verdict:
    return Verdict.PASSED if right else Verdict.FAILED
