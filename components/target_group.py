"""The group of a wave's people, and who is in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.naming import (
    enforced_group_description,
    enforced_group_name,
    group_description,
    group_name,
    marked_for,
    stack_mark,
)
from intune_waves.campaign.people import is_object_id
from intune_waves.campaign.wave import Wave
from intune_waves.people.sources import filled_source_of

from .intune import GroupMembership
from .object_id import object_id
from .tenant_lookup import Lookups, Unfound, look_up


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """A wave's group: its object id, and what later resources wait for before they rely on its members."""

    id: pulumi.Input[str]
    filled: tuple[pulumi.Resource, ...]


def target_group(
    wave: Wave,
    *,
    earlier: Sequence[TargetGroup],
    break_glass_ids: Sequence[pulumi.Input[str]],
    lookups: Lookups,
    opts: pulumi.ResourceOptions,
) -> TargetGroup:
    """Declare the wave's group and its membership.

    People of `earlier` waves and break-glass accounts are left out of a share and of everybody else. An
    existing group is used as it is: nothing of ours changes or deletes it.
    """
    people = wave.people

    def group_id(group: str) -> pulumi.Input[str]:
        return group if is_object_id(group) else lookups.found(group_named(group))

    if people.existing_group is not None:
        return TargetGroup(group_id(people.existing_group), ())
    group = _group(wave, opts)
    source = filled_source_of(people)
    if source is None:
        return TargetGroup(object_id(group), (group,))
    told = {source.input: source.written(people, wave.id, group_id=group_id)}
    members = GroupMembership(
        wave.id,
        group_id=object_id(group),
        except_group_ids=[each.id for each in earlier] if source.leaves_out_others else [],
        except_user_ids=list(break_glass_ids) if source.leaves_out_others else [],
        expected_size=wave.size,
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                # Who is listed is so whoever else is anywhere: many lists are written side by side.
                depends_on=[resource for each in earlier for resource in each.filled]
                if source.leaves_out_others
                else [],
                # A group that goes takes its members along: removing them one by one would be thousands
                # of writes.
                deleted_with=group,
            ),
        ),
        **told,
    )
    return TargetGroup(object_id(group), (members,))


def enforced_group(wave: Wave, opts: pulumi.ResourceOptions) -> azuread.GroupWithoutMembers:
    """Declare the group that the wave's enabled policy includes. Nobody but the wave's admission fills it."""
    return azuread.GroupWithoutMembers(
        f"{wave.id}-enforced",
        display_name=enforced_group_name(wave),
        description=_marked(enforced_group_description(wave)),
        security_enabled=True,
        opts=_keeping_description(opts),
    )


def _group(wave: Wave, opts: pulumi.ResourceOptions) -> azuread.GroupWithoutMembers:
    """The wave's group. azuread.Group would keep every member in the state, those of a rule too, and compare
    them all in each preview.
    """
    rule = wave.people.membership_rule
    membership = azuread.GroupWithoutMembersDynamicMembershipArgs(enabled=True, rule=rule) if rule else None
    return azuread.GroupWithoutMembers(
        wave.id,
        display_name=group_name(wave),
        description=_description(wave),
        security_enabled=True,
        types=["DynamicMembership"] if rule else None,
        dynamic_membership=membership,
        opts=_keeping_description(opts),
    )


async def group_named(name: str) -> str:
    """The object id of the group of that name; Raises Unfound for none and for several."""
    # get_group would read every member of the group, a hundred at a time, in each preview.
    found = await look_up(
        f"the group {name!r}",
        "getGroups",
        arguments={"displayNames": [name], "ignoreMissing": True},
        next_step="check that the tenant answers and that the identity may read groups [group-exists]",
    )
    ids = found["objectIds"]
    if len(ids) != 1:
        raise Unfound(
            f"the group {name!r}: the tenant has {len(ids) or 'none'} of that name; "
            "name one that it has once, or give its object id [group-exists]"
        )
    return str(ids[0])


def _description(wave: Wave) -> str:
    return _marked(group_description(wave))


def _marked(description: str) -> str:
    """The description with the mark by which a second stack knows that the group is not its own."""
    return marked_for(description, stack_mark(pulumi.get_stack(), pulumi.get_project()))


def _keeping_description(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """A group that was made before groups had a mark keeps its description: people see no change."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(ignore_changes=["description"]))
