"""From a proposed step and the tenant as it is to the plan: the tenant as it would be."""

from collections.abc import Iterator
from dataclasses import replace

from intune_waves.campaign.closing import judge_checklist
from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.naming import compliance_name
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.stage_effects import effects_on
from intune_waves.campaign.wave import Wave
from intune_waves.step.plan import NOBODY, Move, Plan, PlannedCompliance
from intune_waves.step.planned_policies import planned_policies, policies_leaving
from intune_waves.step.planned_restrictions import planned_restrictions
from intune_waves.step.proposed_step import ProposedStep
from intune_waves.step.tenant_facts import TenantFacts


def plan_of(step: ProposedStep, facts: TenantFacts) -> Plan:
    """The tenant after the step.

    A wave that moves, or was renamed or given other platforms, gets what its stage asks for. One that stays
    is taken as it is found, so that a change by hand is judged and not wished away. In a closed campaign one
    policy for everybody stands for those of the waves. Everybody else's objects stay as they are; ours are
    known by their display names.
    """
    return Plan(
        period=step.period,
        first_day=step.calendar.start_of(step.period),
        moves=tuple(_move(step, wave, facts) for wave in step.waves),
        removed=tuple(wave for wave in step.removed if wave in step.moving),
        members={**facts.members, EVERYBODY: NOBODY.union(*facts.members.values())},
        everybody=facts.everybody,
        policies=tuple(planned_policies(step, facts)),
        restrictions=tuple(planned_restrictions(step, facts)),
        compliance=(*(facts.compliance or ()), *_newly_assigned(step, facts)),
        unprotected_refused=step.refuses_unprotected or bool(facts.unprotected_refused),
        platforms=facts.platforms,
        blocked_by_default=facts.blocked_by_default,
        break_glass=facts.break_glass,
        break_glass_groups=facts.break_glass_groups,
        in_old_service=facts.in_old_service,
        closes=step.closes,
        checklist=tuple(judge_checklist(step.checklist, facts.answers)) if step.closes else (),
        old_service=facts.old_service,
        leaving=policies_leaving(step, facts),
        enforces_everybody=step.enforces_everybody,
        enabled_members=facts.enabled_members,
        freezes=step.freezes,
        brake=step.brake,
        step_confirmed=step.confirmed,
    )


def after(plan: Plan, facts: TenantFacts) -> TenantFacts:
    """The facts as the next step would find them once this plan is applied.

    What was not read of compliance is taken for what it should be: it is read before anybody is enforced.
    """
    begun = (move.wave for move in plan.moves if move.after is not Stage.PLANNED)
    groups = {wave.id: facts.group_of(wave.id) for wave in begun}
    declared = (
        each
        for move in plan.moves
        for each in _compliance(move.wave, move.after, facts.group_of(move.wave.id))
    )
    return replace(
        facts,
        groups=groups,
        policies=plan.policies,
        restrictions=plan.restrictions,
        compliance=tuple(declared) if facts.compliance is None else plan.compliance,
        unprotected_refused=facts.unprotected_refused is None or plan.unprotected_refused,
    )


def _move(step: ProposedStep, wave: Wave, facts: TenantFacts) -> Move:
    before, now = step.stages(wave.id)
    return Move(wave, before, now, None if now is Stage.PLANNED else facts.groups.get(wave.id))


def _newly_assigned(step: ProposedStep, facts: TenantFacts) -> Iterator[PlannedCompliance]:
    """The compliance policies that the step itself assigns. Those assigned before must be found in the
    tenant: one that was deleted by hand is not made again by the step.
    """
    former = {wave.id: wave.platforms for wave in step.former}
    for wave in step.waves:
        before, now = step.stages(wave.id)
        had = former.get(wave.id, ()) if effects_on(wave, before).compliance_assigned else ()
        new = replace(wave, platforms=tuple(each for each in wave.platforms if each not in had))
        yield from _compliance(new, now, facts.group_of(wave.id))


def _compliance(wave: Wave, stage: Stage, group: str) -> Iterator[PlannedCompliance]:
    for platform in effects_on(wave, stage).compliance_assigned:
        yield PlannedCompliance(compliance_name(wave, platform), platform, frozenset({group}))
