"""Whatever an answer is changed into on its way, a reader gives the right value or a GraphError, and ends."""

import copy
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from inspect import getmembers, isasyncgenfunction, iscoroutinefunction
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intune_waves.graph import (
    compliance_policy,
    conditional_access,
    dated_group,
    device_management,
    enrollment_restriction,
    group,
    group_assignment,
    group_membership,
    mail,
    managed_device,
    management_partner,
    mobility_policy,
    notification_template,
    registered_device,
    sign_in,
    troubleshooting_event,
    user,
)
from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.client import GraphClient
from intune_waves.graph.client.errors import GraphError
from intune_waves.graph.client.pacing import Pace
from intune_waves.observing.enrollment_days import read_enrollment_days
from tests.graph.fake_graph import URL, FakeCarrier, Sent, batch_answer, id_of

MOST_REQUESTS = 60
"""More than any reader here sends for a good answer, and than it sends again for one that is lost."""
PERSON, GROUP, DAY = id_of("ada"), id_of("grp"), "2027-01-11T08:00:00Z"
PEOPLE = frozenset({int(PERSON.replace("-", ""), 16)})
RESTRICTION = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
TARGET = {"target": {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": GROUP}}
POLICY = {
    "@odata.type": "#microsoft.graph.windows10CompliancePolicy", "id": "c1", "displayName": "One",
    "description": "why", "passwordRequired": True, "assignments": [TARGET],
    "scheduledActionsForRule": [{"scheduledActionConfigurations": [
        {"actionType": "block", "gracePeriodHours": 24, "notificationTemplateId": ""},
        {"actionType": "notification", "gracePeriodHours": 1, "notificationTemplateId": "t1"},
    ]}],
}  # fmt: skip
CONFIGURATION = {
    "@odata.type": RESTRICTION, "id": "r1", "displayName": "One", "description": "", "platformType": "ios",
    "priority": 1, "assignments": [TARGET],
    "platformRestriction": {"platformBlocked": False, "personalDeviceEnrollmentBlocked": True,
                            "osMinimumVersion": "17.0", "osMaximumVersion": "18.9"},
}  # fmt: skip
TEMPLATE = {
    "id": "t1", "displayName": "One", "description": "why", "defaultLocale": "en-us",
    "localizedNotificationMessages": [
        {"id": "m1", "locale": "en-us", "subject": "S", "messageTemplate": "B", "isDefault": True}
    ],
}  # fmt: skip
DEVICE = {
    "userId": PERSON, "complianceState": "compliant", "operatingSystem": "Windows", "managementAgent": "mdm",
    "enrolledDateTime": DAY, "lastSyncDateTime": DAY, "azureADDeviceId": GROUP,
}  # fmt: skip
REGISTERED = {
    "id": PERSON, "deviceId": GROUP, "operatingSystem": "Windows", "isCompliant": True,
    "accountEnabled": True, "approximateLastSignInDateTime": DAY, "registeredOwners": [{"id": PERSON}],
}  # fmt: skip
ACCESS = {
    "id": "p1", "displayName": "One", "state": "enabledForReportingButNotEnforced",
    "createdDateTime": DAY, "modifiedDateTime": DAY,
    "conditions": {
        "users": {"includeUsers": [], "includeGroups": [GROUP], "includeRoles": [],
                  "excludeUsers": [PERSON], "excludeGroups": []},
        "platforms": {"includePlatforms": ["windows"], "excludePlatforms": []},
        "applications": {"excludeApplications": ["a1"]},
    },
    "grantControls": {"builtInControls": ["compliantDevice"]},
}  # fmt: skip
USER = {
    "id": PERSON, "accountEnabled": True, "userPrincipalName": "ada@adatum.com", "mail": "ada@adatum.com",
    "displayName": "Ada", "givenName": "Ada",
}  # fmt: skip
# The first part that an address has tells what is answered: a list of these, or one object.
ANSWERS: Mapping[str, list[dict[str, Any]] | dict[str, Any]] = {
    "managedDeviceOverview": {"enrolledDeviceCount": 1},
    "/assignments": [TARGET],
    "deviceEnrollmentConfigurations/": CONFIGURATION,
    "deviceEnrollmentConfigurations": [
        CONFIGURATION,
        {"@odata.type": RESTRICTION.replace("RestrictionC", "RestrictionsC"),
         "iosRestriction": {"platformBlocked": True}},
    ],
    "deviceCompliancePolicies/": {"value": POLICY},
    "deviceCompliancePolicies": [POLICY],
    "notificationMessageTemplates/": TEMPLATE,
    "notificationMessageTemplates": [TEMPLATE],
    "complianceManagementPartners": [{"displayName": "Contoso", "partnerState": "enabled"}],
    "troubleshootingEvents": [{"id": "e", "correlationId": "c", "userId": PERSON, "eventDateTime": DAY}],
    "managedDevices": [DEVICE],
    "/devices?": [REGISTERED],
    "deviceManagement?": {"settings": {"secureByDefault": False, "deviceComplianceCheckinThresholdDays": 30}},
    "signIns": [
        {"userId": PERSON, "createdDateTime": DAY, "status": {"errorCode": 0},
         "deviceDetail": {"deviceId": GROUP, "operatingSystem": "Ios 18"}},
    ],
    "mobileDeviceManagementPolicies": [{"id": "a", "displayName": "Intune", "appliesTo": "all"}],
    "conditionalAccess/policies/": ACCESS,
    "conditionalAccess/policies": [ACCESS],
    "/transitiveMembers/": [USER],
    "/members": [{"id": PERSON}],
    "/transitiveMemberOf": [{"id": GROUP}],
    "getByIds": [USER],
    "sentitems": [{"sentDateTime": DAY}],
    "/users?": [USER],
    "/users/": {"id": PERSON, "accountEnabled": True},
    "/groups?": [{"id": GROUP, "mailNickname": "intune-waves.pilot.waiting.2027-01-11"}],
    "/groups/": {"id": GROUP, "createdDateTime": DAY},
}  # fmt: skip


def good(address: str) -> dict[str, Any]:
    """What a tenant answers that has one of everything."""
    answer = copy.deepcopy(next(body for part, body in ANSWERS.items() if part in address))
    return {"value": answer, "@odata.count": len(answer)} if isinstance(answer, list) else answer


Read = Callable[[GraphClient], Awaitable[Any]]


async def everything(found: AsyncIterator[Any]) -> list[Any]:
    return [each async for each in found]


READERS: Mapping[str, Read] = {
    "compliance_policy.list_policies": compliance_policy.list_policies,
    "compliance_policy.read": lambda client: compliance_policy.read(client, "c1"),
    "conditional_access.list_policies": conditional_access.list_policies,
    "conditional_access.read_states": lambda client: _states(client),
    "conditional_access.read_policy": lambda client: conditional_access.read_policy(client, "p1"),
    "dated_group.dated_groups": lambda client: dated_group.dated_groups(client, "pilot"),
    "device_management.devices_without_policy_comply": device_management.devices_without_policy_comply,
    "enrollment_restriction.assigned_groups": lambda client: enrollment_restriction.assigned_groups(
        client, "r1", name="One"
    ),
    "enrollment_restriction.assigned_targets": lambda client: enrollment_restriction.assigned_targets(
        client, "r1", name="One"
    ),
    "enrollment_restriction.list_restrictions": enrollment_restriction.list_restrictions,
    "enrollment_restriction.read": lambda client: enrollment_restriction.read(client, "r1"),
    "enrollment_restriction.read_enrollment": enrollment_restriction.read_enrollment,
    "group.groups_beginning": lambda client: group.groups_beginning(client, "Intune waves: "),
    "group.groups_named": lambda client: group.groups_named(client, ["One"]),
    "group.groups_there": lambda client: group.groups_there(client, [GROUP]),
    "group.made_at": lambda client: group.made_at(client, GROUP),
    "group_assignment.assigned_groups": lambda client: group_assignment.assigned_groups(
        client, "/deviceManagement/deviceCompliancePolicies/c1", about="it"
    ),
    "group_assignment.assigned_targets": lambda client: group_assignment.assigned_targets(
        client, "/deviceManagement/deviceCompliancePolicies/c1", about="it"
    ),
    "group_membership.count_people": lambda client: group_membership.count_people(client, [GROUP]),
    "group_membership.enabled_people_of_group": lambda client: group_membership.enabled_people_of_group(
        client, GROUP
    ),
    "group_membership.list_group": lambda client: group_membership.list_group(client, GROUP),
    "group_membership.listed_member_ids": lambda client: group_membership.listed_member_ids(client, GROUP),
    "group_membership.member_ids": lambda client: group_membership.member_ids(client, GROUP),
    "group_membership.people_of_groups": lambda client: group_membership.people_of_groups(client, [GROUP]),
    "group_membership.recipient_pages": lambda client: everything(
        group_membership.recipient_pages(client, GROUP)
    ),
    "mail.sent_on": lambda client: mail.sent_on(client, "box@adatum.com", key="k"),
    "mail.series_sent_on": lambda client: mail.series_sent_on(client, "box@adatum.com", series="s"),
    "managed_device.count_devices": managed_device.count_devices,
    "managed_device.listed_devices": lambda client: everything(managed_device.listed_devices(client)),
    "management_partner.read_connectors": management_partner.read_connectors,
    "mobility_policy.read_mdm_apps": mobility_policy.read_mdm_apps,
    "notification_template.list_templates": notification_template.list_templates,
    "notification_template.read": lambda client: notification_template.read(client, "t1"),
    "observing.enrollment_days": lambda client: read_enrollment_days(client, {"g": (GROUP, ["windows"])}),
    "registered_device.count_registered": registered_device.count_registered,
    "registered_device.registered_devices": lambda client: everything(
        registered_device.registered_devices(client)
    ),
    "sign_in.read_sign_in_devices": lambda client: sign_in.read_sign_in_devices(
        client, date(2027, 1, 1), pace=Pace(999, 1)
    ),
    "sign_in.read_sign_ins": lambda client: sign_in.read_sign_ins(
        client, "One", people=PEOPLE, pace=Pace(999, 1)
    ),
    "troubleshooting_event.read_failures": lambda client: troubleshooting_event.read_failures(
        client, PEOPLE, since=datetime(2027, 1, 1, tzinfo=UTC)
    ),
    "user.count_enabled_members": user.count_enabled_members,
    "user.enabled_among": lambda client: user.enabled_among(client, [PERSON]),
    "user.enabled_members_of_tenant": user.enabled_members_of_tenant,
    "user.numbers_by_name": lambda client: user.numbers_by_name(client, {"ada@adatum.com"}),
    "user.principal_names": lambda client: user.principal_names(client, [PERSON]),
    "user.read_accounts": lambda client: user.read_accounts(client, [PERSON]),
    "user.read_enabled_members": user.read_enabled_members,
    "user.resolve_names": lambda client: user.resolve_names(client, ["ada@adatum.com"]),
}
# They write, or read only what another reader here asks for.
WRITERS = frozenset(
    {
        *("compliance_policy.create", "compliance_policy.update", "compliance_policy.delete"),
        *("conditional_access.put_back", "conditional_access.set_state"),
        *("conditional_access.turn_to_report_only", "conditional_access.delete_policy"),
        *("group.rename_group", "group.delete_group"),
        *("compliance_policy.assign", "compliance_policy.schedule"),
        *("enrollment_restriction.create", "enrollment_restriction.update", "enrollment_restriction.delete"),
        *("enrollment_restriction.assign", "enrollment_restriction.assign_beside"),
        *("notification_template.create", "notification_template.update", "notification_template.delete"),
        *("enrollment_restriction.set_priority", "enrollment_restriction.settle"),
        *("notification_template.bring_messages_to", "dated_group.keep_dated", "dated_group.delete_dated"),
        *("device_management.let_devices_without_policy_comply", "group_assignment.assign"),
        *("group_membership.reconcile", "mail.send_mail", "user.list_people"),
    }
)  # fmt: skip

GONE = object()
OTHERS: tuple[Any, ...] = (
    *(GONE, None, "", "x", "\ud800", 0, -1, 7, 1.5, 10**30, float("nan"), True, False),
    *([], [None], [7], ["x"], [[]], [{}], {}, {"value": []}, {"id": 7}, "a" * 36, "2027-13-45T00:00:00Z"),
)


@dataclass
class Tenant:
    """Answers as a tenant does that has one of everything, but for one answer that is changed."""

    change: Callable[[Any], Answer | None] = lambda body: None
    at: int = -1
    bodies: list[Any] = field(default_factory=list)
    """The good answers so far, those inside a $batch one by one."""

    def client(self) -> GraphClient:
        return FakeCarrier(self._respond).client(budget=40)

    def _respond(self, request: Sent) -> Answer:
        assert len(self.bodies) < MOST_REQUESTS, "the reader asks for ever"
        if request.path.endswith("$batch"):
            return batch_answer(request, lambda item: self._answer(unquote(item["url"])))
        return self._answer(unquote(request.path))

    def _answer(self, address: str) -> Answer:
        body = good(address)
        self.bodies.append(copy.deepcopy(body))
        if len(self.bodies) - 1 == self.at:
            return self.change(body) or Answer(200, {}, body)
        return Answer(200, {}, body)


def places(body: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to all values inside a body."""
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return [way, *(place for key, value in inside for place in places(value, (*way, key)))]


def changed(body: Any, way: tuple[Any, ...], other: Any) -> Answer:
    """The body with another value at one place, as it comes over the wire."""
    if not way:
        return received(None if other is GONE else other)
    within = body
    for key in way[:-1]:
        within = within[key]
    if other is GONE:
        del within[way[-1]]
    else:
        within[way[-1]] = other
    return received(body)


def received(body: Any) -> Answer:
    return Answer.received(200, {}, content=json.dumps(body).encode())


async def result_of(read: Read, tenant: Tenant) -> Any:
    """What the reader gives; the GraphError that it raised."""
    try:
        return await read(tenant.client())
    except GraphError as error:
        return error


# They look at the first page alone, by $top=1.
ONE_PAGE = frozenset(
    {
        *("mail.sent_on", "mail.series_sent_on", "user.count_enabled_members"),
        "registered_device.count_registered",
        "group_membership.count_people",
    }
)
# None says of these that the tenant does not tell, which passes nothing.
SAY_NONE = frozenset(
    {
        "sign_in.read_sign_ins",
        "sign_in.read_sign_in_devices",
        "troubleshooting_event.read_failures",
        "group.made_at",
    }
)


def decides_nothing(name: str, found: Any) -> bool:
    """Whether a result says itself that it is not known, or not to be trusted."""
    if isinstance(found, GraphError):
        return "\n" not in str(found)
    if found is None:
        return name in SAY_NONE
    if isinstance(found, dict):
        return any(getattr(each, "doubts", ()) for each in found.values())
    return getattr(found, "complete", True) is False


# Without them nothing can be said of an object; whatever else is missing has a meaning of its own.
NEEDED = frozenset(
    {
        *("id", "value", "appliesTo", "sentDateTime", "settings"),
        *("@odata.count", "enrolledDeviceCount"),
        # Objects of several types are in one list.
        "@odata.type",
    }
)


async def _states(client: GraphClient) -> list[conditional_access.PolicyState]:
    """A stop goes on with what it could read; here a part that was refused is as good as all of it."""
    found, refused = await conditional_access.read_states(client, Pace(1000, 1))
    if refused is not None:
        raise refused
    return found


def test_every_reader_of_the_room_is_here() -> None:
    kinds = [
        *(compliance_policy, conditional_access, dated_group, device_management, enrollment_restriction),
        *(group, group_assignment, group_membership, mail, managed_device, management_partner),
        *(mobility_policy, notification_template, registered_device, sign_in, troubleshooting_event, user),
    ]
    there = {
        f"{kind.__name__.rpartition('.')[2]}.{name}"
        for kind in kinds
        for name, found in getmembers(kind)
        if (iscoroutinefunction(found) or isasyncgenfunction(found))
        if found.__module__ == kind.__name__ and not name.startswith("_")
    }
    assert there - WRITERS == READERS.keys() - {"observing.enrollment_days"}


@pytest.mark.parametrize("name", READERS)
async def test_a_good_answer_is_read(name: str) -> None:
    found = await result_of(READERS[name], Tenant())
    assert not decides_nothing(name, found)
    assert found or name == "device_management.devices_without_policy_comply"


@pytest.mark.parametrize("name", READERS)
@settings(deadline=None)
@given(data=st.data())
async def test_a_value_of_another_type_is_an_error_or_changes_nothing(name: str, data: st.DataObject) -> None:
    before = Tenant()
    right = await result_of(READERS[name], before)
    at = data.draw(st.integers(0, len(before.bodies) - 1), "which answer")
    way = data.draw(st.sampled_from(places(before.bodies[at])), "where")
    other = data.draw(st.sampled_from(OTHERS), "what")
    found = await result_of(READERS[name], Tenant(lambda body: changed(body, way, other), at))
    if decides_nothing(name, found) or found == right:
        return
    was = before.bodies[at]
    for key in way:
        was = was[key]
    # Another value of the same type is what another tenant answers; a missing one may mean something.
    may_be_missing = (other is GONE or other is None) and way[-1] not in NEEDED
    assert type(other) is type(was) or may_be_missing, (found, right)


def linked(link: str) -> Callable[[Any], Answer]:
    """The body with a next link."""
    return lambda body: received({**body, "@odata.nextLink": link})


def waiting(asked: str) -> Callable[[Any], Answer]:
    """A refusal that asks to wait."""
    return lambda body: Answer(429, {"retry-after": asked})


WAITS = ("0", "-5", "nan", "inf", "9" * 400, "Mon, 06 Jan 99999 10:02:00 GMT", "\u0661", "")
WHOLE: Mapping[str, Callable[[Any], Answer]] = {
    "nothing": lambda body: Answer(200),
    "no content": lambda body: Answer(204),
    "a page": lambda body: Answer.received(200, {}, content=b"<html>sign in</html>"),
    "a part": lambda body: Answer.received(200, {}, content=json.dumps(body).encode()[:-2]),
    "two": lambda body: Answer.received(200, {}, content=json.dumps(body).encode() * 2),
    "a list": lambda body: received([body]),
    "an error with 200": lambda body: received({"error": {"code": "x", "message": "y"}}),
    "a redirect": lambda body: Answer(302, {"location": "https://elsewhere.test/"}),
    "an error of another form": lambda body: Answer(400, {}, {"error": "x", "innerError": 7}),
    "an inner error of another form": lambda body: Answer(400, {}, {"error": {"innerError": ["x"]}}),
    "a refusal": lambda body: Answer(403, {}, None, is_json=False),
    "a failure": lambda body: Answer(503, {"retry-after": "Mon Jan  6 10:02:00 2025"}),
    **{f"wait {text[:20]}": waiting(text) for text in WAITS},
    "its own link": linked(f"{URL}/v1.0/users?$skiptoken=x"),
    "another host": linked("https://elsewhere.test/v1.0/users"),
    "no link": linked("x"),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("how", WHOLE)
async def test_another_answer_is_an_error_or_is_asked_again(name: str, how: str) -> None:
    before = Tenant()
    right = await result_of(READERS[name], before)
    for at in range(len(before.bodies)):
        tenant = Tenant(WHOLE[how], at)
        found = await result_of(READERS[name], tenant)
        if how == "its own link":
            # The page behind the link is another tenant's; here it only has to end.
            continue
        assert decides_nothing(name, found) or found == right, (at, found, right)


@pytest.mark.parametrize("name", READERS)
async def test_a_tenant_that_always_asks_to_wait_is_given_up(name: str) -> None:
    def refuse(request: Sent) -> Answer:
        assert len(carrier.sent) < MOST_REQUESTS, "the reader asks for ever"
        return Answer(429, {"retry-after": "0"})

    carrier = FakeCarrier(refuse)
    try:
        found = await READERS[name](carrier.client(budget=40))
    except GraphError:
        return
    assert decides_nothing(name, found)


@pytest.mark.parametrize("name", READERS)
async def test_a_list_that_leads_in_a_circle_ends(name: str) -> None:
    tenant = Tenant()
    await result_of(READERS[name], tenant)

    def circle(request: Sent) -> Answer:
        assert len(carrier.sent) < MOST_REQUESTS, "the reader asks for ever"
        if request.path.endswith("$batch"):
            return batch_answer(request, lambda item: back_to(f"/v1.0{item['url']}"))
        return back_to(request.path)

    def back_to(path: str) -> Answer:
        return linked(f"{URL}{path}")(good(unquote(path)))

    carrier = FakeCarrier(circle)
    try:
        found = await READERS[name](carrier.client(budget=40))
    except GraphError:
        return
    only_lists = any("value" in body and "@odata.count" in body for body in tenant.bodies)
    assert decides_nothing(name, found) or not only_lists or name in ONE_PAGE
