"""What the tenant knows of one person: account, devices by every source, restrictions, policies, waiting."""

import asyncio
from collections.abc import Awaitable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from intune_waves.campaign.enrollment_restriction import rule_of
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.object_id import number_of, text_of
from intune_waves.graph.conditional_access import ExistingPolicy, list_policies
from intune_waves.graph.dated_group import DatedGroup, dated_groups
from intune_waves.graph.enrollment_restriction import ExistingRestriction, list_restrictions
from intune_waves.graph.managed_device import ListedDevice
from intune_waves.graph.person import (
    NamedDevice,
    Person,
    find_person,
    managed_as,
    managed_devices_of,
    registered_names,
)
from intune_waves.graph.registered_device import PARTS, RegisteredDevice, registered_devices
from intune_waves.observing.devices import MANAGEMENT
from intune_waves.observing.standing import TAKEN_OUT, WAITING
from intune_waves.step.loss import Managed, Management, Registered
from intune_waves.step.person_facts import KnownDevice, KnownPolicy, KnownRestriction

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PersonRead:
    """A person as the tenant has them. None stands for a list that could not be read; `unread` says why."""

    person: Person
    today: date
    devices: tuple[KnownDevice, ...] | None
    restrictions: tuple[KnownRestriction, ...] | None
    policies: tuple[KnownPolicy, ...] | None
    unread: tuple[str, ...] = ()
    waits: Mapping[str, tuple[str, date]] = field(default_factory=dict)
    """By wave id: the kind of dated group that the person is in, and its day."""


async def read_person(
    client: GraphClient, name: str, *, active_days: int, enforced: Collection[str]
) -> PersonRead | None:
    """Read what the tenant knows of the person of that name or id; None where it has nobody of it.

    `enforced` are the waves whose people may wait. Raises GraphError where the account itself cannot be read.
    """
    person = await find_person(client, name)
    if person is None:
        return None
    unread: list[str] = []
    waiting = asyncio.gather(*(_or_unread(dated_groups(client, wave), unread) for wave in enforced))
    devices, restrictions, policies, waits = await asyncio.gather(
        _or_unread(_devices(client, person, active_days=active_days), unread),
        _or_unread(list_restrictions(client), unread),
        _or_unread(list_policies(client), unread),
        waiting,
    )
    found, missing = devices or (None, "")
    return PersonRead(
        person,
        client.today(),
        found,
        None if restrictions is None else tuple(_reaching(restrictions, person)),
        None if policies is None else tuple(map(known_policy, policies)),
        (*unread, *([missing] if missing else ())),
        dict(_waits(zip(enforced, waits, strict=True), person)),
    )


async def _or_unread(reading: Awaitable[T], unread: list[str]) -> T | None:
    try:
        return await reading
    except GraphError as failure:
        unread.append(f"{failure.about} could not be read ({failure.status or failure.message})")
        return None


async def _devices(
    client: GraphClient, person: Person, *, active_days: int
) -> tuple[tuple[KnownDevice, ...], str]:
    """The devices that are the person's, and why Entra ID's could not be read; empty where they were."""
    since = (client.today() - timedelta(days=active_days)).isoformat()
    own = await managed_devices_of(client, person.id)
    try:
        registered = await _registered(client, person, own=own)
    except GraphError as failure:
        said = f"{failure.about} could not be read ({failure.status or failure.message})"
        return tuple(_joined(each, None, since=since, known=False) for each in own), said
    theirs = [each for each in registered if each not in {device.entra_id for device in own}]
    elsewhere = await managed_as(client, theirs)
    names = await registered_names(client, theirs)
    found = [_joined(each, registered.get(each.entra_id), since=since) for each in own]
    for entra_id in theirs:
        managed = elsewhere.get(entra_id)
        # A device of which Intune names another user, or none, is not this person's.
        if managed is None or MANAGEMENT[managed.listed.managed_by] is not Management.INTUNE:
            name = names.get(entra_id) or entra_id[:8]
            found.append(_joined(managed, registered[entra_id], since=since, name=name))
    return tuple(found), ""


async def _registered(
    client: GraphClient, person: Person, *, own: Iterable[NamedDevice]
) -> dict[str, RegisteredDevice]:
    """Of all registered devices those that the person owns, and those that Intune lists for the person."""
    number, ids = number_of(person.id), {each.listed.device_id for each in own} - {0}

    async def part(which: int) -> list[RegisteredDevice]:
        listed = registered_devices(client, which)
        return [each async for each in listed if number in each.owners or each.device_id in ids]

    found = [each for some in await asyncio.gather(*map(part, range(PARTS))) for each in some]
    return {text_of(each.device_id): each for each in found}


def _joined(
    managed: NamedDevice | None,
    registered: RegisteredDevice | None,
    *,
    since: str,
    known: bool = True,
    name: str = "",
) -> KnownDevice:
    days = [
        *([managed.listed.last_contact] if managed else ()),
        *([registered.last_sign_in] if registered else ()),
    ]
    return KnownDevice(
        name or (managed.name if managed else ""),
        _managed(managed.listed, since) if managed else None,
        registered
        and Registered(
            registered.platform,
            registered.compliant,
            registered.enabled,
            _is_active(registered.last_sign_in, since),
        ),
        max(days, default=""),
        managed.grace_until if managed else "",
        known,
    )


def _managed(listed: ListedDevice, since: str) -> Managed:
    return Managed(
        listed.platform,
        MANAGEMENT[listed.managed_by],
        listed.state,
        _is_active(listed.last_contact, since),
    )


def _is_active(day: str, since: str) -> bool:
    return not day or day >= since


def known_policy(found: ExistingPolicy) -> KnownPolicy:
    """A policy by whom it names and leaves out."""
    return KnownPolicy(
        found.name,
        found.state,
        found.included_users | found.included_groups | found.included_roles,
        found.excluded_users | found.excluded_groups | found.excluded_roles,
        found.controls,
    )


def _reaching(restrictions: Iterable[ExistingRestriction], person: Person) -> Iterable[KnownRestriction]:
    for each in restrictions:
        if person.groups.keys() & set(each.groups):
            content = each.content
            rule = rule_of(
                platform_blocked=content.platform_blocked,
                personal_devices_blocked=content.personal_devices_blocked,
            )
            yield KnownRestriction(content.display_name, content.platform, rule, each.priority)


def _waits(
    dated: Iterable[tuple[str, list[DatedGroup] | None]], person: Person
) -> Iterable[tuple[str, tuple[str, date]]]:
    for wave, groups in dated:
        here = [each for each in groups or () if person.id in each.members]
        for kind in (WAITING, TAKEN_OUT):
            days = [each.day for each in here if each.kind == kind]
            if days:
                yield wave, (kind, max(days))
