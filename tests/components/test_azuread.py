"""Our azuread resources reach the engine exactly as those of its SDK do."""

from typing import Any

import pulumi
import pulumi_azuread
import pytest
from pulumi.runtime import settings

from components.azuread import ConditionalAccessPolicy, GroupWithoutMembers, azuread_version
from tests.components.recording import Recording


def requests(*declare: Any) -> list[dict[str, Any]]:
    """What each declaration sends to the engine, without its name and its place in the source."""
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    monitor: Any = settings.get_monitor()
    register, sent = monitor.RegisterResource, {}

    def keep(request: Any) -> Any:
        sent[request.name] = request
        return register(request)

    monitor.RegisterResource = keep

    def program() -> None:
        for place, each in enumerate(declare):
            each(str(place))

    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    own = {"name", "sourcePosition", "stackTrace"}
    return [
        {entry.name: value for entry, value in sent[str(place)].ListFields() if entry.name not in own}
        for place in range(len(declare))
    ]


@pytest.mark.parametrize("rule", [None, 'user.department -eq "IT"'])
def test_a_group_is_told_as_the_sdk_tells_it(rule: str | None) -> None:
    membership = pulumi_azuread.GroupWithoutMembersDynamicMembershipArgs(enabled=True, rule=rule or "")
    ours, theirs = requests(
        lambda name: GroupWithoutMembers(name, display_name="One", description="People.", rule=rule),
        lambda name: pulumi_azuread.GroupWithoutMembers(
            name,
            display_name="One",
            description="People.",
            security_enabled=True,
            types=["DynamicMembership"] if rule else None,
            dynamic_membership=membership if rule else None,
        ),
    )
    assert ours == theirs
    assert ours["version"] == azuread_version()


def test_a_policy_is_told_as_the_sdk_tells_it() -> None:
    ours, theirs = requests(
        lambda name: ConditionalAccessPolicy(
            name,
            display_name="One",
            state="enabled",
            conditions={
                "clientAppTypes": ["all"],
                "applications": {"includedApplications": ["All"], "excludedApplications": []},
                "platforms": {"includedPlatforms": ["windows"]},
                "users": {
                    "includedUsers": None,
                    "includedGroups": ["group-1"],
                    "excludedUsers": [pulumi.Output.from_input("glass-1")],
                },
            },
            grant_operator="OR",
            grant_controls=("compliantDevice",),
        ),
        lambda name: pulumi_azuread.ConditionalAccessPolicy(
            name,
            display_name="One",
            state="enabled",
            conditions=pulumi_azuread.ConditionalAccessPolicyConditionsArgs(
                client_app_types=["all"],
                applications=pulumi_azuread.ConditionalAccessPolicyConditionsApplicationsArgs(
                    included_applications=["All"], excluded_applications=[]
                ),
                platforms=pulumi_azuread.ConditionalAccessPolicyConditionsPlatformsArgs(
                    included_platforms=["windows"]
                ),
                users=pulumi_azuread.ConditionalAccessPolicyConditionsUsersArgs(
                    included_groups=["group-1"], excluded_users=[pulumi.Output.from_input("glass-1")]
                ),
            ),
            grant_controls=pulumi_azuread.ConditionalAccessPolicyGrantControlsArgs(
                operator="OR", built_in_controls=["compliantDevice"]
            ),
        ),
    )
    assert ours == theirs
    assert ours["version"] == azuread_version()


async def test_a_group_tells_its_object_id() -> None:
    pulumi.runtime.set_mocks(Recording(), project="intune-waves", stack="test")
    group = GroupWithoutMembers("one", display_name="One", description="People.")
    assert await group.object_id.future() == "id-of-one"
