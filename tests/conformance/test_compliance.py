"""Compliance policies, notification templates and the tenant's settings through the real msgraph-sdk."""

from typing import Any

import pytest
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph.generated.device_management.device_compliance_policies.item.assign import (
    assign_post_request_body as assigning,
)
from msgraph.generated.device_management.device_compliance_policies.item.schedule_actions_for_rules import (
    schedule_actions_for_rules_post_request_body as scheduling,
)
from msgraph.generated.device_management.device_management_request_builder import (
    DeviceManagementRequestBuilder,
)
from msgraph.generated.device_management.managed_devices import managed_devices_request_builder as devices
from msgraph.generated.models.compliance_state import ComplianceState
from msgraph.generated.models.device_compliance_action_item import DeviceComplianceActionItem
from msgraph.generated.models.device_compliance_action_type import DeviceComplianceActionType
from msgraph.generated.models.device_compliance_policy_assignment import DeviceCompliancePolicyAssignment
from msgraph.generated.models.device_compliance_scheduled_action_for_rule import (
    DeviceComplianceScheduledActionForRule,
)
from msgraph.generated.models.device_management import DeviceManagement
from msgraph.generated.models.device_management_settings import DeviceManagementSettings
from msgraph.generated.models.group_assignment_target import GroupAssignmentTarget
from msgraph.generated.models.localized_notification_message import LocalizedNotificationMessage
from msgraph.generated.models.notification_message_template import NotificationMessageTemplate
from msgraph.generated.models.notification_template_branding_options import (
    NotificationTemplateBrandingOptions,
)
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.required_password_type import RequiredPasswordType
from msgraph.generated.models.windows10_compliance_policy import Windows10CompliancePolicy
from msgraph.graph_service_client import GraphServiceClient

from tests.conformance.conftest import Running, send

Settings = DeviceManagementRequestBuilder.DeviceManagementRequestBuilderGetQueryParameters
Devices = devices.ManagedDevicesRequestBuilder.ManagedDevicesRequestBuilderGetQueryParameters
EXPANDED = "assignments,scheduledActionsForRule($expand=scheduledActionConfigurations)"


def rule(grace: int, template: str | None = None) -> DeviceComplianceScheduledActionForRule:
    """Block after `grace` hours, and write a day before that."""
    block = DeviceComplianceActionType.Block
    items = [DeviceComplianceActionItem(action_type=block, grace_period_hours=grace)]
    if template is not None:
        items.append(
            DeviceComplianceActionItem(
                action_type=DeviceComplianceActionType.Notification,
                grace_period_hours=grace - 24,
                notification_template_id=template,
            )
        )
    return DeviceComplianceScheduledActionForRule(
        rule_name="PasswordRequired", scheduled_action_configurations=items
    )


async def new_policy(graph: GraphServiceClient, *rules: DeviceComplianceScheduledActionForRule) -> str:
    made = await graph.device_management.device_compliance_policies.post(
        Windows10CompliancePolicy(
            display_name="Wave",
            bit_locker_enabled=True,
            password_required_type=RequiredPasswordType.Alphanumeric,
            scheduled_actions_for_rule=list(rules),
        )
    )
    assert isinstance(made, Windows10CompliancePolicy)
    assert made.id is not None
    return made.id


async def assign(graph: GraphServiceClient, policy: str, *groups: str) -> list[Any]:
    body = assigning.AssignPostRequestBody(
        assignments=[
            DeviceCompliancePolicyAssignment(target=GroupAssignmentTarget(group_id=each)) for each in groups
        ]
    )
    one = graph.device_management.device_compliance_policies.by_device_compliance_policy_id(policy)
    answer = await one.assign.post(body)
    assert answer is not None
    return [each.target.group_id for each in answer.value or [] if each.target]  # type: ignore[attr-defined]


async def engineering(graph: GraphServiceClient) -> str:
    found = await graph.groups.get()
    assert found is not None
    return next(str(each.id) for each in found.value or [] if each.display_name == "Engineering")


async def new_template(graph: GraphServiceClient) -> str:
    templates = graph.device_management.notification_message_templates
    made = await templates.post(
        NotificationMessageTemplate(
            display_name="Reminder",
            default_locale="en-us",
            branding_options=NotificationTemplateBrandingOptions.IncludeCompanyLogo,
        )
    )
    assert made is not None
    messages = templates.by_notification_message_template_id(str(made.id)).localized_notification_messages
    text = LocalizedNotificationMessage(
        locale="en-us", subject="Your device", message_template="<p>Please look.</p>", is_default=True
    )
    assert await messages.post(text) is not None
    return str(made.id)


