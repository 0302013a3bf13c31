"""After the end, what bears our names still is named, whatever azuread called it in the meantime."""

from typing import Any

import pytest

from intune_waves.campaign.naming import marked_for, policy_name_of, stack_mark
from intune_waves.graph.client.answer import Answer
from intune_waves.stack import leftovers
from tests.graph.fake_graph import FakeCarrier, Sent, id_of

OWN, OTHER = stack_mark("dev", "intune-waves"), stack_mark("second", "intune-waves")
KEPT = "People of the wave One, kept by intune-waves."
ADMITTED = "People of the wave One who are enforced, admitted by intune-waves alone."
GROUPS = [
    ("Intune waves: One", KEPT),
    ("TERRAFORM_UPDATE_1", ADMITTED),
    ("Intune waves: a club", "Somebody's own."),
    ("TERRAFORM_UPDATE_2", "Somebody else's."),
    ("Intune waves: Two", marked_for(KEPT, OWN)),
    ("Intune waves: Three", marked_for(KEPT, OTHER)),
]
POLICIES = [
    (policy_name_of("One"), "0"),
    ("Require a compliant device", "0"),
    (policy_name_of("Three"), "5"),
]


async def test_policies_and_groups_of_no_other_stack_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def respond(sent: Sent) -> Answer:
        if "/policies" in sent.path:
            return Answer(200, {}, {"value": [_policy(at) for at in range(len(POLICIES))]})
        start = "TERRAFORM" if "TERRAFORM" in sent.path else "Intune"
        rows = [
            {"id": id_of(str(at)), "displayName": name, "description": said, "mailNickname": "x"}
            for at, (name, said) in enumerate(GROUPS)
            if name.startswith(start)
        ]
        return Answer(200, {}, {"value": rows})

    async def opened(environment: Any) -> Any:
        return FakeCarrier(respond).client()

    monkeypatch.setattr(leftovers, "open_client", opened)
    assert await leftovers.find_leftovers({}, OWN) == [
        f"the policy {policy_name_of('One')!r} ({id_of('0')}), disabled",
        f"the group 'Intune waves: One' ({id_of('0')})",
        f"the group 'Intune waves: Two' ({id_of('4')})",
        f"the group 'TERRAFORM_UPDATE_1' ({id_of('1')})",
    ]


def _policy(at: int) -> dict[str, Any]:
    name, group = POLICIES[at]
    users = {"includeUsers": [], "includeGroups": [id_of(group)], "includeRoles": []}
    users |= {"excludeUsers": [], "excludeGroups": [], "excludeRoles": []}
    applications = {"includeApplications": ["All"], "excludeApplications": []}
    return {
        "id": id_of(str(at)),
        "displayName": name,
        "state": "disabled",
        "conditions": {"users": users, "applications": applications, "platforms": None},
        "grantControls": {"operator": "OR", "builtInControls": ["compliantDevice"]},
    }
