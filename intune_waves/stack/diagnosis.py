"""What is out of order on this machine, in a stack's state and in its tenant, as plain findings."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from intune_waves.campaign.naming import group_mark_in, is_policy_name
from intune_waves.graph.conditional_access import ExistingPolicy
from intune_waves.graph.dated_group import is_dated
from intune_waves.graph.group import ExistingGroup
from intune_waves.stack.expected_object import TEMPORARY_NAME, ExpectedObject, Settled
from intune_waves.stack.file_backend import locks_of
from intune_waves.stack.temporary_file import left_files
from intune_waves.stack.whole_state import cut_off_states


class Disorder(StrEnum):
    """One way in which something is out of order; the word is kept for programs."""

    RUNNING = "run-under-way"
    LOCKED = "locked"
    CUT_OFF = "state-cut-off"
    TEMPORARY = "temporary-file"
    PENDING = "pending"
    LOST = "lost"
    UNNAMED = "unnamed"
    TWIN = "twin"
    HALF_MADE = "half-made"
    ORPHAN = "orphan"


class ObjectKind(StrEnum):
    """A kind of object of ours in the tenant."""

    GROUP = "group"
    ACCESS_POLICY = "conditional access policy"
    RESTRICTION = "platform restriction"
    COMPLIANCE_POLICY = "compliance policy"
    TEMPLATE = "notification template"


@dataclass(frozen=True, slots=True)
class TenantObject:
    """An object of ours, whichever kind it is of; `used_by` are the ids of what would miss it."""

    kind: ObjectKind
    id: str
    name: str
    used_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something out of order. `deleted` is what a repair deletes; `mends` whether a repair mends it."""

    disorder: Disorder
    what: str
    next_step: str
    mends: bool = True
    deleted: TenantObject | None = None

    def __str__(self) -> str:
        return f"{self.what}; next: {self.next_step} [{self.disorder}]"

    def as_json(self) -> dict[str, Any]:
        """The finding for programs."""
        return {
            "disorder": self.disorder.value,
            "what": self.what,
            "next": self.next_step,
            "repair": self.mends,
            "deletes": self.deleted and {"kind": self.deleted.kind.value, "id": self.deleted.id},
        }


_REPAIR = "./migrate doctor --repair"


def of_machine(backend: Path | None, stack: str) -> Iterator[Finding]:
    """Locks, a state that was cut off, and temporary files of killed runs."""
    for path in left_files():
        what = f"{path}: a temporary file of a killed run"
        yield Finding(Disorder.TEMPORARY, what, "the next command removes it")
    if backend is None:
        return
    for lock in locks_of(backend, stack):
        if lock.alive():
            what = f"process {lock.pid} runs the stack {stack!r} since {lock.since}"
            yield Finding(Disorder.RUNNING, what, "wait until it has ended", mends=False)
        else:
            what = f"the stack {stack!r} is locked by process {lock.pid}, which is gone"
            yield Finding(Disorder.LOCKED, what, "the next ./migrate up releases it")
    for path in cut_off_states(backend, stack):
        what = f"{path}: the state is cut off"
        yield Finding(Disorder.CUT_OFF, what, "the next command puts the last whole one back")


def of_state(exported: Mapping[str, Any]) -> Iterator[Finding]:
    """What a run has begun and not ended, and what it has made by half."""
    deployment = exported.get("deployment") or {}
    for begun in deployment.get("pending_operations") or []:
        urn = str((begun.get("resource") or {}).get("urn", ""))
        what = f"{_short(urn)}: a run was {begun.get('type', 'writing')} it when it was killed"
        yield Finding(Disorder.PENDING, what, "the next ./migrate up looks it up and goes on")
    for resource in deployment.get("resources") or []:
        if errors := resource.get("initErrors"):
            what = f"{_short(str(resource.get('urn', '')))}: it is made by half: {errors[0]}"
            yield Finding(Disorder.HALF_MADE, what, "the next ./migrate up finishes it", mends=False)


def of_expected(expected: Iterable[ExpectedObject], settled: Settled) -> Iterator[Finding]:
    """Groups and policies that the state has lost, twins, and groups that still bear a temporary name."""
    for each in expected:
        if (object_id := settled.found.get(each.urn)) is not None:
            what = f"{each.name!r} ({object_id}) is in the tenant, and the state has it not"
            yield Finding(Disorder.LOST, what, "the next ./migrate up takes it over")
    for group_id, name in settled.unnamed.items():
        what = f"the group {group_id} is called {TEMPORARY_NAME}…, and is {name!r}"
        yield Finding(Disorder.UNNAMED, what, "the next ./migrate up gives it its name")
    for twin in settled.twins:
        kind = ObjectKind.GROUP if twin.group else ObjectKind.ACCESS_POLICY
        what = f"{twin.name!r} is there twice, and the state has not {twin.id}"
        found = TenantObject(kind, twin.id, twin.name)
        yield Finding(Disorder.TWIN, what, f"{_REPAIR} deletes it", deleted=found)


# Many parameters: the tenant in its kinds, and what is known of it.
def of_orphans(
    groups: Sequence[ExistingGroup],
    policies: Sequence[ExistingPolicy],
    *,
    objects: Iterable[TenantObject],
    stack: str,
    known: Collection[str],
    waves: Collection[str] = (),
) -> Iterator[Finding]:
    """What bears the stack's mark, or is a policy for its groups alone, and is neither in the state nor
    expected.

    `known` are the ids of all that is; `stack` is the stack's mark; `waves` are the nicknames' beginnings of
    groups in which people of a wave wait. What somebody still uses is told and not deleted: a group that a
    policy leaves people out by, a restriction or a compliance policy of a group that the state has.
    """
    ours = {each.id for each in groups if group_mark_in(each.description) == stack}
    for policy in policies:
        alone = policy.included_groups and not policy.included_users and not policy.included_roles
        of_ours = alone and policy.included_groups <= ours
        if policy.id not in known and is_policy_name(policy.name) and of_ours:
            yield _orphan(TenantObject(ObjectKind.ACCESS_POLICY, policy.id, policy.name))
    named = {each for policy in policies for each in policy.included_groups | policy.excluded_groups}
    for group in groups:
        waiting = is_dated(group.nickname) and any(map(group.nickname.startswith, waves))
        if group.id not in ours or group.id in known or waiting:
            continue
        using = frozenset({group.id} & named)
        yield _orphan(TenantObject(ObjectKind.GROUP, group.id, group.name, using))
    for each in objects:
        if each.id not in known:
            yield _orphan(each, each.used_by & frozenset(known))


def _orphan(found: TenantObject, used: Collection[str] | None = None) -> Finding:
    used = found.used_by if used is None else used
    what = f"the {found.kind} {found.name!r} ({found.id}) is this stack's, and the state has it not"
    if used:
        step = "the next ./migrate up takes it over if the program declares it; otherwise look who uses it"
        return Finding(Disorder.ORPHAN, what, step, mends=False)
    return Finding(Disorder.ORPHAN, what, f"{_REPAIR} deletes it", deleted=found)


def _short(urn: str) -> str:
    return urn.rpartition("::")[2] or urn or "a resource"
