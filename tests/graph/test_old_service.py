"""What Graph says of other services, and of everybody in the tenant."""

import pytest

from intune_waves.graph.client.answer import Answer
from intune_waves.graph.client.errors import Forbidden
from intune_waves.graph.client.object_id import number_of
from intune_waves.graph.managed_device import read_devices
from intune_waves.graph.old_service import MdmApp, read_connectors, read_mdm_apps
from intune_waves.graph.tenant_members import read_enabled_members
from tests.graph.fake_graph import FakeCarrier, answering, refused
from tests.observing.test_coverage_reading import Lists, device, person


async def test_a_connector_has_a_name_and_a_state() -> None:
    rows = [{"displayName": "Contoso", "partnerState": "enabled"}, {"displayName": None}]
    carrier = answering(Answer(200, {}, {"value": rows}))
    assert await read_connectors(carrier.client()) == [
        ("Contoso", "enabled"),
        ("a partner without a name", "unknown"),
    ]
    assert carrier.sent[0].path.startswith("/v1.0/deviceManagement/complianceManagementPartners?")


async def test_an_mdm_app_has_an_id_a_name_and_a_scope() -> None:
    rows = [
        {"id": "AB", "displayName": "Microsoft Intune", "appliesTo": "all"},
        {"id": "CD", "displayName": None, "appliesTo": "none"},
    ]
    carrier = answering(Answer(200, {}, {"value": rows}))
    assert await read_mdm_apps(carrier.client()) == [
        MdmApp("ab", "Microsoft Intune", "all"),
        MdmApp("cd", "CD", "none"),
    ]
    assert carrier.sent[0].path.startswith("/beta/policies/mobileDeviceManagementPolicies?")


async def test_an_app_is_refused_the_mdm_scope() -> None:
    with pytest.raises(Forbidden):
        await read_mdm_apps(answering(refused(403, "Authorization_RequestDenied")).client())


async def test_members_are_counted_over_all_pages() -> None:
    carrier = answering(
        Answer(
            200,
            {},
            {
                "value": [{"id": person(1)}],
                "@odata.count": 3,
                "@odata.nextLink": "https://graph.test/v1.0/next",
            },
        ),
        Answer(200, {}, {"value": [{"id": person(2)}]}),
        Answer(200, {}, {"value": [{"id": person(1)}], "@odata.count": 3}),
    )
    found = await read_enabled_members(carrier.client())
    assert found.people == {number_of(person(1)), number_of(person(2))}
    assert not found.complete
    assert "accountEnabled%20eq%20true%20and%20userType%20eq%20'Member'" in carrier.sent[0].path
    assert carrier.sent[0].headers["ConsistencyLevel"] == "eventual"


async def test_devices_of_another_service_are_counted_those_without_an_owner_too() -> None:
    agents = ["mdm", "jamf", "eas", "msSense", "configurationManagerClient"]
    rows = [device(n, agent=agent) for n, agent in enumerate(agents)] + [device("", agent="jamf")]
    found = await read_devices(FakeCarrier(Lists([], rows).respond).client())
    assert found.elsewhere == 3
