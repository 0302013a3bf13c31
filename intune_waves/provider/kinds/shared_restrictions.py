"""`intune:index:SharedRestrictions`: the enrollment restrictions of one platform that waves share."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import Annotated, Required, TypedDict, TypeVar, cast

from intune_waves.campaign.enrollment_restriction import (
    NARROWEST_FIRST,
    EnrollmentRule,
    blocks_personal_devices,
    blocks_platform,
    rule_of,
)
from intune_waves.campaign.naming import restriction_name, stack_mark
from intune_waves.campaign.people import is_object_id
from intune_waves.campaign.platform import Platform
from intune_waves.graph import enrollment_restriction as restrictions
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.create_once import create_once
from intune_waves.graph.enrollment_restriction import ExistingRestriction, Restriction, settle
from intune_waves.graph.group import groups_there
from intune_waves.observing.connection import Connection
from intune_waves.provider.marked_object import Mark, owner_of, split
from intune_waves.provider.protocol.declaration import OneOf, Output, Replacing
from intune_waves.provider.protocol.differences import Change
from intune_waves.provider.protocol.kind import Kind, Observed
from intune_waves.provider.protocol.property import Values
from intune_waves.provider.protocol.refusal import Refusal
from intune_waves.provider.protocol.wire import UNKNOWN
from intune_waves.step.restriction_writes import (
    AssignShared,
    DescribeShared,
    FoundRestriction,
    MakeShared,
    RankShared,
    RemoveRestriction,
    Write,
    as_they_are,
    restriction_writes,
)

Groups = dict[EnrollmentRule, frozenset[str]]
T = TypeVar("T")


class SharedRestrictions(TypedDict, total=False):
    """The enrollment restrictions of one platform that waves share, one object for each rule in use.

    Each is assigned to the groups of all waves under its rule. It is made with the first wave that needs it
    and goes with the last. A wave that changes its rule is put under the new one before it is taken from the
    old one; the narrower rule has the better priority, so in between the narrower of the two holds. Whom
    somebody else has assigned by hand stays assigned, and is told.
    """

    platform: Required[Replacing[Annotated[str, OneOf("windows", "mac", "ios", "android", "androidForWork")]]]
    """The platform."""
    notYet: dict[str, str]
    """The groups whose people may not enroll yet, by wave id."""
    corporateDevicesOnly: dict[str, str]
    """The groups whose people may enroll corporate devices only, by wave id."""
    personalDevicesToo: dict[str, str]
    """The groups whose people may enroll personal devices too, by wave id."""
    objects: Output[dict[str, str]]
    """The ids of the objects in the tenant, by name."""
    byHand: Output[list[str]]
    """What else they are assigned to, by somebody else's hand."""


_PROPERTIES: Mapping[EnrollmentRule, str] = {
    "not yet": "notYet",
    "corporate devices only": "corporateDevicesOnly",
    "personal devices too": "personalDevicesToo",
}


