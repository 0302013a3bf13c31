"""From a campaign and what is known of it to a report."""

from collections.abc import Iterator

from intune_waves.campaign import tenant_budget
from intune_waves.campaign.closing import Check
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import stages_in_force
from intune_waves.rehearsal import PeriodRow
from intune_waves.report.clean_text import clean
from intune_waves.report.coverage_lines import coverage_lines, effects
from intune_waves.report.days import effective, long_day, shown_moment
from intune_waves.report.decisions import enforced, gates, gates_ahead, holds, overrides
from intune_waves.report.grid_rows import grid
from intune_waves.report.rows import (
    AppliedRow,
    BudgetRow,
    ChecklistRow,
    ClosingRow,
    FreezeRow,
    PeriodForecast,
    Report,
    Standing,
)
from intune_waves.report.sources import Sources
from intune_waves.report.upcoming import upcoming

_CHECKS = {
    Check.OLD_SERVICE_DEVICES: "the tenant: devices of the previous service",
    Check.MDM_SCOPE: "the tenant: the MDM scope",
    Check.CONNECTOR: "the tenant: connectors",
    Check.NONE: "a person",
}


def assemble(sources: Sources) -> Report:
    """The whole report; plain values in, plain rows out, and nothing is read on the way."""
    campaign, schedule = sources.campaign, sources.schedule
    counts = [sources.headcount(wave_id)[0] for wave_id in schedule.order]
    last = max(schedule.last_period, 1)
    return Report(
        campaign=clean(campaign.name),
        organisation=clean(campaign.organisation),
        made=shown_moment(sources.made),
        first_day=campaign.calendar.start_of(1),
        last_day=campaign.calendar.end_of(last),
        last_period=schedule.last_period,
        people=None if None in counts else sum(each or 0 for each in counts),
        place=_place(sources),
        upcoming=upcoming(sources),
        grid=grid(sources),
        coverage=tuple(coverage_lines(sources)),
        effects=tuple(effects(sources)),
        gates=tuple(gates(sources)),
        gates_ahead=tuple(gates_ahead(sources)),
        enforced=tuple(enforced(sources)),
        holds=tuple(holds(sources)),
        overrides=tuple(overrides(sources)),
        freezes=tuple(
            FreezeRow(each.first_day, each.last_day, clean(each.reason)) for each in campaign.calendar.freezes
        ),
        applied=tuple(_applied(sources)),
        budgets=tuple(_budgets(sources)),
        drift=sources.drift,
        forecast=tuple(map(_forecast, sources.rehearsal.rows)) if sources.rehearsal else (),
        forecast_basis=clean(sources.rehearsal_basis),
        closing=_closing(sources),
        unread=tuple(clean(each) for each in sources.unread),
        unscheduled=tuple(_unscheduled(sources)),
        remarks=tuple(clean(each) for each in sources.remarks),
    )


def _place(sources: Sources) -> Standing:
    state, calendar = sources.state, sources.campaign.calendar
    period, today = sources.period, calendar.period_of(sources.today)
    since = state.since if state else None
    return Standing(
        period=period,
        basis="state" if state else "calendar" if sources.asked_period is None else "stack file",
        today=sources.today,
        period_today=today,
        sentence=_sentence(sources, period, today=today),
        since=shown_moment(since) if since else None,
        effective=effective(since) if since else None,
        stop=clean(state.stop) if state and state.stop else None,
    )


def _sentence(sources: Sources, period: int, *, today: int) -> str:
    calendar = sources.campaign.calendar
    whole = f"Period {period} of {sources.last_period}" if period else "The campaign has not begun"
    if sources.state:
        said = f"{whole} is in force." if period else f"{whole}."
    else:
        whose = "the calendar has it" if sources.asked_period is None else "the stack's file has it"
        said = f"{whole}, as {whose}; what is in force was not read."
    if today == 0:
        wait = (calendar.start_of(1) - sources.today).days
        return f"{said} Period 1 begins in {wait} day{'s' * (wait != 1)}."
    if today > sources.last_period:
        return f"{said} By the calendar the last period is over."
    day = (sources.today - calendar.start_of(today)).days + 1
    if today == period:
        return f"{said} Today is day {day} of {calendar.length_of(today)}."
    begun = long_day(calendar.start_of(today))
    return f"{said} By the calendar period {today} has begun on {begun}."


def _unscheduled(sources: Sources) -> Iterator[str]:
    """An interrupted run leaves waves behind; so does whatever was held or moved since the last one."""
    state = sources.state
    if state is None or state.period is None:
        return
    scheduled = stages_in_force(sources.schedule, state.period, stopped=state.stop is not None)
    for wave_id, stage in scheduled.items():
        gate = state.waves.get(wave_id)
        observed = gate.stage if gate else Stage.PLANNED
        if observed is not stage:
            title = clean(sources.campaign.wave(wave_id).title)
            yield f"{title} is in {observed.value}, scheduled in {stage.value}"


def _applied(sources: Sources) -> Iterator[AppliedRow]:
    state = sources.state
    if state is None:
        return
    if state.since and state.period is not None:
        when = state.since
        yield AppliedRow(f"Period {state.period} in force", shown_moment(when), effective(when))
    for wave_id in sources.schedule.order:
        if changed := state.changed.get(wave_id):
            title = clean(sources.campaign.wave(wave_id).title)
            yield AppliedRow(f"{title}: last change", shown_moment(changed), effective(changed))


def _budgets(sources: Sources) -> Iterator[BudgetRow]:
    rows, state = sources.rehearsal.rows if sources.rehearsal else (), sources.state
    policies = [(row.budget.policies, row.period) for row in rows]
    restrictions = [(row.budget.restrictions, row.period) for row in rows]
    now = (state.policies, state.restrictions) if state else (None, None)
    yield _budget("Conditional access policies", now[0], most=tenant_budget.POLICIES.most, used=policies)
    yield _budget("Enrollment restrictions", now[1], most=tenant_budget.RESTRICTIONS.most, used=restrictions)


def _budget(what: str, now: int | None, *, most: int, used: list[tuple[int, int]]) -> BudgetRow:
    peak, period = max(used, key=lambda each: each[0], default=(None, None))
    return BudgetRow(what, now, most, peak, period)


def _forecast(row: PeriodRow) -> PeriodForecast:
    return PeriodForecast(
        period=row.period,
        first_day=row.first_day,
        moves=tuple(f"{clean(move.title)}: {move.now.value}" for move in row.moves),
        asked=row.asked,
        blocked=row.blocked,
        covered=row.covered,
        people=row.people,
        policies=row.budget.policies,
        restrictions=row.budget.restrictions,
        complete=row.complete,
        refusals=tuple(clean(each) for each in row.refusals),
    )


def _closing(sources: Sources) -> ClosingRow | None:
    """The closing as declared; None while nobody has said when."""
    declared = sources.campaign.closing
    if declared is None:
        return None
    rows = (
        ChecklistRow(clean(each.title), _CHECKS[each.check], each.done, clean(each.by or ""))
        for each in declared.checklist
    )
    first_day = sources.campaign.calendar.start_of(declared.period)
    return ClosingRow(declared.period, first_day, tuple(rows))
