"""What is read of the tenant before a step is judged: everything at once, and no more than it needs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from intune_waves.campaign.conditional_access import EVERYBODY
from intune_waves.campaign.naming import enforced_group_name, group_name
from intune_waves.campaign.people import is_object_id
from intune_waves.campaign.platform import Platform
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.graph import compliance_policy, conditional_access
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import NotFound
from intune_waves.graph.compliance_policy import ExistingPolicy as ExistingCompliance
from intune_waves.graph.conditional_access import ExistingPolicy
from intune_waves.graph.device_management import devices_without_policy_comply
from intune_waves.graph.enrollment_restriction import ListedRestriction, read_enrollment
from intune_waves.graph.group import groups_named
from intune_waves.graph.group_membership import list_group
from intune_waves.graph.user import PeopleList, count_enabled_members, read_accounts
from intune_waves.observing.devices import KnownDevices
from intune_waves.step.loss import Device, Management
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.plan import (
    NOBODY,
    Person,
    PlannedCompliance,
    PlannedPolicy,
    PlannedRestriction,
    PlannedRestrictions,
)
from intune_waves.step.tenant_facts import PeopleFacts, PolicyFacts, TenantFacts

Devices = Callable[[], Awaitable[KnownDevices]]

_PLATFORMS = {platform.value: platform for platform in Platform}
_EXCLUSION = "exclusion "


async def read_facts(client: GraphClient, devices: Devices, *, step: PeriodStep) -> TenantFacts:
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
    if everybody is None:
        everybody = sum(_people(wave, facts) for wave in step.waves)
    return replace(
        facts,
        people=replace(facts.people, everybody=everybody, platforms=platforms, in_old_service=elsewhere),
        policies=replace(facts.policies, compliance=compliance, unprotected_refused=unprotected_refused),
        doubts=(*facts.doubts, *listed.doubts),
    )


async def _read(client: GraphClient, step: PeriodStep) -> TenantFacts:
    glass = step.rules.break_glass
    (groups, enforced), policies, enrollment, accounts = await asyncio.gather(
        _groups(client, step),
        conditional_access.list_policies(client),
        read_enrollment(client),
        read_accounts(client, glass),
    )
    restrictions = tuple(filter(None, map(planned_restriction, enrollment.restrictions)))
    members, doubts = await _members(client, _groups_of_interest(step, groups, restrictions=restrictions))
    return TenantFacts(
        today=client.today(),
        people=PeopleFacts(groups=groups, enforced_groups=enforced, members=members),
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


async def _compliance(client: GraphClient) -> tuple[PlannedCompliance, ...]:
    return tuple(map(planned_compliance, await compliance_policy.list_policies(client)))


async def _unprotected_refused(client: GraphClient, step: PeriodStep) -> bool | None:
    """Whether devices without a compliance policy count as noncompliant; None where the step sees to it."""
    return None if step.rules.refuses_unprotected else not await devices_without_policy_comply(client)


async def _groups(client: GraphClient, step: PeriodStep) -> tuple[dict[str, str], dict[str, str]]:
    """The ids of each wave's target group and of its enforced group, where there is one; before a wave
    is renamed, by its old name. While a group is replaced there are two of its name, and the step knows. A
    wave that is taken out has its target group until the step has ended.
    """
    former = {wave.id: wave for wave in step.before.waves}
    known, names = {}, {}
    for wave in (*step.waves, *step.removed):
        existing = wave.people.existing_group
        if existing is not None and is_object_id(existing):
            known[wave.id] = existing
        else:
            names[wave.id] = _name(former.get(wave.id, wave))
    enforced = {wave.id: enforced_group_name(former.get(wave.id, wave)) for wave in step.waves}
    found = await groups_named(client, (*names.values(), *enforced.values()))
    begun = {wave.id for wave in step.waves if step.stages(wave.id)[0] is not Stage.PLANNED}
    asked = [each[wave] for each in (names, enforced) for wave in begun & each.keys()]
    missed = [each for each in asked if not found[each]]
    if missed:
        # A list may end early, and a wave whose group is missed is refused.
        found |= await groups_named(client, missed)
    return known | _one_each(names, found, known=step.groups), _one_each(enforced, found, known={})


def _one_each(
    names: Mapping[str, str], found: Mapping[str, Sequence[str]], *, known: Mapping[str, str]
) -> dict[str, str]:
    """The group of each wave: the only one of its name, or of several the known one."""
    one = {wave: found[name][0] for wave, name in names.items() if len(found[name]) == 1}
    return one | {wave: known[wave] for wave, name in names.items() if known.get(wave) in found[name]}


def _name(wave: Wave) -> str:
    return wave.people.existing_group or group_name(wave)


def _groups_of_interest(
    step: PeriodStep, groups: Mapping[str, str], *, restrictions: Collection[PlannedRestriction]
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
    client: GraphClient, groups: Collection[str]
) -> tuple[dict[str, frozenset[int]], tuple[str, ...]]:
    """The people of each group, and why they are not to be trusted. A group that is gone has nobody."""

    async def read(group: str) -> PeopleList:
        try:
            return await list_group(client, group)
        except NotFound:
            return PeopleList(frozenset(), 0, 0)

    wanted = sorted(groups)
    readings = dict(zip(wanted, await asyncio.gather(*map(read, wanted)), strict=True))
    doubts = (doubt for group, found in readings.items() for doubt in found.doubts(f"the group {group}"))
    return {group: frozenset(found.people) for group, found in readings.items()}, tuple(doubts)


async def _count_tenant(client: GraphClient, step: PeriodStep) -> int | None:
    """How many people the tenant has, where a wave takes everybody else; None for all other campaigns."""
    if not any(wave.people.takes_the_rest for wave in step.waves):
        return None
    return await count_enabled_members(client)


def _people(wave: Wave, facts: TenantFacts) -> int:
    read = facts.people.members.get(facts.people.groups.get(wave.id, ""))
    return len(read) if read is not None else wave.size or wave.people.declared_size or 0


def planned_policy(found: ExistingPolicy) -> PlannedPolicy:
    """The policy as it would be if nothing changed it. A state that nobody knows counts as enabled."""
    states: dict[str, Literal["disabled", "enabledForReportingButNotEnforced"]] = {
        "disabled": "disabled",
        "enabledForReportingButNotEnforced": "enabledForReportingButNotEnforced",
    }
    return PlannedPolicy(
        found.name,
        states.get(found.state, "enabled"),
        included_users=found.included_users,
        included_groups=found.included_groups,
        included_roles=found.included_roles,
        excluded_users=found.excluded_users,
        excluded_groups=found.excluded_groups,
    )


def planned_restriction(found: ListedRestriction) -> PlannedRestriction | None:
    """The restriction as it would be; None for a platform that no wave can name. A target that is no group
    reaches everybody.
    """
    if found.platform not in _PLATFORMS:
        return None
    groups = frozenset(each if is_object_id(each) else EVERYBODY for each in found.groups)
    return PlannedRestriction(
        found.name, _PLATFORMS[found.platform], found.platform_blocked, found.priority, groups
    )


def planned_compliance(found: ExistingCompliance) -> PlannedCompliance:
    """The compliance policy as it would be. A target that is no group reaches everybody, unless the policy
    leaves a group out: whom it still reaches then is not worked out, so only its groups count.
    """
    excluded = {each.removeprefix(_EXCLUSION) for each in found.groups if each.startswith(_EXCLUSION)}
    included = {each for each in found.groups if not each.startswith(_EXCLUSION)}
    groups = {each for each in included if is_object_id(each)} - excluded
    if not excluded and included > groups:
        groups.add(EVERYBODY)
    return PlannedCompliance(
        found.content.display_name, _PLATFORMS[found.content.platform], frozenset(groups)
    )


def of_devices(
    listed: KnownDevices, people: Collection[Person]
) -> tuple[dict[Person, frozenset[Platform]], frozenset[Person]]:
    """The platforms that each of the people has enrolled, and who has a device that another service manages.

    Somebody without a device on any platform that a restriction names is left out: they may bring any.
    """
    shared: dict[tuple[Device, ...], frozenset[Platform]] = {}
    platforms: dict[Person, frozenset[Platform]] = {}
    elsewhere = set()
    for person in people:
        devices = listed.of(person)
        if devices not in shared:
            enrolled = {each.platform for each in devices if each.management is Management.INTUNE}
            shared[devices] = frozenset(each for each in Platform if each.in_conditional_access in enrolled)
        if shared[devices]:
            platforms[person] = shared[devices]
        if any(each.management is Management.ELSEWHERE for each in devices):
            elsewhere.add(person)
    return platforms, frozenset(elsewhere)
