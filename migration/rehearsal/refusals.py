"""Why a period would be refused: its gates, guards and budgets on the rehearsed figures."""

from collections.abc import Iterator, Mapping

from migration.campaign import Campaign
from migration.errors import Complaint
from migration.gate import Verdict, judge_gate
from migration.reading import Reading
from migration.rehearsal.assumptions import Assumptions
from migration.rehearsal.coverage import part
from migration.rehearsal.figures import WaveFigures
from migration.rehearsal.period_row import PeriodRow, WaveStep
from migration.schedule import Schedule
from migration.stage import Stage
from migration.wave import Wave

POLICY_BUDGET = 195
"""Conditional access policies of a tenant at most, in any state."""
RESTRICTION_BUDGET = 25
"""Enrollment platform restrictions of a tenant at most, the default not counted."""


def refusals(
    row: PeriodRow,
    campaign: Campaign,
    schedule: Schedule,
    figures: Mapping[str, WaveFigures],
    assumed: Assumptions,
) -> Iterator[Complaint]:
    """Every reason to refuse the period of `row`, in the order: calendar, people, gates, budgets."""
    yield from _freezes(row, campaign)
    for step in row.steps:
        wave = campaign.wave(step.wave)
        if step.before is Stage.PLANNED:
            yield from _people(wave, figures[wave.id])
        yield from _gate(step, wave, schedule, row, figures[wave.id], assumed)
    yield from _budgets(row)


def _freezes(row: PeriodRow, campaign: Campaign) -> Iterator[Complaint]:
    for freeze in campaign.freezes:
        if row.steps and freeze.covers(row.first_day):
            yield Complaint(
                rule="freeze-window",
                path="freezes",
                what=(
                    f"period {row.period} begins on {row.first_day}, which is frozen until {freeze.last_day} "
                    f"({freeze.reason}), and {len(row.steps)} waves would move"
                ),
                got=row.first_day,
                expected="a day on which waves may move",
                next_step="hold the waves in this period, or start them later",
            )


def _people(wave: Wave, figures: WaveFigures) -> Iterator[Complaint]:
    where = wave.places.of("people") if wave.places else None
    for other, count in figures.also_in:
        yield Complaint(
            rule="person-in-two-waves",
            where=where,
            path="people",
            what=f"{_count(count)} of {wave.id} {'is' if count == 1 else 'are'} in {other} too",
            got=count,
            expected="each person in one wave",
            next_step="leave them out of one of the two",
        )
    if figures.unknown:
        yield Complaint(
            rule="person-unknown",
            where=where,
            path="people",
            what=f"{_count(figures.unknown)} of {wave.id} {'is' if figures.unknown == 1 else 'are'} "
            "not in the users export",
            got=figures.unknown,
            expected="people whom the tenant has",
            next_step="take them out of the list, or export the users again",
        )


def _gate(
    step: WaveStep,
    wave: Wave,
    schedule: Schedule,
    row: PeriodRow,
    figures: WaveFigures,
    assumed: Assumptions,
) -> Iterator[Complaint]:
    thresholds = wave.thresholds.get(step.now)
    if not thresholds:
        return
    reading = _reading(step, schedule, row.period, figures, assumed)
    judgement = judge_gate(step.now, thresholds, reading, period=row.period, overrides=wave.overrides)
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


def _reading(
    step: WaveStep, schedule: Schedule, period: int, figures: WaveFigures, assumed: Assumptions
) -> Reading:
    found = step.coverage
    # Whoever could not enroll yet has not tried.
    tried = found.covered + found.not_compliant - figures.enrolled if step.now >= Stage.DEADLINE else 0
    return Reading(
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


def _budgets(row: PeriodRow) -> Iterator[Complaint]:
    # A budget is judged where it is about to be spent; a period in which nothing moves adds nothing.
    if not row.steps:
        return
    budgets = (
        ("policy-budget", "conditional access policies", row.budget.policies, POLICY_BUDGET),
        ("restriction-budget", "enrollment restrictions", row.budget.restrictions, RESTRICTION_BUDGET),
    )
    for rule, noun, count, most in budgets:
        if count > most:
            yield Complaint(
                rule=rule,
                what=f"the tenant would have {count} {noun}, and it holds {most}",
                got=count,
                expected=f"at most {most}",
                next_step="give waves fewer platforms, or join waves"
                if rule == "restriction-budget"
                else "join waves, or remove policies that the tenant has",
            )


def _count(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"