class SharedRestrictionsKind(Kind[SharedRestrictions], declared=SharedRestrictions):
    """Keeps the shared restrictions of one platform."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._told: set[str] = set()

    def foreseen(self, state: SharedRestrictions | None, inputs: SharedRestrictions) -> SharedRestrictions:
        """Which objects there will be is known when they have been written."""
        return cast(SharedRestrictions, {**inputs, "objects": UNKNOWN, "byHand": UNKNOWN})

    async def refuse_foreign(self, urn: str, inputs: SharedRestrictions) -> None:
        """Refuse a second one of a name that somebody else, or another stack, has in the tenant."""
        names = {
            _content(self._stack, inputs["platform"], rule=rule).display_name for rule in NARROWEST_FIRST
        }
        for each in await self._connection.restrictions():
            if each.content.display_name in names and self._rule_of(each) is None:
                raise _foreign(each)

    async def found_otherwise(
        self, resource_id: str, state: SharedRestrictions, *, inputs: SharedRestrictions
    ) -> dict[str, Change]:
        """What a run would write to the tenant as the run's one list shows it; what is assigned by hand is
        told.
        """
        desired = _groups(inputs)
        if UNKNOWN in _all(desired):
            return {}
        listed = self._on(inputs["platform"], await self._connection.restrictions())
        await self._tell_by_hand(listed, _all(desired))
        found = [self._found(each) for each in listed]
        writes = [*as_they_are(found, _all(desired))] or restriction_writes(found, desired, former=desired)
        return {_path(each, found): "update" for each in writes}

    async def create(self, urn: str, inputs: SharedRestrictions) -> tuple[str, SharedRestrictions]:
        """Make what is in use; the id is the platform. What a killed run left is gone on with."""
        return inputs["platform"], await self._bring(inputs, {})

    async def read(
        self, urn: str, resource_id: str, *, inputs: SharedRestrictions, state: SharedRestrictions
    ) -> Observed[SharedRestrictions] | None:
        """Which of the waves' groups get which rule in the tenant. An import knows groups by their ids."""
        listed = self._on(resource_id, await self._connection.restrictions())
        known = {**_waves(state), **_waves(inputs)}
        shared = [each for each in listed if self._rule_of(each)]
        if not (shared or state):
            return None
        observed = _observed(resource_id, shared, waves=known)
        outputs = ("objects", "byHand")
        declared = {name: value for name, value in observed.items() if name not in outputs}
        return Observed(observed, cast(SharedRestrictions, declared))

    async def update(
        self, urn: str, resource_id: str, *, state: SharedRestrictions, inputs: SharedRestrictions
    ) -> SharedRestrictions:
        """Bring the tenant to the inputs, whatever it was changed to in between."""
        return await self._bring(inputs, _groups(state))

    async def delete(self, resource_id: str, state: SharedRestrictions) -> None:
        """Delete all of them; one that is assigned by hand to others is left to them, without our mark."""
        client = await self._connection.client()
        ours = _all(_groups(state))
        async with self._connection.restriction_writes:
            for each in self._on(resource_id, await restrictions.list_restrictions(client)):
                if self._rule_of(each) is None:
                    continue
                others = _others(each.targets, ours)
                name = each.content.display_name
                if not others:
                    await restrictions.delete(client, each.id, name=name)
                    continue
                unmarked = replace(each.content, description=split(each.content.description)[0])
                await restrictions.assign_beside(client, each.id, name=name, group_ids=(), kept=others)
                await restrictions.update(client, each.id, content=unmarked)
        self._connection.forget_restrictions()

    async def _bring(self, inputs: SharedRestrictions, former: Groups) -> SharedRestrictions:
        client = await self._connection.client()
        platform, desired = inputs["platform"], _groups(inputs)
        ours = _all(desired) | _all(former)
        async with self._connection.restriction_writes:
            listed = self._on(platform, await restrictions.list_restrictions(client))
            # First everything becomes shared as it is: that needs no room for more restrictions.
            now = as_they_are([self._found(each) for each in listed], ours)
            if now:
                await self._write(
                    client, platform, listed=listed, desired=now, former={}, there=_all(desired)
                )
                listed = self._on(platform, await restrictions.list_restrictions(client))
            if await self._write(
                client, platform, listed=listed, desired=desired, former=former, there=_all(desired)
            ):
                listed = self._on(platform, await restrictions.list_restrictions(client))
        self._connection.forget_restrictions()
        await self._tell_by_hand(listed, ours)
        shared = [each for each in listed if self._rule_of(each)]
        observed = _observed(platform, shared, waves=_waves(inputs))
        return {**inputs, "objects": observed["objects"], "byHand": observed["byHand"]}

    async def _write(
        self,
        client: GraphClient,
        platform: str,
        *,
        listed: Sequence[ExistingRestriction],
        desired: Groups,
        former: Groups,
        there: Set[str],
    ) -> bool:
        """Write what `restriction_writes` says, in its order; answers whether anything was to be written.
        `there` are groups that are known to be in the tenant.
        """
        writes = restriction_writes([self._found(each) for each in listed], desired, former=former)
        ids = {rule: each.id for each in reversed(listed) if (rule := self._rule_of(each))}
        names = {each.id: each.content.display_name for each in listed}
        ours = _all(desired) | _all(former)
        for write in writes:
            content = _content(self._stack, platform, rule=getattr(write, "rule", None) or "not yet")
            match write:
                case MakeShared(rule):
                    taken = next((each for each in listed if names[each.id] == content.display_name), None)
                    if taken is not None:
                        raise _foreign(taken)
                    ids[rule] = (await self._make(client, content, rule=rule)).id
                case DescribeShared(restriction_id, rule):
                    await restrictions.update(client, restriction_id, content=content)
                    ids[rule] = restriction_id
                case RankShared():
                    places = [ids[rule] for rule in NARROWEST_FIRST if rule in ids]
                    declared = {each: place for place, each in enumerate(places, 1)}
                    await settle(client, platform, declared=declared, name=content.display_name)
                case AssignShared(rule, groups):
                    await self._assign(
                        client, ids[rule], name=content.display_name, groups=groups, ours=ours, there=there
                    )
                case RemoveRestriction(restriction_id, None):
                    await restrictions.delete(client, restriction_id, name=names[restriction_id])
                case RemoveRestriction(restriction_id, rule):
                    found = await restrictions.assigned_targets(
                        client, restriction_id, name=content.display_name
                    )
                    if _others(found, ours):
                        name = content.display_name
                        nobody = frozenset[str]()
                        await self._assign(
                            client, restriction_id, name=name, groups=nobody, ours=ours, there=there
                        )
                    else:
                        await restrictions.delete(client, restriction_id, name=content.display_name)
        return bool(writes)

    async def _make(
        self, client: GraphClient, content: Restriction, *, rule: EnrollmentRule
    ) -> ExistingRestriction:
        async def find() -> ExistingRestriction | None:
            listed = self._on(content.platform, await restrictions.list_restrictions(client))
            return next((each for each in listed if self._rule_of(each) == rule), None)

        return await create_once(client, lambda: restrictions.create(client, content), find=find)

    async def _assign(
        self,
        client: GraphClient,
        restriction_id: str,
        *,
        name: str,
        groups: frozenset[str],
        ours: Set[str],
        there: Set[str],
    ) -> None:
        """Assign one to these groups, and leave whom somebody else has assigned. What it is assigned to is
        read at the last moment. A group that is in no wave any more may be gone, and Graph would refuse it.
        """
        existing = await restrictions.assigned_targets(client, restriction_id, name=name)
        kept = _others(existing, ours)
        doubtful = {_group_in(each) for each in (*kept, *(groups - there))} - {None}
        if doubtful:
            gone = doubtful - await groups_there(client, cast(set[str], doubtful))
            kept = {key: target for key, target in kept.items() if _group_in(key) not in gone}
            groups = groups - cast(set[str], gone)
        if existing.keys() != groups | kept.keys():
            await restrictions.assign_beside(client, restriction_id, name=name, group_ids=groups, kept=kept)

    async def _tell_by_hand(self, listed: Iterable[ExistingRestriction], ours: Set[str]) -> None:
        for each in listed:
            others = _others(each.targets, ours)
            if self._rule_of(each) is None or not others or each.id in self._told:
                continue
            self._told.add(each.id)
            said = f"{len(others)} more" if len(others) > 1 else "one more"
            await asyncio.to_thread(
                self._connection.tell,
                f"the restriction {each.content.display_name!r} is assigned by hand to {said} than the "
                f"waves: {', '.join(sorted(others))}; left as it is",
            )

    @property
    def _stack(self) -> tuple[str, str]:
        return self._connection.stack

    def _on(self, platform: str, listed: Iterable[ExistingRestriction]) -> list[ExistingRestriction]:
        return [each for each in listed if each.content.platform == platform]

    def _rule_of(self, each: ExistingRestriction) -> EnrollmentRule | None:
        """The rule whose waves share it, by its mark; None for every other restriction."""
        mark = split(each.content.description)[1]
        return next(
            (
                rule
                for rule in NARROWEST_FIRST
                if mark is not None and mark.owner == _owner(self._stack, each.content.platform, rule=rule)
            ),
            None,
        )

    def _found(self, each: ExistingRestriction) -> FoundRestriction:
        rule = self._rule_of(each)
        mark = split(each.content.description)[1]
        of_stack = mark is not None and mark.stack in (None, stack_mark(*self._stack))
        # Waves' own restrictions had their declared priority in the mark.
        single = rule is None and of_stack and mark is not None and mark.priority is not None
        return FoundRestriction(
            each.id,
            "shared" if rule else "single" if single else "others",
            rule_of(
                platform_blocked=each.content.platform_blocked,
                personal_devices_blocked=each.content.personal_devices_blocked,
            ),
            frozenset(each.targets),
            rule,
            rule is None or each.content == _content(self._stack, each.content.platform, rule=rule),
        )


