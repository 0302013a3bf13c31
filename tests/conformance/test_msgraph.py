"""The real msgraph-sdk and azure-identity over TLS, from signing in to counting devices."""

from typing import Any

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import DeviceCodeCredential
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.headers_collection import HeadersCollection
from msgraph.generated.audit_logs.sign_ins.sign_ins_request_builder import SignInsRequestBuilder
from msgraph.generated.device_management.troubleshooting_events import (
    troubleshooting_events_request_builder as events,
)
from msgraph.generated.groups.item.members.count.count_request_builder import CountRequestBuilder
from msgraph.generated.models.applied_conditional_access_policy_result import (
    AppliedConditionalAccessPolicyResult,
)
from msgraph.generated.models.conditional_access_applications import ConditionalAccessApplications
from msgraph.generated.models.conditional_access_condition_set import ConditionalAccessConditionSet
from msgraph.generated.models.conditional_access_grant_control import ConditionalAccessGrantControl
from msgraph.generated.models.conditional_access_grant_controls import ConditionalAccessGrantControls
from msgraph.generated.models.conditional_access_policy import ConditionalAccessPolicy
from msgraph.generated.models.conditional_access_policy_state import ConditionalAccessPolicyState
from msgraph.generated.models.conditional_access_users import ConditionalAccessUsers
from msgraph.generated.models.device_enrollment_failure_reason import DeviceEnrollmentFailureReason
from msgraph.generated.models.device_enrollment_type import DeviceEnrollmentType
from msgraph.generated.models.enrollment_troubleshooting_event import EnrollmentTroubleshootingEvent
from msgraph.generated.models.group import Group
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.reference_create import ReferenceCreate
from msgraph.generated.models.user import User
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph.graph_service_client import GraphServiceClient
from msgraph_core.tasks import PageIterator  # type: ignore[import-untyped]

from tests.conformance.conftest import Running, send

UsersQuery = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters


def configured(query: Any = None, **headers: str) -> RequestConfiguration[Any]:
    collection = HeadersCollection()
    for name, value in headers.items():
        collection.add(name, value)
    return RequestConfiguration(query_parameters=query, headers=collection)


def new_group(name: str) -> Group:
    return Group(display_name=name, mail_enabled=False, mail_nickname="wave", security_enabled=True)


def test_the_secret_signs_in_and_a_wrong_or_expired_one_does_not(adatum: Running) -> None:
    scope = f"{adatum.url}/.default"
    assert adatum.credential().get_token(scope).token
    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        adatum.credential("wrong").get_token(scope)
    adatum.control("PUT", "application", {"secretExpired": True})
    try:
        with pytest.raises(ClientAuthenticationError, match="AADSTS7000222"):
            adatum.credential().get_token(scope)
    finally:
        adatum.control("PUT", "application", {"secretExpired": False})


def test_a_person_signs_in_by_device_code(adatum: Running) -> None:
    codes: list[str] = []
    credential = DeviceCodeCredential(
        adatum.status["client_id"],
        tenant_id=adatum.status["tenant_id"],
        authority=adatum.url,
        disable_instance_discovery=True,
        connection_verify=adatum.status["ca_file"],
        prompt_callback=lambda uri, code, expires: codes.append(code),
    )
    assert credential.get_token(f"{adatum.url}/.default").token
    assert len(codes) == 1


async def test_the_sdk_turns_pages_by_the_next_link(graph: GraphServiceClient) -> None:
    query = UsersQuery(select=["id", "department"], filter="department eq 'IT'", top=20)
    first = await graph.users.get(request_configuration=configured(query))
    assert first is not None
    found: list[User] = []

    def keep(user: User) -> bool:
        found.append(user)
        return len(found) < 60

    await PageIterator(first, graph.request_adapter).iterate(keep)
    assert len({user.id for user in found}) == 60
    assert {user.department for user in found} == {"IT"}


