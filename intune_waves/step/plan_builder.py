"""From a step and the tenant as it is to the plan: the tenant as it would be. There is no other builder."""

from collections.abc import Iterator
from dataclasses import replace

from intune_waves.campaign.closing import judge_checklist
from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.naming import compliance_name
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import (
    NOBODY,
    Plan,
    PlannedClosing,
    PlannedCompliance,
    PlannedMove,
    PlannedPeople,
    PlannedPeriod,
    PlannedPolicies,
)
from intune_waves.step.planned_policies import planned_policies, policies_leaving
from intune_waves.step.planned_restrictions import planned_restrictions
from intune_waves.step.tenant_facts import PeopleFacts, TenantFacts


def plan_of(step: PeriodStep, facts: TenantFacts) -> Plan:
    """The tenant after the step.

    A wave that moves, or was renamed or given other platforms, gets what its stage asks for. One that stays
    is taken as it is found, so that a change by hand is judged and not wished away. In a closed campaign one
    policy for everybody stands for those of the waves. Everybody else's objects stay as they are; ours are
    known by their display names.
    """
    return Plan(
        period=_period(step, facts),
        people=_people(step, facts.people),
        policies=_policies(step, facts),
        restrictions=replace(facts.restrictions, enrollment=tuple(planned_restrictions(step, facts))),
        closing=_closing(step, facts),
    )


def after(plan: Plan, facts: TenantFacts) -> TenantFacts:
    """The facts as the next step would find them once this plan is applied.

    What was not read of compliance is taken for what it should be: it is read before anybody is enforced.
    """
    moves = plan.people.moves
    begun = (move.wave for move in moves if move.after is not Stage.PLANNED)
    groups = {wave.id: facts.people.group_of(wave.id) for wave in begun}
    declared = (
        each
        for move in moves
        for each in _compliance(move.wave, move.after, group=facts.people.group_of(move.wave.id))
    )
    found = facts.policies
    return replace(
        facts,
        people=replace(facts.people, groups=groups),
        policies=replace(
            found,
            access=plan.policies.access,
            compliance=tuple(declared) if found.compliance is None else plan.policies.compliance,
            unprotected_refused=found.unprotected_refused is None or plan.policies.unprotected_refused,
        ),
        restrictions=plan.restrictions,
        # The step after this one is looked at for what else would refuse it: its day comes by itself.
        today=None,
    )


def _period(step: PeriodStep, facts: TenantFacts) -> PlannedPeriod:
    calendar = step.rules.calendar
    return PlannedPeriod(
        number=step.period,
        first_day=calendar.start_of(step.period),
        last_day=calendar.end_of(step.period),
        freezes=calendar.freezes,
        confirmed=step.confirmed,
        confirmed_because=step.confirmed_because,
        today=facts.today,
    )


def _people(step: PeriodStep, facts: PeopleFacts) -> PlannedPeople:
    return PlannedPeople(
        moves=tuple(_move(step, wave, facts=facts) for wave in step.waves),
        removed=tuple(wave for wave in step.removed if wave in step.moving),
        members={**facts.members, EVERYBODY: NOBODY.union(*facts.members.values())},
        everybody=facts.everybody,
        brake=step.rules.brake,
        platforms=facts.platforms,
        in_old_service=facts.in_old_service,
    )


def _move(step: PeriodStep, wave: Wave, *, facts: PeopleFacts) -> PlannedMove:
    before, now = step.stages(wave.id)
    return PlannedMove(wave, before, now, None if now is Stage.PLANNED else facts.groups.get(wave.id))


def _policies(step: PeriodStep, facts: TenantFacts) -> PlannedPolicies:
    found = facts.policies
    return PlannedPolicies(
        access=tuple(planned_policies(step, facts)),
        leaving=policies_leaving(step, facts),
        compliance=(*(found.compliance or ()), *_newly_assigned(step, facts.people)),
        unprotected_refused=step.rules.refuses_unprotected or bool(found.unprotected_refused),
        break_glass=found.break_glass,
        break_glass_groups=found.break_glass_groups,
        excluded=step.rules.excluded,
    )


def _closing(step: PeriodStep, facts: TenantFacts) -> PlannedClosing:
    found = facts.closing
    checklist = judge_checklist(step.rules.checklist, found.answers) if step.closes else ()
    return PlannedClosing(
        closes=step.closes,
        checklist=tuple(checklist),
        old_service=found.old_service,
        enforces_everybody=step.enforces_everybody,
        enabled_members=found.enabled_members,
        admitted=found.admitted,
    )


def _newly_assigned(step: PeriodStep, facts: PeopleFacts) -> Iterator[PlannedCompliance]:
    """The compliance policies that the step itself assigns. Those assigned before must be found in the
    tenant: one that was deleted by hand is not made again by the step.
    """
    former = {wave.id: wave.platforms for wave in step.before.waves}
    for wave in step.waves:
        before, now = step.stages(wave.id)
        had = former.get(wave.id, ()) if effects_on(wave, before).compliance_assigned else ()
        new = replace(wave, platforms=tuple(each for each in wave.platforms if each not in had))
        yield from _compliance(new, now, group=facts.group_of(wave.id))


def _compliance(wave: Wave, stage: Stage, *, group: str) -> Iterator[PlannedCompliance]:
    for platform in effects_on(wave, stage).compliance_assigned:
        yield PlannedCompliance(compliance_name(wave, platform), platform, frozenset({group}))
