"""What the tenant has of a stack and the state has not is ours, or somebody else's, and never guessed."""

from typing import Any

import pytest

from intune_waves.campaign.naming import (
    enforced_group_description,
    enforced_group_name,
    group_description,
    group_name,
    marked_for,
    policy_name,
    stack_mark,
)
from intune_waves.graph.conditional_access import ExistingPolicy
from intune_waves.graph.group import ExistingGroup
from intune_waves.stack import resource_types
from intune_waves.stack.expected_object import Settled, Twin, expected_objects, settle
from tests.campaign.build import wave

WAVE = wave()
PARENT = f"urn:pulumi:dev::intune-waves::intune-waves:index:Campaign$intune-waves:index:Wave::{WAVE.id}"
BELOW = PARENT.rpartition("::")[0]
GROUP = f"{BELOW}${resource_types.GROUP}::{WAVE.id}"
ENFORCED = f"{BELOW}${resource_types.GROUP}::{WAVE.id}-enforced"
POLICY = f"{BELOW}${resource_types.ACCESS_POLICY}::{WAVE.id}"


def marked(description: str) -> str:
    return marked_for(description, stack_mark("dev", "intune-waves"))


def group(object_id: str, name: str, description: str) -> ExistingGroup:
    return ExistingGroup(object_id, name, description, "")


TARGET = group("g1", group_name(WAVE), marked(group_description(WAVE)))
ADMITTED = group("g2", enforced_group_name(WAVE), marked(enforced_group_description(WAVE)))


def state(*resources: dict[str, Any], pending: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    component = {"urn": PARENT, "type": resource_types.WAVE}
    begun = [{"type": "creating", "resource": each} for each in pending]
    return {"deployment": {"resources": [component, *resources], "pending_operations": begun}}


def resource(urn: str, object_id: str | None = None, **inputs: Any) -> dict[str, Any]:
    kind = urn.rpartition("::")[0].rpartition("$")[2]
    return {"urn": urn, "type": kind, "parent": PARENT, "id": object_id, "inputs": inputs}


def policy(object_id: str, *groups: str, users: tuple[str, ...] = ()) -> ExistingPolicy:
    none: frozenset[str] = frozenset()
    return ExistingPolicy(
        id=object_id,
        name=policy_name(WAVE),
        state="enabled",
        included_users=frozenset(users),
        included_groups=frozenset(groups),
        included_roles=none,
        excluded_users=none,
        excluded_groups=none,
        platforms=none,
        excluded_platforms=none,
        excluded_applications=none,
        controls=none,
    )


def test_what_a_failed_create_left_is_found_where_it_stands_in_the_program() -> None:
    expected = expected_objects(state(), [WAVE])
    settled = settle(expected, [TARGET, ADMITTED], policies=[policy("p1", "g1")])
    assert settled == Settled({GROUP: "g1", ENFORCED: "g2", POLICY: "p1"})


def test_nothing_is_expected_of_a_wave_that_has_not_begun() -> None:
    assert expected_objects({"deployment": {"resources": []}}, [WAVE]) == []


def test_a_group_of_a_temporary_name_is_found_by_its_description_and_gets_its_name() -> None:
    ours = group("g1", "TERRAFORM_UPDATE_0b", marked(group_description(WAVE)))
    other = group("g9", "TERRAFORM_UPDATE_1c", "somebody else's")
    settled = settle(expected_objects(state(), [WAVE]), [ours, other], policies=[])
    assert (settled.found, settled.unnamed) == ({GROUP: "g1"}, {"g1": group_name(WAVE)})


def test_a_group_that_the_state_has_gets_its_name_back_too() -> None:
    known = resource(GROUP, "/groups/g1", displayName=group_name(WAVE), description="of an earlier version")
    ours = group("g1", "TERRAFORM_UPDATE_0b", "of an earlier version")
    settled = settle(expected_objects(state(known)), [ours], policies=[])
    assert settled == Settled(unnamed={"g1": group_name(WAVE)})


@pytest.mark.parametrize(
    "foreign",
    [policy("p1", "g9"), policy("p1", "g1", "g9"), policy("p1"), policy("p1", "g1", users=("All",))],
    ids=["another group", "another beside ours", "no group", "everybody beside ours"],
)
def test_a_policy_of_our_name_that_includes_anything_else_is_not_ours(foreign: ExistingPolicy) -> None:
    known = resource(GROUP, "/groups/g1", displayName=group_name(WAVE), description=TARGET.description)
    assert settle(expected_objects(state(known), [WAVE]), [TARGET], policies=[foreign]) == Settled()


@pytest.mark.parametrize("description", ["", "made by hand", marked_for(group_description(WAVE), "00000000")])
def test_a_group_of_our_name_without_our_mark_is_not_ours(description: str) -> None:
    foreign = group("g1", group_name(WAVE), description)
    assert settle(expected_objects(state(), [WAVE]), [foreign], policies=[policy("p1", "g1")]) == Settled()


def test_a_policy_that_a_killed_run_was_making_is_ours_by_the_groups_that_it_was_made_for() -> None:
    users = {"users": {"includedGroups": ["existing"]}}
    begun = resource(POLICY, displayName=policy_name(WAVE), conditions=users)
    expected = expected_objects(state(pending=(begun,)))
    assert settle(expected, [], policies=[policy("p1", "existing")]).found == {POLICY: "p1"}


def test_what_was_taken_over_before_the_mending_was_killed_is_not_taken_over_again() -> None:
    known = resource(GROUP, "/groups/g1", displayName=group_name(WAVE), description=TARGET.description)
    begun = resource(GROUP, displayName=group_name(WAVE), description=TARGET.description)
    assert settle(expected_objects(state(known, pending=(begun,))), [TARGET], policies=[]) == Settled()


def test_a_second_one_is_named_whether_the_state_has_the_first_or_not() -> None:
    second = group("g3", TARGET.name, TARGET.description)
    policies = [policy("p1", "g1"), policy("p2", "g3")]
    settled = settle(expected_objects(state(), [WAVE]), [TARGET, second], policies=policies)
    assert settled.found == {GROUP: "g1", POLICY: "p1"}
    twins = (Twin("g3", TARGET.name, True), Twin("p2", policy_name(WAVE), False))
    assert settled.twins == twins
    known = resource(GROUP, "/groups/g3", displayName=TARGET.name, description=TARGET.description)
    assert settle(expected_objects(state(known)), [TARGET, second], policies=[]).twins == (
        Twin("g1", TARGET.name, True),
    )
