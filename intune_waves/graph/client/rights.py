"""Which rights the calls of this project need: what a 403 names, and what a person is asked for.

Source: "Microsoft Graph permissions reference", Microsoft Learn, 2025-01.
"""

_POLICY = "Policy.Read.All"
_SEND = "Mail.Send"
_USERS = ("User.Read.All",)
_GROUPS = ("Group.Read.All",)


def _of_intune(family: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return (f"DeviceManagement{family}.Read.All",), (f"DeviceManagement{family}.ReadWrite.All",)


_SERVICE, _COMPLIANCE = _of_intune("ServiceConfig"), _of_intune("Configuration")
_DEVICES = (("DeviceManagementManagedDevices.Read.All",),) * 2

# The first part that an address has tells: the rights to read there, and those to write there.
_RIGHTS = (
    ("/deviceManagement/deviceEnrollmentConfigurations", *_SERVICE),
    ("/deviceManagement/notificationMessageTemplates", *_SERVICE),
    ("/deviceManagement/complianceManagementPartners", *_SERVICE),
    ("/deviceManagement/managedDevice", *_DEVICES),
    ("/managedDevices", *_DEVICES),
    ("/deviceManagement/troubleshootingEvents", *_DEVICES),
    ("/deviceManagement/deviceCompliancePolicies", *_COMPLIANCE),
    ("/deviceManagement?", *_COMPLIANCE),
    (
        "/identity/conditionalAccess",
        (_POLICY,),
        (_POLICY, "Policy.ReadWrite.ConditionalAccess", "Application.Read.All"),
    ),
    ("/policies/mobileDeviceManagementPolicies", (_POLICY,), (_POLICY,)),
    ("/auditLogs/signIns", ("AuditLog.Read.All",), ()),
    ("/devices", ("Device.Read.All",), ()),
    ("/transitiveMemberOf", (*_USERS, *_GROUPS), ()),
    ("/members", _GROUPS, ("GroupMember.ReadWrite.All",)),
    ("/groups", _GROUPS, ("Group.ReadWrite.All",)),
    ("/sendMail", (_SEND,), (_SEND,)),
    ("/mailFolders", ("Mail.Read",), ()),
    ("/users", _USERS, ()),
    ("/directoryObjects", _USERS, _USERS),
)

# A person has these for their own mailbox alone: messages go out of a shared one, by an app that Exchange
# Online keeps to it.
_NOT_FOR_A_PERSON = frozenset({_SEND, "Mail.Read"})

DELEGATED = tuple(
    sorted(
        {right for _, reading, writing in _RIGHTS for right in writing or reading}
        - {*_GROUPS}
        - _NOT_FOR_A_PERSON
    )
)
"""The rights that a person is asked for who signs in by device code: all that any call of ours needs."""


def rights_for(path: str, method: str = "GET") -> tuple[str, ...]:
    """The rights that a call of the address needs; none for one that this project does not make.

    Looking objects up by their ids is a POST that only reads.
    """
    for part, reading, writing in _RIGHTS:
        if part in f"{path}?":
            return reading if method == "GET" else writing or reading
    return ()
