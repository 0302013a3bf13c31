"""Whatever v1.0 answers, msgraph-sdk's typed models read without loss: v1.0 shows nothing that it has not."""

import pytest

from tests.conformance.test_pairs import lost
from tests.simulated_tenant.simulated import COMPLIANCE, POLICIES, TEMPLATES, Simulated

DEVICES = "/v1.0/deviceManagement/managedDevices"
READS = [
    ("UserCollectionResponse", "/v1.0/users"),
    ("GroupCollectionResponse", "/v1.0/groups"),
    ("GroupCollectionResponse", "/v1.0/groups?$expand=members,owners"),
    ("ServicePrincipalCollectionResponse", "/v1.0/servicePrincipals"),
    ("OrganizationCollectionResponse", "/v1.0/organization"),
    ("DirectoryRoleCollectionResponse", "/v1.0/directoryRoles"),
    ("DeviceCollectionResponse", "/v1.0/devices"),
    ("ManagedDeviceCollectionResponse", DEVICES),
    ("ManagedDeviceOverview", "/v1.0/deviceManagement/managedDeviceOverview"),
    ("DeviceManagement", "/v1.0/deviceManagement"),
    ("SignInCollectionResponse", "/v1.0/auditLogs/signIns"),
    ("ConditionalAccessPolicyCollectionResponse", POLICIES),
    ("NamedLocationCollectionResponse", "/v1.0/identity/conditionalAccess/namedLocations"),
    ("DeviceCompliancePolicyCollectionResponse", COMPLIANCE.replace("/beta", "/v1.0")),
    ("NotificationMessageTemplateCollectionResponse", TEMPLATES.replace("/beta", "/v1.0")),
    (
        "DeviceEnrollmentConfigurationCollectionResponse",
        "/v1.0/deviceManagement/deviceEnrollmentConfigurations",
    ),
    (
        "ComplianceManagementPartnerCollectionResponse",
        "/v1.0/deviceManagement/complianceManagementPartners",
    ),
    ("DomainCollectionResponse", "/v1.0/domains"),
    ("GroupCollectionResponse", "/v1.0/directory/deletedItems/microsoft.graph.group"),
]
# Graph shows these of groups, and its metadata of v1.0 has no name for them.
UNTYPED = ("resourceBehaviorOptions", "resourceProvisioningOptions", "creationOptions")


@pytest.fixture(scope="module")
def adatum() -> Simulated:
    """A tenant that has some of everything."""
    tenant = Simulated(people=60)
    tenant.control("PUT", "old-service", {"connected": True})
    group = tenant.new_group()["id"]
    tenant.add_members(group, tenant.user_ids(20))
    tenant.ask("POST", POLICIES, tenant.policy())
    tenant.new_compliance_policy(sent={tenant.new_template(): [24]})
    tenant.ask("DELETE", f"/v1.0/groups/{tenant.new_group('Gone')['id']}")
    tenant.control("PUT", "behaviour", {"name": "eager"})
    tenant.control("POST", "clock", {"days": 28, "steps": 2})
    return tenant


@pytest.mark.parametrize(("model", "path"), READS, ids=[path for _, path in READS])
def test_v1_shows_what_the_sdk_knows(adatum: Simulated, model: str, path: str) -> None:
    answer = adatum.get(path)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found.get("value", True), "nothing is there to be read"
    assert sorted(set(lost(model, found, untyped=UNTYPED))) == []