def _owner(stack: tuple[str, str], platform: str, *, rule: EnrollmentRule) -> str:
    return owner_of(f"{'::'.join(stack)}::{platform}::{rule}")


def _content(stack: tuple[str, str], platform: str, *, rule: EnrollmentRule) -> Restriction:
    mark = Mark(_owner(stack, platform, rule=rule), stack=stack_mark(*stack))
    return Restriction(
        display_name=restriction_name(Platform(platform), rule),
        description=mark.on(f"Waves of this campaign whose people may enroll: {rule}."),
        platform=platform,
        platform_blocked=blocks_platform(rule),
        personal_devices_blocked=blocks_personal_devices(rule),
    )


def _groups(values: SharedRestrictions) -> Groups:
    found = {
        rule: frozenset(cast(Values, values).get(name, {}).values()) for rule, name in _PROPERTIES.items()
    }
    return {rule: groups for rule, groups in found.items() if groups}


def _all(groups: Groups) -> frozenset[str]:
    return frozenset().union(*groups.values())


def _waves(values: SharedRestrictions) -> dict[str, str]:
    """The waves' ids by their groups'."""
    return {
        group: wave
        for name in _PROPERTIES.values()
        for wave, group in cast(Values, values).get(name, {}).items()
    }


def _others(targets: Mapping[str, T], ours: Set[str]) -> dict[str, T]:
    """The targets that are no group of ours, in whatever form."""
    return {key: target for key, target in targets.items() if _group_in(key) not in ours}


