"""Looking through machine, state and tenant for what is out of order, and mending it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intune_waves.campaign.naming import PREFIX, object_mark_in, stack_mark
from intune_waves.campaign.wave import Wave
from intune_waves.graph import compliance_policy, enrollment_restriction, notification_template
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.connection import open_client
from intune_waves.graph.client.errors import GraphError, NotFound
from intune_waves.graph.conditional_access import delete_policy, list_policies
from intune_waves.graph.dated_group import nickname_start
from intune_waves.graph.group import delete_group, groups_beginning
from intune_waves.stack import resource_types
from intune_waves.stack.diagnosis import (
    Disorder,
    Finding,
    ObjectKind,
    TenantObject,
    of_expected,
    of_machine,
    of_orphans,
    of_state,
)
from intune_waves.stack.expected_object import TEMPORARY_NAME, expected_objects, settle
from intune_waves.stack.file_backend import PROJECT_NAME, locks_of
from intune_waves.stack.refusal import RefusedError
from intune_waves.stack.stack_state import StackState
from intune_waves.stack.temporary_file import remove_left_files
from intune_waves.stack.whole_state import put_back_state


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, and what could not be looked at, each in a sentence."""

    findings: tuple[Finding, ...]
    unread: tuple[str, ...] = ()

    @property
    def mendable(self) -> tuple[Finding, ...]:
        """What a repair mends."""
        return tuple(each for each in self.findings if each.mends)


def examine_machine(backend: Path | None, stack: str) -> Examination:
    """Locks, files and the state's wholeness; asks nobody."""
    return Examination(tuple(of_machine(backend, stack)))


def examine_stack(
    environment: Mapping[str, str], stack: str, *, state: StackState, waves: Iterable[Wave] = ()
) -> Examination:
    """The state, and the tenant by six lists. A tenant that cannot be read is told as such."""
    found = tuple(of_state(state.exported))
    try:
        return Examination(
            (*found, *asyncio.run(_of_tenant(environment, stack, state=state, waves=list(waves))))
        )
    except GraphError as unread:
        return Examination(found, (f"the tenant: {unread}",))


def repair_machine(backend: Path | None, stack: str, *, findings: Iterable[Finding]) -> None:
    """Mend what is out of order on this machine. Raises RefusedError."""
    disorders = {each.disorder for each in findings}
    if Disorder.TEMPORARY in disorders:
        remove_left_files()
    if backend is None:
        return
    if Disorder.LOCKED in disorders:
        for lock in locks_of(backend, stack):
            if not lock.alive():
                lock.release()
    if Disorder.CUT_OFF in disorders:
        put_back_state(backend, stack)


def delete_found(environment: Mapping[str, str], findings: Iterable[Finding]) -> list[str]:
    """Delete what the findings name: policies first, groups last; answers a line about each.

    Raises RefusedError where the tenant refuses one.
    """
    order = list(_DELETING)
    objects = sorted(
        (each.deleted for each in findings if each.deleted), key=lambda each: order.index(each.kind)
    )
    return asyncio.run(_delete(environment, objects)) if objects else []


async def _of_tenant(
    environment: Mapping[str, str], stack: str, *, state: StackState, waves: Sequence[Wave]
) -> list[Finding]:
    expected = expected_objects(state.exported, waves)
    group_ids = [each.group for each in state.waves.values() if each.group]
    mark = stack_mark(stack, PROJECT_NAME)
    async with await open_client(environment) as client:
        ours, unnamed, policies, objects = await asyncio.gather(
            groups_beginning(client, f"{PREFIX}: "),
            groups_beginning(client, TEMPORARY_NAME),
            list_policies(client),
            _objects(client, mark),
        )
    groups = [*ours, *unnamed]
    settled = settle(expected, groups, policies=policies, group_ids=group_ids)
    known = {
        *ids_in_state(state.exported),
        *settled.found.values(),
        *settled.unnamed,
        *(each.id for each in settled.twins),
    }
    waiting = [nickname_start(wave) for wave in state.waves]
    orphans = of_orphans(groups, policies, objects=objects, stack=mark, known=known, waves=waiting)
    return [*of_expected(expected, settled), *orphans]


async def _objects(client: GraphClient, mark: str) -> list[TenantObject]:
    """The Intune objects that bear the stack's mark."""
    restrictions, compliance, templates = await asyncio.gather(
        enrollment_restriction.list_restrictions(client),
        compliance_policy.list_policies(client),
        notification_template.list_templates(client),
    )
    mailed = {
        each.template_id: frozenset({policy.id}) for policy in compliance for each in policy.actions.reminders
    }
    found: list[tuple[ObjectKind, str, str, str, frozenset[str]]] = []
    for one in restrictions:
        about = (one.content.display_name, one.content.description)
        found.append((ObjectKind.RESTRICTION, one.id, *about, frozenset(one.groups)))
    for policy in compliance:
        about = (policy.content.display_name, policy.content.description)
        found.append((ObjectKind.COMPLIANCE_POLICY, policy.id, *about, frozenset(policy.groups)))
    for template in templates:
        about = (template.content.display_name, template.content.description)
        found.append((ObjectKind.TEMPLATE, template.id, *about, mailed.get(template.id, frozenset())))
    return [
        TenantObject(kind, object_id, name, used)
        for kind, object_id, name, description, used in found
        if object_mark_in(description) == mark
    ]


def ids_in_state(exported: Mapping[str, Any]) -> set[str]:
    """The object ids that a state has. azuread writes the kind's path in front of them; the restrictions that
    waves share are several objects of one resource.
    """
    resources = (exported.get("deployment") or {}).get("resources") or []
    own = {str(each["id"]).rpartition("/")[2] for each in resources if each.get("id")}
    shared = (each for each in resources if each.get("type") == resource_types.SHARED_RESTRICTIONS)
    objects = ((each.get("outputs") or {}).get("objects") or {} for each in shared)
    return own | {str(object_id) for each in objects for object_id in each.values()}


async def _delete(environment: Mapping[str, str], objects: Sequence[TenantObject]) -> list[str]:
    told = []
    try:
        async with await open_client(environment) as client:
            for each in objects:
                with contextlib.suppress(NotFound):
                    await _DELETING[each.kind](client, each)
                told.append(f"the {each.kind} {each.name!r} ({each.id}) is deleted")
    except GraphError as refused:
        raise RefusedError("\n".join([*told, str(refused)])) from None
    return told


_DELETING: dict[ObjectKind, Callable[[GraphClient, TenantObject], Awaitable[None]]] = {
    ObjectKind.ACCESS_POLICY: lambda client, each: delete_policy(client, each.id),
    ObjectKind.RESTRICTION: lambda client, each: enrollment_restriction.delete(
        client, each.id, name=each.name
    ),
    ObjectKind.COMPLIANCE_POLICY: lambda client, each: compliance_policy.delete(
        client, each.id, name=each.name
    ),
    ObjectKind.TEMPLATE: lambda client, each: notification_template.delete(client, each.id, name=each.name),
    ObjectKind.GROUP: lambda client, each: delete_group(client, each.id),
}
"""How each kind is deleted, in the order in which they are."""
