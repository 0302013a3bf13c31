"""A wave's gate, judged on rehearsed figures."""

from collections.abc import Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.gates.evidence import Evidence
from intune_waves.gates.gate import Verdict, judge_gate
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.coverage import part
from intune_waves.rehearsal.figures import WaveFigures
from intune_waves.rehearsal.period_row import WaveStep


def refused_by_gate(
    step: WaveStep,
    wave: Wave,
    schedule: Schedule,
    period: int,
    figures: WaveFigures,
    assumed: Assumptions,
) -> Iterator[Complaint]:
    """`stage-gate`: a complaint unless the gate of the stage that the wave enters would pass."""
    thresholds = wave.thresholds.get(step.now)
    if not thresholds or step.now < step.before:
        return
    evidence = _evidence(step, schedule, period, figures, assumed)
    judgement = judge_gate(step.now, thresholds, evidence, period=period, overrides=wave.overrides)
    if judgement.verdict is Verdict.PASSED:
        return
    against = [each for each in judgement.findings if each.holds_up]
    path = f"stages.{step.now.value}.{against[0].figure}"
    reckoned = "" if step.counted else ", reckoned with 100,000 people because its number is not known"
    yield Complaint(
        rule="stage-gate",
        where=wave.places.of(path) if wave.places else None,
        path=path,
        what=f"{wave.id} from {step.before.value} to {step.now.value}{reckoned}: {judgement.verdict.value}: "
        + "; ".join(each.sentence for each in against),
        got=judgement.verdict.value,
        expected="a gate that passes",
        next_step="give the wave more time, change the threshold, or plan for an override",
    )


def _evidence(
    step: WaveStep, schedule: Schedule, period: int, figures: WaveFigures, assumed: Assumptions
) -> Evidence:
    found = step.coverage
    # Whoever could not enroll yet has not tried.
    tried = found.covered + found.not_compliant - figures.enrolled if step.now >= Stage.DEADLINE else 0
    return Evidence(
        age_hours=0,
        people=found.people,
        covered=found.covered,
        never_enrolled=found.not_enrolled,
        enrollments_tried=max(tried, 0),
        enrollments_failed=part(max(tried, 0), assumed.failed_enrollments),
        newly_blocked=step.blocked if step.counted else None,
        newly_asked=step.asked if step.counted else None,
        periods_in_stage=_periods_in(step.before, step.wave, schedule, period),
    )


def _periods_in(stage: Stage, wave_id: str, schedule: Schedule, period: int) -> int:
    before = period - 1
    while before > 0 and schedule.stage(wave_id, before) is stage:
        before -= 1
    return period - 1 - before
