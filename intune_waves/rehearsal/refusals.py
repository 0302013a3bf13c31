"""Why a period would be refused: its guards and gates on the rehearsed figures."""

from collections.abc import Iterator

from intune_waves.campaign.campaign import Campaign
from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.schedule import Schedule
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.gates.gate import Evidence, Verdict, judge_gate
from intune_waves.guards import judge
from intune_waves.guards.own_guards import own_guards
from intune_waves.rehearsal.assumptions import Assumptions
from intune_waves.rehearsal.coverage import part
from intune_waves.rehearsal.figures import Figures, WaveFigures
from intune_waves.rehearsal.period_row import PeriodRow, RehearsedMove
from intune_waves.step.headcount import people
from intune_waves.step.plan import Plan


def refusals(
    row: PeriodRow,
    plan: Plan,
    *,
    campaign: Campaign,
    schedule: Schedule,
    figures: Figures,
    assumed: Assumptions,
) -> Iterator[Complaint]:
    """Every reason to refuse the period of `row`: guards on the whole plan, then people, then gates."""
    own = own_guards(campaign.guards)
    yield from own.complaints
    yield from judge(plan, own.guards)
    for move in row.moves:
        wave, found = campaign.wave(move.wave), figures.waves[move.wave]
        if move.before is Stage.PLANNED:
            yield from _unknown(wave, found)
        yield from _refused_by_gate(
            move, wave, schedule=schedule, period=row.period, figures=found, assumed=assumed
        )


def _unknown(wave: Wave, figures: WaveFigures) -> Iterator[Complaint]:
    if figures.unknown:
        verb = "is" if figures.unknown == 1 else "are"
        yield Complaint(
            rule="person-unknown",
            where=wave.places.of("people") if wave.places else None,
            path="people",
            what=f"{people(figures.unknown)} of {wave.id} {verb} not in the users export",
            got=figures.unknown,
            expected="people whom the tenant has",
            next_step="take them out of the list, or export the users again",
        )


def _refused_by_gate(
    move: RehearsedMove,
    wave: Wave,
    *,
    schedule: Schedule,
    period: int,
    figures: WaveFigures,
    assumed: Assumptions,
) -> Iterator[Complaint]:
    """`stage-gate`: a complaint unless the gate of the stage that the wave enters would pass."""
    thresholds = wave.thresholds.get(move.now)
    if not thresholds or move.now < move.before:
        return
    evidence = _evidence(move, schedule, period=period, figures=figures, assumed=assumed)
    judgement = judge_gate(move.now, thresholds, evidence=evidence, period=period, overrides=wave.overrides)
    if judgement.verdict is Verdict.PASSED:
        return
    against = [each for each in judgement.findings if each.holds_up]
    path = f"stages.{move.now.value}.{against[0].figure}"
    reckoned = "" if move.counted else ", reckoned with 100,000 people because its number is not known"
    yield Complaint(
        rule="stage-gate",
        where=wave.places.of(path) if wave.places else None,
        path=path,
        what=f"{wave.id} from {move.before.value} to {move.now.value}{reckoned}: {judgement.verdict.value}: "
        + "; ".join(each.sentence for each in against),
        got=judgement.verdict.value,
        expected="a gate that passes",
        next_step="give the wave more time, change the threshold, or plan for an override",
    )


def _evidence(
    move: RehearsedMove, schedule: Schedule, *, period: int, figures: WaveFigures, assumed: Assumptions
) -> Evidence:
    found = move.coverage
    # Whoever could not enroll yet has not tried.
    tried = found.covered + found.not_compliant - figures.enrolled if move.now >= Stage.DEADLINE else 0
    return Evidence(
        age_hours=0,
        people=found.people,
        covered=found.covered,
        reached=found.covered + found.losing_a_device,
        never_enrolled=found.not_enrolled,
        enrollments_tried=max(tried, 0),
        enrollments_failed=part(max(tried, 0), assumed.failed_enrollments),
        newly_blocked=move.blocked if move.counted else None,
        losing_a_device=found.losing_a_device if move.now is Stage.ENFORCE else 0,
        newly_asked=move.asked if move.counted else None,
        periods_in_stage=_periods_in(move.before, move.wave, schedule=schedule, period=period),
    )


def _periods_in(stage: Stage, wave_id: str, *, schedule: Schedule, period: int) -> int:
    before = period - 1
    while before > 0 and schedule.stage(wave_id, before) is stage:
        before -= 1
    return period - 1 - before
