"""The group of a wave's people, and who is in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_azuread as azuread

from intune_waves.campaign.naming import group_name
from intune_waves.campaign.people import DynamicRule, EverybodyElse, ExistingGroup, ListedPeople, Share
from intune_waves.campaign.wave import Wave

from .intune import GroupMembership, GroupMembershipShare
from .tenant_lookup import end, look_up


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
    opts: pulumi.ResourceOptions,
) -> TargetGroup:
    """Declare the wave's group and its membership.

    People of `earlier` waves and break-glass accounts are left out of a share and of everybody else. An
    existing group is used as it is: nothing of ours changes or deletes it.
    """
    match wave.people:
        case ExistingGroup() as existing:
            return TargetGroup(_existing_group_id(existing.group, existing.is_id), ())
        case DynamicRule(rule):
            group = _group(wave, opts, rule)
            return TargetGroup(group.object_id, (group,))
    group = _group(wave, opts)
    members = _membership(wave, group, earlier, break_glass_ids, opts)
    return TargetGroup(group.object_id, (members,))


def _group(wave: Wave, opts: pulumi.ResourceOptions, rule: str | None = None) -> azuread.GroupWithoutMembers:
    """The wave's group. azuread.Group would keep every member in the state, those of a rule too, and compare
    them all in each preview.
    """
    membership = azuread.GroupWithoutMembersDynamicMembershipArgs(enabled=True, rule=rule) if rule else None
    return azuread.GroupWithoutMembers(
        wave.id,
        display_name=group_name(wave),
        description=_description(wave),
        security_enabled=True,
        types=["DynamicMembership"] if rule else None,
        dynamic_membership=membership,
        opts=opts,
    )


def _membership(
    wave: Wave,
    group: azuread.GroupWithoutMembers,
    earlier: Sequence[TargetGroup],
    break_glass_ids: Sequence[pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> GroupMembership:
    people = wave.people
    listed = isinstance(people, ListedPeople)
    after = [resource for each in earlier for resource in each.filled]
    return GroupMembership(
        wave.id,
        group_id=group.object_id,
        people_file=_people_file(wave) if listed else None,
        share=_share(people) if isinstance(people, Share) else None,
        remainder={} if isinstance(people, EverybodyElse) else None,
        except_group_ids=[] if listed else [each.id for each in earlier],
        except_user_ids=[] if listed else list(break_glass_ids),
        # A group that goes takes its members along: removing them one by one would be thousands of writes.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=after, deleted_with=group)),
    )


def _share(people: Share) -> GroupMembershipShare:
    share: GroupMembershipShare = {
        "groupId": _existing_group_id(people.group, people.is_id),
        "seed": people.seed,
    }
    if people.size is not None:
        share["size"] = people.size
    if people.percent is not None:
        share["percent"] = people.percent
    return share


def _people_file(wave: Wave) -> str:
    assert isinstance(wave.people, ListedPeople)
    return wave.people.file or f"waves/{wave.id}.yaml"


def _existing_group_id(group: str, is_id: bool) -> pulumi.Input[str]:
    return group if is_id else pulumi.Output.from_input(group_named(group))


async def group_named(name: str) -> str:
    """The object id of the group of that name; where the tenant has none or several, the program ends."""
    # get_group would read every member of the group, a hundred at a time, in each preview.
    found = await look_up(
        f"the group {name!r}",
        "getGroups",
        {"displayNames": [name], "ignoreMissing": True},
        "check that the tenant answers and that the identity may read groups [group-exists]",
    )
    ids = found["objectIds"]
    if len(ids) != 1:
        end(
            f"the group {name!r}: the tenant has {len(ids) or 'none'} of that name; "
            "name one that it has once, or give its object id [group-exists]"
        )
    return str(ids[0])


def _description(wave: Wave) -> str:
    return f"People of the wave {wave.title}, kept by intune-waves."
