"""Groups and policies that the tenant has of a stack, and the stack's state has not.

azuread tells the state of an object only once it has read what it made. An answer that was lost, a read that
was refused, or a run that was killed leaves the object in the tenant alone; and a create whose answer was
lost is sent again, which leaves a second one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from intune_waves.campaign.naming import (
    enforced_group_description,
    enforced_group_name,
    everybody_policy_name,
    group_description,
    group_name,
    marked_for,
    policy_name,
    stack_mark,
)
from intune_waves.campaign.wave import Wave
from intune_waves.graph.conditional_access import ExistingPolicy
from intune_waves.graph.group import ExistingGroup
from intune_waves.stack import resource_types

TEMPORARY_NAME = "TERRAFORM_UPDATE_"
"""What a group's name begins with until azuread has seen that the tenant knows it (azuread 3.4)."""

_BEGUN = frozenset({"creating", "importing"})
_GROUPS = frozenset({resource_types.GROUP, resource_types.GROUP_WITH_MEMBERS})
_OF_AZUREAD = _GROUPS | {resource_types.ACCESS_POLICY}


@dataclass(frozen=True, slots=True)
class ExpectedObject:
    """A group or policy of the program: where it stands in the state, and how the tenant has it."""

    urn: str
    type: str
    parent: str | None
    name: str
    description: str = ""
    group_ids: frozenset[str] = frozenset()
    """The groups that a policy was being made for."""
    id: str | None = None
    """Its object id; None where the state has no such object."""

    @property
    def group(self) -> bool:
        """Whether it is a group; otherwise it is a policy."""
        return self.type in _GROUPS


@dataclass(frozen=True, slots=True)
class Twin:
    """An object of ours beside the one that the state has, or is to have, of that name."""

    id: str
    name: str
    group: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of what a state has not: object ids by urn, and the twins.

    `unnamed` are groups that still bear a temporary name: the name that is theirs, by object id.
    """

    found: Mapping[str, str] = field(default_factory=dict)
    twins: tuple[Twin, ...] = ()
    unnamed: Mapping[str, str] = field(default_factory=dict)


def expected_objects(exported: Mapping[str, Any], waves: Iterable[Wave] = ()) -> list[ExpectedObject]:
    """What an exported state has, what a killed run was making, and what else belongs to the components of
    these waves.
    """
    deployment = exported.get("deployment") or {}
    resources = deployment.get("resources") or []
    pending = [
        each["resource"] for each in deployment.get("pending_operations") or [] if each.get("type") in _BEGUN
    ]
    known = {each["urn"]: _expected(each) for each in resources if each.get("type") in _OF_AZUREAD}
    begun = {each["urn"]: _expected(each) for each in pending if each.get("type") in _OF_AZUREAD}
    for each in begun.keys() - known.keys():
        known[each] = begun[each]
    declared = {each.urn: each for each in _declared(resources, waves)}
    return list((declared | known).values())


def settle(
    expected: Iterable[ExpectedObject],
    groups: Sequence[ExistingGroup],
    *,
    policies: Sequence[ExistingPolicy],
    group_ids: Iterable[str] = (),
) -> Settled:
    """Decide which object of the tenant each expected one is. `group_ids` are other groups that the stack's
    policies include.

    A group is ours by its description, and by its name alone where it was declared without one. A policy is
    ours by the groups that it includes. Whatever else bears the name is somebody else's, and stays so.
    """
    expected = sorted(expected, key=lambda each: not each.group)
    known = {each.id for each in expected if each.id}
    ours = {*group_ids, *(each.id for each in expected if each.group and each.id)}
    found: dict[str, str] = {}
    twins: list[Twin] = []
    unnamed: dict[str, str] = {}
    for each in expected:
        if each.group:
            of_it = {group.id: group.name for group in groups if _is_group(each, group)}
            unnamed |= {one: each.name for one, name in of_it.items() if name.startswith(TEMPORARY_NAME)}
            ours |= of_it.keys()
        else:
            included = ours | each.group_ids
            of_it = {
                policy.id: policy.name for policy in policies if _is_policy(each, policy, groups=included)
            }
        others = sorted(of_it.keys() - known)
        if each.id is None and others:
            found[each.urn] = others.pop(0)
        twins += [Twin(one, each.name, each.group) for one in others]
    return Settled(found, tuple(twins), unnamed)


def _is_group(each: ExpectedObject, group: ExistingGroup) -> bool:
    if group.id == each.id:
        return True
    if group.name == each.name:
        return group.description == each.description
    return (
        group.name.startswith(TEMPORARY_NAME)
        and each.description != ""
        and group.description == each.description
    )


def _is_policy(each: ExpectedObject, policy: ExistingPolicy, *, groups: Iterable[str]) -> bool:
    included = policy.included_groups
    alone = included and not policy.included_users and not policy.included_roles
    return policy.name == each.name and bool(alone) and included <= frozenset(groups)


def _declared(resources: Sequence[Mapping[str, Any]], waves: Iterable[Wave]) -> Iterator[ExpectedObject]:
    components = {str(each.get("urn", "")): each.get("type") for each in resources}
    by_id = {wave.id: wave for wave in waves}
    for urn, kind in components.items():
        wave = by_id.get(urn.rpartition("::")[2]) if kind == resource_types.WAVE else None
        if kind == resource_types.CLOSING:
            yield _child(
                urn, "everybody", kind=resource_types.ACCESS_POLICY, display_name=everybody_policy_name()
            )
        if wave is None:
            continue
        if wave.people.existing_group is None:
            yield _child(
                urn,
                wave.id,
                kind=resource_types.GROUP,
                display_name=group_name(wave),
                description=group_description(wave),
            )
        named, described = enforced_group_name(wave), enforced_group_description(wave)
        yield _child(
            urn, f"{wave.id}-enforced", kind=resource_types.GROUP, display_name=named, description=described
        )
        yield _child(urn, wave.id, kind=resource_types.ACCESS_POLICY, display_name=policy_name(wave))


def _child(parent: str, name: str, *, kind: str, display_name: str, description: str = "") -> ExpectedObject:
    # A resource's urn is its component's with one type more, and a name of its own.
    types = parent.rpartition("::")[0]
    stack, project = types.removeprefix("urn:pulumi:").split("::")[:2]
    told = description and marked_for(description, stack_mark(stack, project))
    return ExpectedObject(f"{types}${kind}::{name}", kind, parent, display_name, told)


def _expected(resource: Mapping[str, Any]) -> ExpectedObject:
    inputs = resource.get("inputs") or {}
    users = ((inputs.get("conditions") or {}).get("users")) or {}
    return ExpectedObject(
        urn=str(resource["urn"]),
        type=str(resource["type"]),
        parent=resource.get("parent") or None,
        name=str(inputs.get("displayName", "")),
        description=str(inputs.get("description", "")),
        group_ids=frozenset(map(str, users.get("includedGroups") or ())),
        id=str(resource.get("id") or "").rpartition("/")[2] or None,
    )
