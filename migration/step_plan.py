"""From a proposed step and the tenant as it is to the plan: the tenant as it would be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from migration.access import EVERYBODY, GUESTS, everybody_state
from migration.contract import contract
from migration.naming import compliance_name, everybody_policy_name, policy_name, restriction_name
from migration.plan import (
    NOBODY,
    Move,
    Plan,
    PlannedCompliance,
    PlannedPolicy,
    PlannedRestriction,
)
from migration.platform import Platform
from migration.proposed_step import ProposedStep
from migration.restriction import Priorities, desired_restrictions, priorities
from migration.retirement import judge_checklist
from migration.stage import Stage
from migration.tenant_facts import TenantFacts
from migration.wave import Wave


@dataclass(frozen=True, slots=True)
class _Ranked:
    restriction: PlannedRestriction
    rank: int | None
    """The declared rank of one of ours; None for those that other people made."""


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
        policies=tuple(_policies(step, facts)),
        restrictions=tuple(_restrictions(step, facts)),
        compliance=(*(facts.compliance or ()), *_newly_assigned(step, facts)),
        unprotected_refused=step.refuses_unprotected or bool(facts.unprotected_refused),
        platforms=facts.platforms,
        blocked_by_default=facts.blocked_by_default,
        break_glass=facts.break_glass,
        break_glass_groups=facts.break_glass_groups,
        in_old_service=facts.in_old_service,
        retires=step.retires,
        checklist=tuple(judge_checklist(step.checklist, facts.answers)) if step.retires else (),
        old_service=facts.old_service,
        leaving=_leaving(step, facts),
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
    groups = {wave.id: _group(wave, facts) for wave in begun}
    declared = (
        each for move in plan.moves for each in _compliance(move.wave, move.after, _group(move.wave, facts))
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


def _group(wave: Wave, facts: TenantFacts) -> str:
    # A group that the step makes has no id yet, and nobody is in it.
    return facts.groups.get(wave.id, f"new group of {wave.id}")


def _is_left_alone(step: ProposedStep, wave: Wave) -> bool:
    before, now = step.stages(wave.id)
    as_it_was = any(
        (each.id, each.title, each.platforms) == (wave.id, wave.title, wave.platforms) for each in step.former
    )
    return before is now and as_it_was


def _ours(step: ProposedStep) -> Iterator[Wave]:
    yield from step.waves
    yield from step.former


def _policies(step: ProposedStep, facts: TenantFacts) -> Iterator[PlannedPolicy]:
    alone = _policies_left_alone(step)
    # The first of a name is ours; a second one was left by a killed run, and nobody will replace it.
    written = _own_policies(step) - alone
    for policy in facts.policies:
        if policy.name in written:
            written.remove(policy.name)
        else:
            yield replace(policy, ours=policy.name in alone)
            alone.discard(policy.name)
    for desired in _desired_policies(step, facts):
        if desired.name not in _policies_left_alone(step):
            yield desired


def _policies_left_alone(step: ProposedStep) -> set[str]:
    if step.closed is not step.was_closed:
        return set()
    if step.closed:
        return {everybody_policy_name()} if step.stopped is step.was_stopped else set()
    return {policy_name(wave) for wave in step.waves if _is_left_alone(step, wave)}


def _own_policies(step: ProposedStep) -> set[str]:
    """The names of the policies that the campaign has before the step or after it."""
    one = {everybody_policy_name()} if step.closed or step.was_closed else set()
    # In a closed campaign a policy of a wave's name is somebody else's.
    waves = () if step.closed and step.was_closed else _ours(step)
    return one | {policy_name(wave) for wave in waves}


def _leaving(step: ProposedStep, facts: TenantFacts) -> int:
    """How many policies of the waves are there until the one for everybody is."""
    if not step.retires:
        return 0
    return len({policy_name(wave) for wave in _ours(step)} & {policy.name for policy in facts.policies})


def _desired_policies(step: ProposedStep, facts: TenantFacts) -> Iterator[PlannedPolicy]:
    if step.closed:
        state = everybody_state(step.waves, stopped=step.stopped)
        if state:
            yield PlannedPolicy(
                everybody_policy_name(),
                state,
                included_users=frozenset({EVERYBODY}),
                excluded_users=frozenset({*step.break_glass, GUESTS}),
            )
        return
    for wave in step.waves:
        if desired := _desired_policy(step, wave, facts):
            yield desired


def _desired_policy(step: ProposedStep, wave: Wave, facts: TenantFacts) -> PlannedPolicy | None:
    state = contract(step.stages(wave.id)[1], wave).policy_state
    return state and PlannedPolicy(
        policy_name(wave),
        state,
        included_groups=frozenset({_group(wave, facts)}),
        excluded_users=frozenset(step.break_glass),
    )


def _newly_assigned(step: ProposedStep, facts: TenantFacts) -> Iterator[PlannedCompliance]:
    """The compliance policies that the step itself assigns. Those assigned before must be found in the
    tenant: one that was deleted by hand is not made again by the step.
    """
    former = {wave.id: wave.platforms for wave in step.former}
    for wave in step.waves:
        before, now = step.stages(wave.id)
        had = former.get(wave.id, ()) if contract(before, wave).compliance_assigned else ()
        new = replace(wave, platforms=tuple(each for each in wave.platforms if each not in had))
        yield from _compliance(new, now, _group(wave, facts))


def _compliance(wave: Wave, stage: Stage, group: str) -> Iterator[PlannedCompliance]:
    if contract(stage, wave).compliance_assigned:
        for platform in wave.platforms:
            yield PlannedCompliance(compliance_name(wave, platform), platform, frozenset({group}))


def _restrictions(step: ProposedStep, facts: TenantFacts) -> Iterator[PlannedRestriction]:
    ranks = priorities(step.waves)
    for platform in Platform:
        yield from _in_order(_on_platform(step, facts, platform, ranks))


def _on_platform(
    step: ProposedStep, facts: TenantFacts, platform: Platform, ranks: Priorities
) -> Iterator[_Ranked]:
    alone = {
        restriction_name(wave, platform): ranks[wave.id, platform]
        for wave in step.waves
        if platform in wave.platforms and _is_left_alone(step, wave)
    }
    written = {restriction_name(wave, platform) for wave in _ours(step)} - alone.keys()
    existing = [each for each in facts.restrictions if each.platform is platform]
    for found in sorted(existing, key=lambda each: each.priority):
        if found.name in written:
            written.remove(found.name)
        else:
            yield _Ranked(replace(found, ours=found.name in alone), alone.pop(found.name, None))
    for wave in step.waves:
        if not _is_left_alone(step, wave):
            yield from _desired_restrictions(step, wave, platform, ranks, _group(wave, facts))


def _desired_restrictions(
    step: ProposedStep, wave: Wave, platform: Platform, ranks: Mapping[tuple[str, Platform], int], group: str
) -> Iterator[_Ranked]:
    for each in desired_restrictions(wave, step.stages(wave.id)[1], ranks):
        if each.platform is platform:
            groups = frozenset({group})
            yield _Ranked(
                PlannedRestriction(each.display_name, platform, each.platform_blocked, 0, groups),
                each.priority,
            )


def _in_order(found: Iterable[_Ranked]) -> Iterator[PlannedRestriction]:
    """Ours at their ranks, a rank beyond the end at the end; everybody else's give way and keep their
    order.
    """
    everything = list(found)
    order = [each.restriction for each in everything if each.rank is None]
    ranked = [(each.rank, each.restriction) for each in everything if each.rank is not None]
    for rank, restriction in sorted(ranked, key=lambda each: each[0]):
        order.insert(min(rank - 1, len(order)), restriction)
    for place, restriction in enumerate(order, 1):
        yield replace(restriction, priority=place)
