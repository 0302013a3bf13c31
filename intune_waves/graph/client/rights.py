"""Which rights the calls of this project need: what a 403 names, and what a person is asked for.

Source: "Microsoft Graph permissions reference", Microsoft Learn, 2025-01.
"""

_SERVICE = "DeviceManagementServiceConfig.ReadWrite.All"
_COMPLIANCE = "DeviceManagementConfiguration.ReadWrite.All"
_DEVICES = "DeviceManagementManagedDevices.Read.All"
_REGISTERED = "Device.Read.All"
_POLICY = "Policy.Read.All"
_SEND = "Mail.Send"
_SENT = "Mail.Read"

# The first part that an address has tells.
_RIGHTS = (
    ("/deviceManagement/deviceEnrollmentConfigurations", (_SERVICE,)),
    ("/deviceManagement/notificationMessageTemplates", (_SERVICE,)),
    ("/deviceManagement/complianceManagementPartners", (_SERVICE,)),
    ("/deviceManagement/managedDevice", (_DEVICES,)),
    ("/deviceManagement/troubleshootingEvents", (_DEVICES,)),
    ("/deviceManagement/deviceCompliancePolicies", (_COMPLIANCE,)),
    ("/deviceManagement?", (_COMPLIANCE,)),
    ("/identity/conditionalAccess", (_POLICY, "Policy.ReadWrite.ConditionalAccess")),
    ("/policies/mobileDeviceManagementPolicies", (_POLICY,)),
    ("/auditLogs/signIns", ("AuditLog.Read.All",)),
    ("/devices", (_REGISTERED,)),
    ("/members", ("GroupMember.ReadWrite.All",)),
    ("/groups", ("Group.ReadWrite.All",)),
    ("/sendMail", (_SEND,)),
    ("/mailFolders", (_SENT,)),
    ("/users", ("User.Read.All",)),
    ("/directoryObjects", ("User.Read.All",)),
)

# A person has these for their own mailbox alone: messages go out of a shared one, by an app that Exchange
# Online keeps to it.
_NOT_FOR_A_PERSON = frozenset({_SEND, _SENT})

DELEGATED = tuple(
    sorted({right for _, rights in _RIGHTS for right in rights if right not in _NOT_FOR_A_PERSON})
)
"""The rights that a person is asked for who signs in by device code: all that any call of ours needs."""


def rights_for(path: str) -> tuple[str, ...]:
    """The rights that a call of the address needs; none for one that this project does not make."""
    return next((rights for part, rights in _RIGHTS if part in f"{path}?"), ())
