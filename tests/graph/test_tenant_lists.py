"""The lists that a step is judged by, from Graph's answers to plain values."""

from typing import Any

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.conditional_access import list_policies
from intune_waves.graph.directory_lookup import count_enabled_members, groups_named, read_accounts
from intune_waves.graph.enrollment_overview import read_enrollment
from tests.graph.fake_graph import FakeCarrier, Sent, answering, batch_answer, id_of, refused

ONE = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
ALL = "#microsoft.graph.deviceEnrollmentPlatformRestrictionsConfiguration"


def batching(answers: dict[str, Answer]) -> FakeCarrier:
    """Answers each request of a $batch by the first path that begins so."""

    def answer(item: Any) -> Answer:
        return next(given for path, given in answers.items() if item["url"].startswith(path))

    return FakeCarrier(lambda request: batch_answer(request, answer))


async def test_policies_of_all_pages_and_states() -> None:
    users = {"includeUsers": ["All"], "excludeGroups": ["g"], "includeRoles": None}
    first = {"displayName": "One", "state": "enabled", "conditions": {"users": users}}
    second = {"displayName": "Two", "state": "disabled", "conditions": {"users": None}}
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


async def test_restrictions_with_their_assignments_and_the_default_in_one_request() -> None:
    group = {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": "g"}}
    everybody = {"target": {"@odata.type": "#microsoft.graph.allLicensedUsersAssignmentTarget"}}
    rows = [
        {
            "@odata.type": ONE,
            "displayName": "Theirs",
            "platformType": "ios",
            "priority": 2,
            "platformRestriction": {"platformBlocked": True},
            "assignments": [group, everybody],
        },
        {
            "@odata.type": ALL,
            "macOSRestriction": {"platformBlocked": True},
            "iosRestriction": {"platformBlocked": False},
            "windowsMobileRestriction": {"platformBlocked": True},
            "androidRestriction": None,
        },
        {"@odata.type": "#microsoft.graph.deviceEnrollmentLimitConfiguration", "limit": 5},
    ]
    carrier = answering(Answer(200, {}, {"value": rows}))
    overview = await read_enrollment(carrier.client())
    (found,) = overview.restrictions
    assert (found.name, found.platform, found.platform_blocked, found.priority) == ("Theirs", "ios", True, 2)
    assert found.groups == {"g", "allLicensedUsers"}
    assert overview.blocked_by_default == {"mac"}
    assert [sent.path for sent in carrier.sent] == [
        "/beta/deviceManagement/deviceEnrollmentConfigurations?$expand=assignments"
    ]


async def test_accounts_say_whether_they_can_sign_in_and_their_groups() -> None:
    carrier = batching(
        {
            "/users/a/memberOf": Answer(200, {}, {"value": [{"id": id_of("g")}]}),
            "/users/a": Answer(200, {}, {"accountEnabled": True}),
            "/users/b/memberOf": Answer(200, {}, {"value": []}),
            "/users/b": Answer(200, {}, {"accountEnabled": False}),
            "/users/c": refused(404, "Request_ResourceNotFound"),
        }
    )
    found = await read_accounts(carrier.client(), ["c", "b", "a", "a"])
    assert {each: (account.enabled, account.groups) for each, account in found.items()} == {
        "a": (True, {id_of("g")}),
        "b": (False, frozenset()),
    }
    assert len(carrier.sent) == 1


async def test_groups_are_found_by_exact_name() -> None:
    def respond(request: Sent) -> Answer:
        return batch_answer(request, answer)

    def answer(item: Any) -> Answer:
        ids = ["1", "2"] if "O%27%27Brien%20%26%20co" in item["url"] else []
        return Answer(200, {}, {"value": [{"id": id_of(each)} for each in ids]})

    carrier = FakeCarrier(respond)
    found = await groups_named(carrier.client(), ["O'Brien & co", "Nobody"])
    assert found == {"O'Brien & co": [id_of("1"), id_of("2")], "Nobody": []}
    assert await groups_named(carrier.client(), []) == {}
    assert len(carrier.sent) == 1


@pytest.mark.parametrize("lookup", [read_accounts, groups_named])
async def test_a_refused_look_up_is_an_error(lookup: Any) -> None:
    carrier = batching({"/": refused(403, "Forbidden")})
    with pytest.raises(Forbidden):
        await lookup(carrier.client(), ["a"])


async def test_enabled_members_are_counted_by_graph() -> None:
    carrier = answering(Answer(200, {}, {"@odata.count": 11942, "value": []}))
    assert await count_enabled_members(carrier.client()) == 11942
    assert carrier.sent[0].headers["ConsistencyLevel"] == "eventual"
    assert "$count=true" in carrier.sent[0].path
