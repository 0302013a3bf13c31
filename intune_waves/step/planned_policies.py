"""The access policies of a plan: which are there after a step, and as what."""

from collections.abc import Iterator
from dataclasses import replace

from intune_waves.campaign.conditional_access import GUESTS
from intune_waves.campaign.naming import everybody_policy_name, policy_name
from intune_waves.campaign.stage_effects import AccessEffect, access_for_everybody, effects_on
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import PlannedPolicy
from intune_waves.step.tenant_facts import TenantFacts


def planned_policies(step: PeriodStep, facts: TenantFacts) -> Iterator[PlannedPolicy]:
    """Everybody's access policies after the step: those that it leaves alone as they are found, and those
    that it writes as they are desired.
    """
    left_alone = _left_alone(step)
    alone = set(left_alone)
    # The first of a name is ours; a second one was left by a killed run, and nobody will replace it.
    written = _own(step) - alone
    for policy in facts.policies.access:
        if policy.name in written:
            written.remove(policy.name)
        else:
            yield replace(policy, ours=policy.name in alone)
            alone.discard(policy.name)
    for desired in _desired(step, facts):
        if desired.name not in left_alone:
            yield desired


def policies_leaving(step: PeriodStep, facts: TenantFacts) -> int:
    """How many policies of the waves are there until the one for everybody is."""
    if not step.closes:
        return 0
    return len(
        {policy_name(wave) for wave in step.known_waves} & {policy.name for policy in facts.policies.access}
    )


def _left_alone(step: PeriodStep) -> set[str]:
    if step.after.closed is not step.before.closed:
        return set()
    if step.after.closed:
        return {everybody_policy_name()} if step.after.stopped is step.before.stopped else set()
    return {policy_name(wave) for wave in step.waves if step.leaves_alone(wave)}


def _own(step: PeriodStep) -> set[str]:
    """The names of the policies that the campaign has before the step or after it."""
    one = {everybody_policy_name()} if step.after.closed or step.before.closed else set()
    # In a closed campaign a policy of a wave's name is somebody else's.
    waves = () if step.after.closed and step.before.closed else step.known_waves
    return one | {policy_name(wave) for wave in waves}


def _desired(step: PeriodStep, facts: TenantFacts) -> Iterator[PlannedPolicy]:
    for wave in step.waves:
        own = effects_on(wave, step.stages(wave.id)[1], closed=step.after.closed).access
        if own:
            yield PlannedPolicy(
                policy_name(wave),
                own.state,
                included_groups=frozenset({_included(wave.id, own, facts=facts)}),
                excluded_users=frozenset({*step.rules.break_glass, *step.rules.excluded}),
            )
    everybody = access_for_everybody(step.waves, stopped=step.after.stopped) if step.after.closed else None
    if everybody:
        yield PlannedPolicy(
            everybody_policy_name(),
            everybody.state,
            included_groups=frozenset(facts.people.enforced_group_of(wave.id) for wave in step.waves),
            excluded_users=frozenset({*step.rules.break_glass, *step.rules.excluded, GUESTS}),
        )


def _included(wave_id: str, access: AccessEffect, *, facts: TenantFacts) -> str:
    people = facts.people
    return people.enforced_group_of(wave_id) if access.on == "enforced group" else people.group_of(wave_id)
