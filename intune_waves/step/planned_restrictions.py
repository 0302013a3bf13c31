"""The enrollment restrictions of a plan: which are there after a step, and in which order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from intune_waves.campaign.enrollment_restriction import Priorities, desired_restrictions, priorities_of
from intune_waves.campaign.naming import restriction_name
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.wave import Wave
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import PlannedRestriction
from intune_waves.step.tenant_facts import TenantFacts


@dataclass(frozen=True, slots=True)
class _Placed:
    restriction: PlannedRestriction
    priority: int | None
    """The declared priority of one of ours; None for those that other people made."""


def planned_restrictions(step: PeriodStep, facts: TenantFacts) -> Iterator[PlannedRestriction]:
    """Everybody's restrictions after the step, platform by platform in their order."""
    priorities = priorities_of(step.waves)
    for platform in Platform:
        yield from _in_order(_on_platform(step, facts, platform, priorities))


def _on_platform(
    step: PeriodStep, facts: TenantFacts, platform: Platform, priorities: Priorities
) -> Iterator[_Placed]:
    alone = {
        restriction_name(wave, platform): priorities[wave.id, platform]
        for wave in step.waves
        if platform in wave.platforms and step.leaves_alone(wave)
    }
    written = {restriction_name(wave, platform) for wave in step.known_waves} - alone.keys()
    existing = [each for each in facts.restrictions.enrollment if each.platform is platform]
    for found in sorted(existing, key=lambda each: each.priority):
        if found.name in written:
            written.remove(found.name)
        else:
            yield _Placed(replace(found, ours=found.name in alone), alone.pop(found.name, None))
    for wave in step.waves:
        if not step.leaves_alone(wave):
            yield from _desired(step, wave, platform, priorities, facts.people.group_of(wave.id))


def _desired(
    step: PeriodStep,
    wave: Wave,
    platform: Platform,
    priorities: Priorities,
    group: str,
) -> Iterator[_Placed]:
    for each in desired_restrictions(wave, step.stages(wave.id)[1], priorities):
        if each.platform is platform:
            groups = frozenset({group})
            yield _Placed(
                PlannedRestriction(each.display_name, platform, each.platform_blocked, 0, groups),
                each.priority,
            )


def _in_order(found: Iterable[_Placed]) -> Iterator[PlannedRestriction]:
    """Ours at their priorities, one beyond the end at the end; everybody else's give way in their order."""
    everything = list(found)
    order = [each.restriction for each in everything if each.priority is None]
    placed = [(each.priority, each.restriction) for each in everything if each.priority is not None]
    for priority, restriction in sorted(placed, key=lambda each: each[0]):
        order.insert(min(priority - 1, len(order)), restriction)
    for place, restriction in enumerate(order, 1):
        yield replace(restriction, priority=place)
