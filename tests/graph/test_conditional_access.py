"""Every policy of the tenant, from Graph's answers to plain values."""

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.pacing import Pace
from intune_waves.graph.conditional_access import REPORT_ONLY, list_policies, turn_to_report_only
from tests.graph.fake_graph import answering, refused


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


async def test_a_policy_that_names_somebody_who_is_gone_is_turned_for_nobody() -> None:
    gone = refused(400, "BadRequest", "excludeUsers holds 'a', which does not exist")
    carrier = answering(gone, Answer(204, {}, None))
    assert await turn_to_report_only(carrier.client(), ["p"], pace=Pace(9, 1)) == {}
    first, second = (each.json for each in carrier.sent)
    assert first == {"state": REPORT_ONLY}
    assert second["state"] == REPORT_ONLY
    users = second["conditions"]["users"]
    assert users.pop("includeUsers") == ["None"]
    assert not any(users.values())


async def test_another_refusal_is_told() -> None:
    carrier = answering(refused(403, "Forbidden"))
    found = await turn_to_report_only(carrier.client(), ["p"], pace=Pace(9, 1))
    assert found["p"].status == 403
