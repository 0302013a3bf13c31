"""Whose the objects are that bear the names of ours: nothing that another stack or a person made is taken.

Groups carry their stack's mark in the description. A policy has no description: it is ours where it is for a
group of ours. What the other kinds make is judged by each of them (provider.marked_object).
"""

from collections.abc import Collection, Iterator

from intune_waves.campaign.errors import Complaint
from intune_waves.campaign.naming import (
    PREFIX,
    enforced_group_name,
    everybody_policy_name,
    group_mark_in,
    group_name,
    policy_name,
)
from intune_waves.campaign.stage import Stage
from intune_waves.campaign.wave import Wave
from intune_waves.graph.conditional_access import ExistingPolicy
from intune_waves.graph.dated_group import is_dated
from intune_waves.graph.group import ExistingGroup
from intune_waves.observing.connection import Connection
from intune_waves.observing.own_groups import own_groups
from intune_waves.step.period_step import PeriodStep

_NAMED = 3
"""So many groups are named; the others are counted."""


async def foreign_objects(
    connection: Connection, step: PeriodStep, *, stack: str, first: bool
) -> tuple[str, ...]:
    """Why the step may not make its objects; nothing where no wave begins and the campaign does not close.

    `stack` is the mark of the stack; `first` whether its state knows of no campaign yet. Raises GraphError.
    """
    if not (step.closes or _beginning(step)):
        return ()
    groups = list((await own_groups(connection).by_id()).values())
    policies = await connection.policies()
    return tuple(sorted(map(str, judge_ownership(step, groups, policies=policies, stack=stack, first=first))))


def judge_ownership(
    step: PeriodStep,
    groups: Collection[ExistingGroup],
    *,
    policies: Collection[ExistingPolicy],
    stack: str,
    first: bool,
) -> Iterator[Complaint]:
    """A complaint for the groups of each owner, and for each policy, whose names the step would make.

    A first step finds no campaign in the tenant at all, whatever the names of its waves: two would outrank
    each other's restrictions.
    """
    beginning = _beginning(step)
    names = {
        name
        for wave in beginning
        for name in (
            enforced_group_name(wave),
            *([] if wave.people.existing_group else [group_name(wave)]),
        )
    }
    found: dict[str, list[str]] = {}
    for group in sorted(groups, key=lambda each: each.name):
        mark = group_mark_in(group.description)
        taken = group.name in names and mark != stack
        if taken or (first and not is_dated(group.nickname)):
            found.setdefault(_whose(mark, stack), []).append(group.name)
    for whose, named in found.items():
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        yield _complaint(f"groups in the tenant: {', '.join(map(repr, named[:_NAMED]))}{more}", whose)
    wanted = {policy_name(wave) for wave in beginning}
    if step.closes:
        wanted.add(everybody_policy_name())
    ours = {each.id for each in groups if _may_be_ours(group_mark_in(each.description), stack)}
    for policy in policies:
        if policy.name in wanted and not policy.included_groups & ours:
            yield _complaint(
                f"a policy in the tenant: {policy.name!r}, id {policy.id}", "for no group of this stack"
            )


def _beginning(step: PeriodStep) -> list[Wave]:
    return [
        wave
        for wave in step.waves
        if step.stages(wave.id)[0] is Stage.PLANNED and step.stages(wave.id)[1] is not Stage.PLANNED
    ]


def _may_be_ours(mark: str | None, stack: str) -> bool:
    return mark is None or mark == stack


def _whose(mark: str | None, stack: str) -> str:
    if mark is None:
        return "with no stack's mark: a person made them, or a stack of an earlier version"
    if mark == stack:
        return "with this stack's mark, and its state knows of no campaign: the state is another one or lost"
    return "of another stack"


def _complaint(what: str, whose: str) -> Complaint:
    return Complaint(
        rule="foreign-object",
        what=f"{what}, {whose}",
        expected=f"one campaign in a tenant; its objects begin with {PREFIX!r}",
        next_step=(
            "go on with the stack that made it, or run ./migrate destroy there first; rename or delete what "
            "nobody needs; `pulumi import` takes over what a lost state knew"
        ),
    )