def _group_in(key: str) -> str | None:
    """The group of a target by its key; None for a target that is no group."""
    found = key.removeprefix("exclusion ").partition(" ")[0]
    return found if is_object_id(found) else None


def _path(write: Write | EnrollmentRule, found: Iterable[FoundRestriction]) -> str:
    """The property that a write brings to what is declared."""
    match write:
        case str() as rule:
            return _PROPERTIES[rule]
        case MakeShared(rule) | AssignShared(rule):
            return _PROPERTIES[rule]
        case DescribeShared(restriction_id, rule):
            switched = any(each.id == restriction_id and each.gets != rule for each in found)
            return _PROPERTIES[rule] if switched else "objects"
        case _:
            return "objects"


def _observed(
    platform: str, shared: Iterable[ExistingRestriction], *, waves: Mapping[str, str]
) -> SharedRestrictions:
    """What the shared ones reach, best first; a wave whose group is under two gets the first. Without waves
    to know them by, groups stand by their ids.
    """
    objects: dict[str, str] = {}
    reached: dict[str, str] = {}
    by_rule: dict[str, dict[str, str]] = {}
    by_hand: list[str] = []
    for each in shared:
        name = each.content.display_name
        objects[name] = each.id
        rule = rule_of(
            platform_blocked=each.content.platform_blocked,
            personal_devices_blocked=each.content.personal_devices_blocked,
        )
        for target in sorted(each.targets):
            wave = waves.get(target) if waves else target
            if wave is None:
                by_hand.append(f"{name}: {target}")
            elif reached.setdefault(wave, each.id) == each.id:
                by_rule.setdefault(_PROPERTIES[rule], {})[wave] = target
    observed = {"platform": platform, **by_rule, "objects": objects, "byHand": by_hand}
    return cast(SharedRestrictions, observed)


def _foreign(each: ExistingRestriction) -> Refusal:
    mark = split(each.content.description)[1]
    whose = "nobody's mark" if mark is None else "the mark of another stack or campaign"
    return Refusal(
        f"the enrollment restriction {each.content.display_name!r} is in the tenant already (id {each.id}) "
        f"and bears {whose}; next: rename or delete it; the stack that made it goes on [foreign-object]"
    )
