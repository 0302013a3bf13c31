"""What is read of the tenant for a step that closes the campaign, besides what every step needs."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

from intune_waves.campaign.closing import Check, TenantAnswer
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import Forbidden, GraphError
from intune_waves.graph.client.object_id import number_of, text_of
from intune_waves.graph.group_membership import member_ids
from intune_waves.graph.management_partner import read_connectors
from intune_waves.graph.mobility_policy import read_mdm_apps
from intune_waves.graph.user import read_enabled_members
from intune_waves.observing.connection import Connection
from intune_waves.observing.devices import KnownDevices
from intune_waves.observing.people_list import home_of, write_people
from intune_waves.observing.tenant_reading import shared_reading
from intune_waves.step.old_service import (
    MdmScope,
    OldServiceDevices,
    connector_answer,
    devices_answer,
    scope_answer,
)
from intune_waves.step.period_step import PeriodStep
from intune_waves.step.tenant_facts import TenantFacts

_LIST = "old-service.csv"
_SILENT_TO_APPS = (
    "Microsoft Graph tells the MDM scope to a signed-in person only: look in the Entra admin centre, and "
    "write done and by"
)


async def with_closing(connection: Connection, step: PeriodStep, *, facts: TenantFacts) -> TenantFacts:
    """The facts with what closing the campaign needs; as they are for any other step.

    Raises GraphError where people or devices cannot be read. A check that the tenant does not answer is
    unknown, for the reason that it gave.
    """
    if step.enforces_everybody:
        facts = await _with_members(connection, step, facts=facts)
    return await _with_old_service(connection, step, facts=facts) if step.closes else facts


async def _with_members(connection: Connection, step: PeriodStep, *, facts: TenantFacts) -> TenantFacts:
    client = await connection.client()
    groups = facts.people.enforced_groups.values()
    found, admitted = await asyncio.gather(
        read_enabled_members(client), asyncio.gather(*(member_ids(client, each) for each in groups))
    )
    doubts = (*facts.doubts, *found.doubts("the tenant"))
    glass = {number_of(each) for each in (*step.rules.break_glass, *step.rules.excluded)}
    closing = replace(
        facts.closing,
        enabled_members=frozenset(found.people) - glass,
        admitted=frozenset(number_of(person) for each in admitted for person in each),
    )
    return replace(facts, closing=closing, doubts=doubts)


async def _with_old_service(connection: Connection, step: PeriodStep, *, facts: TenantFacts) -> TenantFacts:
    client = await connection.client()
    listed = await shared_reading(connection).devices()
    if not listed.old_service_is_known:
        doubts = (*facts.doubts, *(doubt for doubt in listed.doubts if doubt not in facts.doubts))
        closing = replace(facts.closing, answers=await _answers(client, step, old=None))
        return replace(facts, closing=closing, doubts=doubts)
    old = await _old_service(connection, client, listed=listed)
    answers = await _answers(client, step, old=old)
    return replace(facts, closing=replace(facts.closing, old_service=old, answers=answers))


async def _old_service(
    connection: Connection, client: GraphClient, *, listed: KnownDevices
) -> OldServiceDevices:
    people = sorted(listed.people_elsewhere())
    said = ""
    if people:
        rows = [(text_of(person), "managed by another service") for person in people]
        said = await write_people(home_of(connection.environment) / _LIST, rows, client=client)
    return OldServiceDevices(listed.elsewhere, len(people), said)


async def _answers(
    client: GraphClient, step: PeriodStep, *, old: OldServiceDevices | None
) -> dict[Check, TenantAnswer]:
    asked: dict[Check, Callable[[], Awaitable[TenantAnswer]]] = {
        Check.CONNECTOR: lambda: _connectors(client),
        Check.MDM_SCOPE: lambda: _mdm_scope(client),
    }
    wanted: Collection[Check] = {item.check for item in step.rules.checklist} & asked.keys()
    answers = dict(
        zip(wanted, await asyncio.gather(*(_answered(asked[each]) for each in wanted)), strict=True)
    )
    if old is None:
        return answers | {Check.OLD_SERVICE_DEVICES: TenantAnswer(None, "the devices could not be read")}
    return answers | {Check.OLD_SERVICE_DEVICES: devices_answer(old)}


async def _answered(ask: Callable[[], Awaitable[TenantAnswer]]) -> TenantAnswer:
    try:
        return await ask()
    except GraphError as unread:
        answer = f"{unread.status or ''} {unread.code}".strip() or unread.message
        return TenantAnswer(None, f"{unread.about} could not be read ({answer})")


async def _connectors(client: GraphClient) -> TenantAnswer:
    return connector_answer(await read_connectors(client))


async def _mdm_scope(client: GraphClient) -> TenantAnswer:
    try:
        found = await read_mdm_apps(client)
    except Forbidden:
        return TenantAnswer(None, _SILENT_TO_APPS)
    return scope_answer(MdmScope(each.app_id, each.name, each.applies_to) for each in found)