async def test_everybody_is_listed_in_13_pages(adatum: Running, graph: GraphServiceClient) -> None:
    # As JSON: the SDK's own model of a user takes it some milliseconds each, over a minute for 12,000.
    adatum.control("DELETE", "requests")
    people: list[Any] = []
    link = f"{adatum.url}/v1.0/users?$select=id,department&$top=999"
    while link:
        page = await send(graph, "GET", link)
        people += page["value"]
        link = page.get("@odata.nextLink", "")
    assert len({user["id"] for user in people}) == 12_002
    assert sum(user["department"] == "IT" for user in people) == 300
    log = adatum.control("GET", "requests")["requests"]
    assert len([each for each in log if each["path"].startswith("/v1.0/users")]) == 13


async def test_people_are_found_by_their_names(graph: GraphServiceClient) -> None:
    names = "'breakglass1@adatum.com','breakglass2@adatum.com'"
    query = UsersQuery(filter=f"userPrincipalName in ({names})", select=["id", "accountEnabled"])
    found = await graph.users.get(request_configuration=configured(query))
    assert found is not None
    assert [user.account_enabled for user in found.value or []] == [True, True]


async def test_an_error_carries_graphs_code_and_request_id(graph: GraphServiceClient) -> None:
    with pytest.raises(ODataError) as refusal:
        await graph.users.by_user_id("nobody@adatum.com").get()
    error = refusal.value.error
    assert refusal.value.response_status_code == 404
    assert error is not None
    assert error.code == "Request_ResourceNotFound"
    assert error.inner_error is not None
    assert error.inner_error.request_id


async def test_a_group_is_made_filled_counted_emptied_and_deleted(
    graph: GraphServiceClient, adatum: Running
) -> None:
    made = await graph.groups.post(new_group("Wave limited pilot"))
    assert made is not None
    assert made.id is not None
    people = await graph.users.get(request_configuration=configured(UsersQuery(select=["id"], top=30)))
    assert people is not None
    ids = [str(user.id) for user in people.value or []]
    one = graph.groups.by_group_id(made.id)

    links = [f"{adatum.url}/v1.0/directoryObjects/{each}" for each in ids[:20]]
    await one.patch(Group(additional_data={"members@odata.bind": links}))
    await one.members.ref.post(ReferenceCreate(odata_id=f"{adatum.url}/v1.0/directoryObjects/{ids[20]}"))
    with pytest.raises(ODataError, match="already exist"):
        await one.members.ref.post(ReferenceCreate(odata_id=f"{adatum.url}/v1.0/directoryObjects/{ids[20]}"))

    count = CountRequestBuilder.CountRequestBuilderGetQueryParameters()
    eventual = configured(count, ConsistencyLevel="eventual")
    assert await one.members.count.get(request_configuration=eventual) == 21
    with pytest.raises(ODataError):
        await one.members.count.get()
    listed = await one.members.graph_user.get()
    assert listed is not None
    assert {user.id for user in listed.value or []} == set(ids[:21])

    await one.members.by_directory_object_id(ids[0]).ref.delete()
    assert await one.members.count.get(request_configuration=eventual) == 20
    await one.delete()
    with pytest.raises(ODataError):
        await one.get()


async def test_a_policy_is_made_enforced_and_deleted(graph: GraphServiceClient, adatum: Running) -> None:
    group = await graph.groups.post(new_group("Wave"))
    assert group is not None
    policies = graph.identity.conditional_access.policies
    made = await policies.post(
        ConditionalAccessPolicy(
            display_name="Wave needs a compliant device",
            state=ConditionalAccessPolicyState.EnabledForReportingButNotEnforced,
            conditions=ConditionalAccessConditionSet(
                applications=ConditionalAccessApplications(include_applications=["All"]),
                users=ConditionalAccessUsers(include_groups=[str(group.id)]),
            ),
            grant_controls=ConditionalAccessGrantControls(
                operator="OR", built_in_controls=[ConditionalAccessGrantControl.CompliantDevice]
            ),
        )
    )
    assert made is not None
    one = policies.by_conditional_access_policy_id(str(made.id))
    await one.patch(ConditionalAccessPolicy(state=ConditionalAccessPolicyState.Enabled))
    read = await one.get()
    assert read is not None
    assert read.state == ConditionalAccessPolicyState.Enabled
    assert read.conditions is not None
    assert read.conditions.platforms is None
    assert adatum.control("GET", "snapshot")["policies"][0]["includeGroups"] == [group.id]
    await one.delete()
    assert adatum.control("GET", "snapshot")["policies"] == []


