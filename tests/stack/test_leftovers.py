"""After the end, what bears our names still is named, whatever azuread called it in the meantime."""

from typing import Any

import pytest

from intune_waves.campaign.naming import policy_name_of
from intune_waves.graph.client.answer import Answer
from intune_waves.stack import leftovers
from tests.graph.fake_graph import FakeCarrier, Sent, id_of

GROUPS = [
    ("Intune waves: One", "People of the wave One, kept by intune-waves."),
    ("TERRAFORM_UPDATE_1", "People of the wave One who are enforced, admitted by intune-waves alone."),
    ("Intune waves: a club", "Somebody's own."),
    ("TERRAFORM_UPDATE_2", "Somebody else's."),
]


async def test_policies_by_name_and_groups_by_description(monkeypatch: pytest.MonkeyPatch) -> None:
    def respond(sent: Sent) -> Answer:
        if "/policies" in sent.path:
            names = [policy_name_of("One"), "Require a compliant device"]
            rows: list[dict[str, Any]] = [
                {"id": id_of(str(at)), "displayName": name, "state": "disabled"}
                for at, name in enumerate(names)
            ]
            return Answer(200, {}, {"value": rows})
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
    assert await leftovers.find_leftovers({}) == [
        f"the policy {policy_name_of('One')!r} ({id_of('0')}), disabled",
        f"the group 'Intune waves: One' ({id_of('0')})",
        f"the group 'TERRAFORM_UPDATE_1' ({id_of('1')})",
    ]
