"""What is read of the tenant before a step is judged: everything at once, and no more than it needs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.naming import group_name
from intune_waves.campaign.people import is_object_id
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.observing.observed_facts import (
    of_devices,
    planned_compliance,
    planned_policy,
    planned_restriction,
)
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import NOBODY, PlannedCompliance, PlannedRestriction, PlannedRestrictions
from intune_waves.step.tenant_facts import PeopleFacts, PolicyFacts, TenantFacts

if TYPE_CHECKING:
    from intune_waves.graph.client.client import GraphClient
    from intune_waves.graph.managed_device import DeviceReading

Devices = Callable[[], "Awaitable[DeviceReading]"]


async def read_facts(client: "GraphClient", devices: Devices, step: PeriodStep) -> TenantFacts:
    """The facts that the guards of this step need. Raises GraphError.

    People are read once anybody may or must act; devices, compliance policies and the tenant's setting for
    devices without one only for a step that enforces: `devices` is called then, and shared with the waves'
    gates.
    """
    if not step.enforces:
        return await _read(client, step)
    facts, listed, everybody, compliance, unprotected_refused = await asyncio.gather(
        _read(client, step),
        devices(),
        _count_tenant(client, step),
        _compliance(client),
        _unprotected_refused(client, step),
    )
    platforms, elsewhere = of_devices(listed, NOBODY.union(*facts.people.members.values()))
    doubts = facts.doubts
    if not listed.complete:
        doubts += (f"the device list holds {listed.listed:,} devices and the overview {listed.after:,}",)
    if everybody is None:
        everybody = sum(_people(wave, facts) for wave in step.waves)
    return replace(
        facts,
        people=replace(facts.people, everybody=everybody, platforms=platforms, in_old_service=elsewhere),
        policies=replace(facts.policies, compliance=compliance, unprotected_refused=unprotected_refused),
        doubts=doubts,
    )


async def _read(client: "GraphClient", step: PeriodStep) -> TenantFacts:
    from intune_waves.graph.conditional_access import list_policies
    from intune_waves.graph.directory_lookup import read_accounts
    from intune_waves.graph.enrollment_overview import read_enrollment

    glass = step.rules.break_glass
    groups, policies, enrollment, accounts = await asyncio.gather(
        _groups(client, step),
        list_policies(client),
        read_enrollment(client),
        read_accounts(client, glass),
    )
    restrictions = tuple(filter(None, map(planned_restriction, enrollment.restrictions)))
    members, doubts = await _members(client, _groups_of_interest(step, groups, restrictions))
    return TenantFacts(
        people=PeopleFacts(groups=groups, members=members),
        policies=PolicyFacts(
            access=tuple(map(planned_policy, policies)),
            break_glass={each: each in accounts and accounts[each].enabled for each in glass},
            break_glass_groups={each: account.groups for each, account in accounts.items()},
        ),
        restrictions=PlannedRestrictions(
            restrictions, frozenset(map(Platform, enrollment.blocked_by_default))
        ),
        doubts=doubts,
    )


async def _compliance(client: "GraphClient") -> tuple[PlannedCompliance, ...]:
    from intune_waves.graph.compliance_policy import list_policies

    return tuple(map(planned_compliance, await list_policies(client)))


async def _unprotected_refused(client: "GraphClient", step: PeriodStep) -> bool | None:
    """Whether devices without a compliance policy count as noncompliant; None where the step sees to it."""
    from intune_waves.graph.tenant_setting import devices_without_policy_comply

    return None if step.rules.refuses_unprotected else not await devices_without_policy_comply(client)


async def _groups(client: "GraphClient", step: PeriodStep) -> dict[str, str]:
    """The group's id of each wave that has exactly one group; before a wave is renamed, by its old name."""
    from intune_waves.graph.directory_lookup import groups_named

    former = {wave.id: wave for wave in step.before.waves}
    known, names = {}, {}
    for wave in step.waves:
        existing = wave.people.existing_group
        if existing is not None and is_object_id(existing):
            known[wave.id] = existing
        else:
            names[wave.id] = _name(former.get(wave.id, wave))
    found = await groups_named(client, names.values())
    return known | {wave: found[name][0] for wave, name in names.items() if len(found[name]) == 1}


def _name(wave: Wave) -> str:
    return wave.people.existing_group or group_name(wave)


def _groups_of_interest(
    step: PeriodStep, groups: Mapping[str, str], restrictions: Collection[PlannedRestriction]
) -> set[str]:
    """Groups whose people guards look at: those of the waves that have begun, and of every restriction that
    could win over a wave's own. While no wave is beyond announce nobody may act, and none are read.
    """
    if all(step.stages(wave.id)[1] < Stage.INSTRUCT for wave in step.waves):
        return set()
    begun = {
        groups[wave.id]
        for wave in step.waves
        if wave.id in groups and step.stages(wave.id)[1] is not Stage.PLANNED
    }
    assigned = set[str]().union(*(each.groups for each in restrictions))
    return begun | (assigned - {EVERYBODY})


async def _members(
    client: "GraphClient", groups: Collection[str]
) -> tuple[dict[str, frozenset[int]], tuple[str, ...]]:
    """The people of each group, and why they are not to be trusted. A group that is gone has nobody."""
    from intune_waves.graph.client.errors import NotFound
    from intune_waves.observing.coverage_reading import GroupReading, read_group

    async def read(group: str) -> GroupReading:
        try:
            return await read_group(client, group)
        except NotFound:
            return GroupReading(frozenset(), 0, None)

    wanted = sorted(groups)
    readings = dict(zip(wanted, await asyncio.gather(*map(read, wanted)), strict=True))
    doubts = tuple(
        f"the group {group} lists {found.listed:,} people and counts {found.counted:,}"
        for group, found in readings.items()
        if not found.complete
    )
    return {group: frozenset(found.people) for group, found in readings.items()}, doubts


async def _count_tenant(client: "GraphClient", step: PeriodStep) -> int | None:
    """How many people the tenant has, where a wave takes everybody else; None for all other campaigns."""
    from intune_waves.graph.directory_lookup import count_enabled_members

    if not any(wave.people.takes_the_rest for wave in step.waves):
        return None
    return await count_enabled_members(client)


def _people(wave: Wave, facts: TenantFacts) -> int:
    read = facts.people.members.get(facts.people.groups.get(wave.id, ""))
    return len(read) if read is not None else wave.size or wave.people.declared_size or 0