async def test_a_restriction_goes_through_the_adapter_to_beta(
    graph: GraphServiceClient, adatum: Running
) -> None:
    path = f"{adatum.url}/beta/deviceManagement/deviceEnrollmentConfigurations"
    kind = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
    group = await graph.groups.post(new_group("Wave"))
    assert group is not None
    made = [
        await send(
            graph,
            "POST",
            path,
            {"@odata.type": kind, "displayName": name, "platformType": "windows", "platformRestriction": {}},
        )
        for name in ("first", "second")
    ]
    one = f"{path}/{made[1]['id']}"
    target = {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group.id}
    body = {"enrollmentConfigurationAssignments": [{"target": target}]}
    assert await send(graph, "POST", f"{one}/assign", body) is None
    assert len((await send(graph, "GET", f"{one}/assignments"))["value"]) == 1
    assert await send(graph, "POST", f"{one}/setPriority", {"priority": 1}) is None
    with pytest.raises(ODataError, match="already has priority 1"):
        await send(graph, "POST", f"{one}/setPriority", {"priority": 1})
    assert (await send(graph, "GET", f"{path}/{made[0]['id']}"))["priority"] == 2
    changed = {"@odata.type": kind, "platformRestriction": {"personalDeviceEnrollmentBlocked": True}}
    assert (await send(graph, "PATCH", one, changed))["platformRestriction"][
        "personalDeviceEnrollmentBlocked"
    ]


async def test_a_batch_of_2000_members_takes_five_calls(graph: GraphServiceClient, adatum: Running) -> None:
    group = await graph.groups.post(new_group("Wave"))
    assert group is not None
    ids: list[str] = []
    link: str | None = f"{adatum.url}/v1.0/users?$select=id&$top=999"
    while link and len(ids) < 2000:
        page = await send(graph, "GET", link)
        ids += [user["id"] for user in page["value"]]
        link = page.get("@odata.nextLink")
    adatum.control("DELETE", "requests")
    for call in range(5):
        items = []
        for number in range(20):
            start = call * 400 + number * 20
            links = [f"{adatum.url}/v1.0/directoryObjects/{each}" for each in ids[start : start + 20]]
            items.append(
                {
                    "id": str(number),
                    "method": "PATCH",
                    "url": f"/groups/{group.id}",
                    "headers": {"Content-Type": "application/json"},
                    "body": {"members@odata.bind": links},
                }
            )
        answer = await send(graph, "POST", f"{adatum.url}/v1.0/$batch", {"requests": items})
        assert {each["status"] for each in answer["responses"]} == {204}
    log = adatum.control("GET", "requests")["requests"]
    assert len([each for each in log if each["batch"] is None]) == 5
    assert len([each for each in log if each["batch"]]) == 100
    wave = [each for each in adatum.control("GET", "snapshot")["groups"] if each["id"] == group.id]
    assert wave[0]["members"] == 2000


