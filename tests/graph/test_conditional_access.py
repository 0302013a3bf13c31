"""Every policy of the tenant, from Graph's answers to plain values."""

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.conditional_access import list_policies
from tests.graph.fake_graph import answering


async def test_policies_of_all_pages_and_states() -> None:
    users = {"includeUsers": ["All"], "excludeGroups": ["g"], "includeRoles": None}
    first = {"id": "1", "displayName": "One", "state": "enabled", "conditions": {"users": users}}
    second = {"id": "2", "displayName": "Two", "state": "disabled", "conditions": {"users": None}}
    carrier = answering(
        Answer(200, {}, {"value": [first], "@odata.nextLink": "https://graph.test/v1.0/next"}),
        Answer(200, {}, {"value": [second]}),
    )
    one, two = await list_policies(carrier.client())
    assert (one.name, one.state) == ("One", "enabled")
    assert one.included_users == {"All"}
    assert one.excluded_groups == {"g"}
    assert one.included_roles == frozenset()
    assert (two.state, two.included_users) == ("disabled", frozenset())