async def test_a_policy_is_made_assigned_read_changed_and_deleted(graph: GraphServiceClient) -> None:
    policy, group = await new_policy(graph, rule(168)), await engineering(graph)
    assert await assign(graph, policy, group) == [group]
    template = await new_template(graph)
    policies = graph.device_management.device_compliance_policies
    one = policies.by_device_compliance_policy_id(policy)
    await one.schedule_actions_for_rules.post(
        scheduling.ScheduleActionsForRulesPostRequestBody(
            device_compliance_scheduled_action_for_rules=[rule(336, template)]
        )
    )
    query: Any = type(one).DeviceCompliancePolicyItemRequestBuilderGetQueryParameters(expand=[EXPANDED])
    read = await one.get(request_configuration=RequestConfiguration(query_parameters=query))
    assert isinstance(read, Windows10CompliancePolicy)
    assert (read.bit_locker_enabled, read.version) == (True, 1)
    assert read.password_required_type is RequiredPasswordType.Alphanumeric
    assert len(read.assignments or []) == 1
    (found,) = read.scheduled_actions_for_rule or []
    items = [
        (each.action_type, each.grace_period_hours, each.notification_template_id)
        for each in found.scheduled_action_configurations or []
    ]
    assert items == [
        (DeviceComplianceActionType.Block, 336, "00000000-0000-0000-0000-000000000000"),
        (DeviceComplianceActionType.Notification, 312, template),
    ]
    changed = await one.patch(Windows10CompliancePolicy(secure_boot_enabled=True))
    assert isinstance(changed, Windows10CompliancePolicy)
    assert (changed.bit_locker_enabled, changed.secure_boot_enabled, changed.version) == (True, True, 2)
    query = type(policies).DeviceCompliancePoliciesRequestBuilderGetQueryParameters(expand=[EXPANDED])
    listed = await policies.get(request_configuration=RequestConfiguration(query_parameters=query))
    assert listed is not None
    assert [len(each.assignments or []) for each in listed.value or []] == [1]
    await one.delete()
    with pytest.raises(ODataError, match="not found"):
        await one.get()


async def test_a_policy_without_a_block_is_refused(graph: GraphServiceClient) -> None:
    for rules in ((), (rule(0), rule(0))):
        with pytest.raises(ODataError) as refusal:
            await new_policy(graph, *rules)
        assert refusal.value.response_status_code == 400


async def test_a_template_is_read_with_its_messages(graph: GraphServiceClient, adatum: Running) -> None:
    template = await new_template(graph)
    templates = graph.device_management.notification_message_templates
    one = templates.by_notification_message_template_id(template)
    german = LocalizedNotificationMessage(locale="de-de", subject="Ihr Gerät", message_template="Bitte.")
    await one.localized_notification_messages.post(german)
    query: Any = type(one).NotificationMessageTemplateItemRequestBuilderGetQueryParameters(
        expand=["localizedNotificationMessages"]
    )
    read = await one.get(request_configuration=RequestConfiguration(query_parameters=query))
    assert read is not None
    found = [(each.locale, each.is_default) for each in read.localized_notification_messages or []]
    assert found == [("en-us", True), ("de-de", False)]
    branding: Any = read.branding_options  # the SDK takes one and gives a list
    assert branding == [NotificationTemplateBrandingOptions.IncludeCompanyLogo]
    second = one.localized_notification_messages.by_localized_notification_message_id(f"{template}_de-de")
    await second.patch(LocalizedNotificationMessage(is_default=True))
    with pytest.raises(ODataError, match="at most 78"):
        await second.patch(LocalizedNotificationMessage(subject="x" * 79))
    (shown,) = adatum.control("GET", "snapshot")["notificationTemplates"]
    assert (shown["defaultLocale"], shown["locales"]) == ("de-de", ["en-us", "de-de"])
    await one.delete()
    assert adatum.control("GET", "snapshot")["notificationTemplates"] == []


async def test_the_tenant_is_made_secure_by_default(graph: GraphServiceClient, adatum: Running) -> None:
    async def read() -> DeviceManagementSettings:
        query = RequestConfiguration(query_parameters=Settings(select=["settings"]))
        found = await graph.device_management.get(request_configuration=query)
        assert found is not None
        assert found.settings is not None
        return found.settings

    assert (await read()).secure_by_default is False
    await graph.device_management.patch(
        DeviceManagement(settings=DeviceManagementSettings(secure_by_default=True))
    )
    settings = await read()
    assert (settings.secure_by_default, settings.device_compliance_checkin_threshold_days) == (True, 30)


async def test_a_broken_device_has_grace_and_is_written_to(
    graph: GraphServiceClient, adatum: Running
) -> None:
    adatum.control("PUT", "behaviour", {"enrolling": [1.0], "compliant": 0.0, "failing": 0.0})
    group, template = await engineering(graph), await new_template(graph)
    await assign(graph, await new_policy(graph, rule(336, template)), group)
    path = f"{adatum.url}/beta/deviceManagement/deviceEnrollmentConfigurations"
    kind = "#microsoft.graph.deviceEnrollmentPlatformRestrictionConfiguration"
    body = {"@odata.type": kind, "displayName": "E", "platformType": "windows", "platformRestriction": {}}
    made = await send(graph, "POST", path, body)
    target = {"@odata.type": "#microsoft.graph.groupAssignmentTarget", "groupId": group}
    assignments = {"enrollmentConfigurationAssignments": [{"target": target}]}
    await send(graph, "POST", f"{path}/{made['id']}/assign", assignments)

    async def one() -> Any:
        query = RequestConfiguration(query_parameters=Devices(top=1))
        found = await graph.device_management.managed_devices.get(request_configuration=query)
        assert found is not None
        return (found.value or [])[0]

    adatum.control("POST", "clock", {"days": 7})
    device = await one()
    assert device.compliance_state is ComplianceState.InGracePeriod
    assert device.compliance_grace_period_expiration_date_time.isoformat() == "2026-01-26T08:00:00+00:00"
    assert adatum.control("GET", "snapshot")["notificationTemplates"][0]["sent"] == 0
    adatum.control("POST", "clock", {"days": 14})
    assert (await one()).compliance_state is ComplianceState.Noncompliant
    snapshot = adatum.control("GET", "snapshot")
    assert snapshot["notificationTemplates"][0]["sent"] == snapshot["devices"]["byCompliance"]["noncompliant"]