async def let_engineering_enroll(graph: GraphServiceClient, adatum: Running) -> None:
    """Engineering may enroll Windows machines, for two weeks in two steps."""
    path = f"{adatum.url}/beta/deviceManagement/deviceEnrollmentConfigurations"
    groups = await send(graph, "GET", f"{adatum.url}/v1.0/groups?$filter=displayName eq 'Engineering'")
    body: dict[str, Any] = {
        "@odata.type": "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration",
        "displayName": "Engineering",
        "platformType": "windows",
        "platformRestriction": {},
    }
    made = await send(graph, "POST", path, body)
    target = {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": groups["value"][0]["id"]}
    await send(
        graph,
        "POST",
        f"{path}/{made['id']}/assign",
        {"enrollmentConfigurationAssignments": [{"target": target}]},
    )
    adatum.control("POST", "clock", {"days": 14, "steps": 2})


async def test_devices_are_listed_and_counted(graph: GraphServiceClient, adatum: Running) -> None:
    await let_engineering_enroll(graph, adatum)
    overview = await graph.device_management.managed_device_overview.get()
    assert overview is not None
    count, link = 0, f"{adatum.url}/v1.0/deviceManagement/managedDevices"
    while link:
        page = await send(graph, "GET", link)
        count += len(page["value"])
        link = page.get("@odata.nextLink", "")
    assert count == overview.enrolled_device_count
    assert count > 1000


async def test_failed_enrollments_are_events_of_their_kind(
    graph: GraphServiceClient, adatum: Running
) -> None:
    await let_engineering_enroll(graph, adatum)
    builder = events.TroubleshootingEventsRequestBuilder
    query = builder.TroubleshootingEventsRequestBuilderGetQueryParameters(
        filter="eventDateTime ge 2026-01-15T00:00:00Z", top=5
    )
    page = await graph.device_management.troubleshooting_events.get(request_configuration=configured(query))
    assert page is not None
    assert page.value
    for each in page.value:
        assert isinstance(each, EnrollmentTroubleshootingEvent)
        assert each.event_date_time is not None
        assert each.event_date_time.isoformat() == "2026-01-19T08:00:00+00:00"
        assert each.failure_category not in (None, DeviceEnrollmentFailureReason.Unknown)
        assert each.enrollment_type is DeviceEnrollmentType.UserEnrollment
        assert each.user_id
        assert each.correlation_id


async def test_sign_ins_tell_what_a_report_only_policy_says(
    graph: GraphServiceClient, adatum: Running
) -> None:
    made = await graph.identity.conditional_access.policies.post(
        ConditionalAccessPolicy(
            display_name="Everybody needs a compliant device",
            state=ConditionalAccessPolicyState.EnabledForReportingButNotEnforced,
            conditions=ConditionalAccessConditionSet(
                applications=ConditionalAccessApplications(include_applications=["All"]),
                users=ConditionalAccessUsers(include_users=["All"]),
            ),
            grant_controls=ConditionalAccessGrantControls(
                operator="OR", built_in_controls=[ConditionalAccessGrantControl.CompliantDevice]
            ),
        )
    )
    assert made is not None
    adatum.control("POST", "clock", {"days": 14})
    said = f"c:c/id eq '{made.id}' and c/result eq 'reportOnlyFailure'"
    query = SignInsRequestBuilder.SignInsRequestBuilderGetQueryParameters(
        filter=f"appliedConditionalAccessPolicies/any({said})",
        select=["userId", "createdDateTime", "appliedConditionalAccessPolicies"],
        top=50,
    )
    page = await graph.audit_logs.sign_ins.get(request_configuration=configured(query))
    assert page is not None
    assert page.odata_next_link
    rows = page.value or []
    assert len({row.user_id for row in rows}) == 50
    results = {
        entry.result
        for row in rows
        for entry in row.applied_conditional_access_policies or []
        if entry.result
    }
    assert results == {AppliedConditionalAccessPolicyResult.ReportOnlyFailure}
    times = [row.created_date_time for row in rows if row.created_date_time]
    assert times == sorted(times, reverse=True)


async def test_the_sdk_waits_for_a_throttled_answer_and_repeats(
    graph: GraphServiceClient, adatum: Running
) -> None:
    failure = {"method": "GET", "path": "/users/*", "times": 1, "status": 429, "retryAfter": 1}
    adatum.control("PUT", "faults", {"failures": [failure]})
    adatum.control("DELETE", "requests")
    user = await graph.users.by_user_id("breakglass1@adatum.com").get()
    assert user is not None
    log = adatum.control("GET", "requests")["requests"]
    assert [each["status"] for each in log if "/users/" in each["path"]] == [429, 200]
