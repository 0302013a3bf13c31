"""The real msgraph-sdk sends mail, finds it by its key, and reads what the old service leaves behind."""

from uuid import uuid4

import pytest
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.device_management_partner_tenant_state import DeviceManagementPartnerTenantState
from msgraph.generated.models.email_address import EmailAddress
from msgraph.generated.models.internet_message_header import InternetMessageHeader
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.management_agent_type import ManagementAgentType
from msgraph.generated.models.message import Message
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.recipient import Recipient
from msgraph.generated.models.single_value_legacy_extended_property import SingleValueLegacyExtendedProperty
from msgraph.generated.users.item.mail_folders.item.messages.messages_request_builder import (
    MessagesRequestBuilder,
)
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import SendMailPostRequestBody
from msgraph.graph_service_client import GraphServiceClient

from tests.conformance.conftest import Running, send
from tests.conformance.test_msgraph import UsersQuery, configured

KEY = f"String {{{uuid4()}}} Name campaignKey"


def message(key: str, header: str = "x-campaign") -> SendMailPostRequestBody:
    return SendMailPostRequestBody(
        save_to_sent_items=True,
        message=Message(
            subject="Enroll your device",
            body=ItemBody(content_type=BodyType.Html, content="<p>Please</p>"),
            to_recipients=[Recipient(email_address=EmailAddress(address="anna@adatum.com", name="Anna"))],
            internet_message_headers=[InternetMessageHeader(name=header, value="pilot")],
            single_value_extended_properties=[SingleValueLegacyExtendedProperty(id=KEY, value=key)],
        ),
    )


async def first_sender(graph: GraphServiceClient) -> str:
    users = await graph.users.get(request_configuration=configured(UsersQuery(select=["id"], top=1)))
    assert users is not None
    assert users.value
    return str(users.value[0].id)


async def test_a_message_is_sent_and_found_by_its_key(graph: GraphServiceClient, adatum: Running) -> None:
    sender = graph.users.by_user_id(await first_sender(graph))
    await sender.send_mail.post(message("one"))
    query = MessagesRequestBuilder.MessagesRequestBuilderGetQueryParameters(
        filter=f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'one')",
        expand=[f"singleValueExtendedProperties($filter=id eq '{KEY}')"],
        top=5,
    )
    found = await sender.mail_folders.by_mail_folder_id("sentitems").messages.get(
        request_configuration=configured(query)
    )
    assert found is not None
    assert found.value is not None
    (sent,) = found.value
    assert sent.subject == "Enroll your device"
    assert [each.value for each in sent.single_value_extended_properties or []] == ["one"]
    assert adatum.control("GET", "snapshot")["mail"]["sent"] == 1


async def test_a_refused_message_says_why(graph: GraphServiceClient) -> None:
    sender = graph.users.by_user_id(await first_sender(graph))
    with pytest.raises(ODataError, match="should start with 'x-'"):
        await sender.send_mail.post(message("one", header="campaign"))
    with pytest.raises(ODataError, match="inactive, soft-deleted, or is hosted on-premise"):
        await graph.users.by_user_id("breakglass1@adatum.com").send_mail.post(message("one"))


async def test_the_old_service_is_a_partner_with_devices(graph: GraphServiceClient, adatum: Running) -> None:
    adatum.control("PUT", "old-service", {"connected": True})
    try:
        partners = await graph.device_management.compliance_management_partners.get()
        assert partners is not None
        assert [each.partner_state for each in partners.value or []] == [
            DeviceManagementPartnerTenantState.Enabled
        ]
        page = await send(graph, "GET", f"{adatum.url}/v1.0/deviceManagement/managedDevices?$top=1")
        one = await graph.device_management.managed_devices.by_managed_device_id(page["value"][0]["id"]).get()
        assert one is not None
        assert one.management_agent is ManagementAgentType.Jamf
        with pytest.raises(ODataError):
            await send(graph, "GET", f"{adatum.url}/beta/policies/mobileDeviceManagementPolicies")
    finally:
        adatum.control("PUT", "old-service", {"connected": False})
