"""The enrollment restrictions of a plan: which are there after a step, and in which order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from intune_waves.campaign.enrollment_restriction import (
    NARROWEST_FIRST,
    EnrollmentRule,
    blocks_platform,
    desired_restrictions,
)
from intune_waves.campaign.naming import own_restriction_name, restriction_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import Wave
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import PlannedRestriction
from intune_waves.step.tenant_facts import TenantFacts


def planned_restrictions(step: PeriodStep, facts: TenantFacts) -> Iterator[PlannedRestriction]:
    """Everybody's restrictions after the step, platform by platform in their order."""
    for platform in Platform:
        yield from _in_order(_on_platform(step, facts, platform=platform))


@dataclass(slots=True)
class _OnPlatform:
    shared: dict[EnrollmentRule, PlannedRestriction] = field(default_factory=dict)
    others: list[PlannedRestriction] = field(default_factory=list)


def _on_platform(step: PeriodStep, facts: TenantFacts, *, platform: Platform) -> _OnPlatform:
    """A wave that stays is under what it is found under; the groups of all others are put under the rule of
    their stage, by restrictions that are written.
    """
    written = _desired(step, facts, platform=platform)
    moved = frozenset(
        facts.people.group_of(wave.id) for wave in step.known_waves if not step.leaves_alone(wave)
    )
    plan = _OnPlatform()
    single = _of_single_waves(step, facts, platform=platform)
    shared = {restriction_name(platform, rule): rule for rule in NARROWEST_FIRST}
    existing = [each for each in facts.restrictions.enrollment if each.platform is platform]
    for found in sorted(existing, key=lambda each: each.priority):
        rule = shared.pop(found.name, None)
        if rule is not None:
            plan.shared[rule] = replace(found, groups=found.groups - moved, ours=True)
        elif found.name in single:
            # The step has it shared; one that a hand has switched is judged as it is.
            staying = single.pop(found.name)
            if staying and blocks_platform(staying) is found.platform_blocked:
                written.setdefault(staying, set()).update(found.groups)
            elif staying:
                plan.others.append(replace(found, ours=True))
        else:
            plan.others.append(replace(found, ours=False))
    for rule, groups in written.items():
        has = plan.shared[rule].groups if rule in plan.shared else frozenset[str]()
        plan.shared[rule] = PlannedRestriction(
            restriction_name(platform, rule), platform, blocks_platform(rule), 0, has | groups
        )
    return plan


def _desired(step: PeriodStep, facts: TenantFacts, *, platform: Platform) -> dict[EnrollmentRule, set[str]]:
    """The groups of the waves that do not stay, by the rule that they come under."""
    written: dict[EnrollmentRule, set[str]] = {}
    for wave in step.waves:
        rule = None if step.leaves_alone(wave) else _rule(step, wave, platform=platform)
        if rule:
            written.setdefault(rule, set()).add(facts.people.group_of(wave.id))
    return written


def _of_single_waves(
    step: PeriodStep, facts: TenantFacts, *, platform: Platform
) -> dict[str, EnrollmentRule | None]:
    """The names of the waves' own restrictions, as they had them until they shared theirs, and the rule of
    each wave that stays.
    """
    return {
        own_restriction_name(wave, platform): _rule(step, wave, platform=platform)
        if step.leaves_alone(wave)
        else None
        for wave in (*step.before.waves, *step.waves)
    }


def _rule(step: PeriodStep, wave: Wave, *, platform: Platform) -> EnrollmentRule | None:
    found = desired_restrictions(wave, step.stages(wave.id)[1])
    return next((each.rule for each in found if each.platform is platform), None)


def _in_order(plan: _OnPlatform) -> Iterable[PlannedRestriction]:
    """Ours first, the narrowest first; what nobody is under any more goes. All others keep their order."""
    ours = [plan.shared[rule] for rule in NARROWEST_FIRST if rule in plan.shared]
    order = [*(each for each in ours if each.groups), *plan.others]
    return [replace(each, priority=place) for place, each in enumerate(order, 1)]
