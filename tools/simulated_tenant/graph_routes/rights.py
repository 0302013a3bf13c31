"""Application permissions as Graph's permissions reference names them; any of a tuple is enough.

An entry such as `User.Read.All+GroupMember.Read.All` stands for both of them together.
"""

_DIRECTORY_READ = ("Directory.Read.All", "Directory.ReadWrite.All")

USER_READ = ("User.Read.All", "User.ReadWrite.All", *_DIRECTORY_READ)
USER_WRITE = ("User.ReadWrite.All", "Directory.ReadWrite.All")
# The least that the pages of groups name is GroupMember.Read.All.
GROUP_READ = ("GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All",
              *_DIRECTORY_READ)  # fmt: skip
GROUP_CREATE = ("Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All")
GROUP_WRITE = ("Group.ReadWrite.All", "Directory.ReadWrite.All")
MEMBER_READ = GROUP_READ
MEMBER_WRITE = ("GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All")
OBJECT_READ = (*USER_READ, *MEMBER_READ)
# Pages that ask for two permissions together: both of one entry are needed.
MEMBERSHIPS_READ = (
    *(f"User.{user}.All+{group}.All" for user in ("ReadBasic", "Read", "ReadWrite")
      for group in ("GroupMember.Read", "GroupMember.ReadWrite", "Group.Read", "Group.ReadWrite")),
    *_DIRECTORY_READ,
)  # fmt: skip
ROLE_READ = ("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", *_DIRECTORY_READ)
ROLE_WRITE = ("RoleManagement.ReadWrite.Directory",)
APPLICATION_READ = ("Application.Read.All", "Application.ReadWrite.All", *_DIRECTORY_READ)
POLICY_READ = ("Policy.Read.All", "Policy.Read.ConditionalAccess", "Policy.ReadWrite.ConditionalAccess")
# "Create conditionalAccessPolicy" asks for three together.
POLICY_WRITE = ("Policy.ReadWrite.ConditionalAccess+Policy.Read.All+Application.Read.All",)
LOCATION_WRITE = ("Policy.ReadWrite.ConditionalAccess+Policy.Read.All",)
DOMAIN_READ = ("Domain.Read.All", "Domain.ReadWrite.All", *_DIRECTORY_READ)
DELETED_READ = (*USER_READ, *GROUP_READ)
DELETED_WRITE = (
    "User.DeleteRestore.All", "User.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All",
)  # fmt: skip
DEVICE_READ = ("DeviceManagementManagedDevices.Read.All", "DeviceManagementManagedDevices.ReadWrite.All")
REGISTERED_READ = ("Device.Read.All", *_DIRECTORY_READ)
# Enrollment configurations, and by their own pages notification templates too.
ENROLLMENT_READ = ("DeviceManagementServiceConfig.Read.All", "DeviceManagementServiceConfig.ReadWrite.All")
ENROLLMENT_WRITE = ("DeviceManagementServiceConfig.ReadWrite.All",)
CONFIGURATION_READ = ("DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All")
CONFIGURATION_WRITE = ("DeviceManagementConfiguration.ReadWrite.All",)
SIGN_IN_READ = ("AuditLog.Read.All",)
MAIL_SEND = ("Mail.Send",)
# Mail.ReadBasic.All leaves out extended properties, and filtering by them takes reading them.
MAIL_READ = ("Mail.Read", "Mail.ReadWrite")
MOBILITY_READ = ("Policy.Read.All", "Policy.ReadWrite.MobilityManagement")
MOBILITY_WRITE = ("Policy.ReadWrite.MobilityManagement",)

# What the simulated app is granted until a control says otherwise. A person has what they are asked for.
GRANTED = (
    "Application.Read.All",
    "AuditLog.Read.All",
    "Device.Read.All",
    "DeviceManagementConfiguration.ReadWrite.All",
    "DeviceManagementManagedDevices.Read.All",
    "DeviceManagementServiceConfig.ReadWrite.All",
    "Directory.Read.All",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "Mail.Read",
    "Mail.Send",
    "Policy.Read.All",
    "Policy.ReadWrite.ConditionalAccess",
    "Policy.ReadWrite.MobilityManagement",
    "User.ReadWrite.All",
)

_FAMILIES = (
    (USER_READ, USER_WRITE, GROUP_READ, GROUP_CREATE, GROUP_WRITE, MEMBER_READ, MEMBER_WRITE),
    (POLICY_READ, POLICY_WRITE, SIGN_IN_READ, MAIL_SEND, MAIL_READ, MOBILITY_READ, MOBILITY_WRITE),
    (
        REGISTERED_READ,
        DEVICE_READ,
        ENROLLMENT_READ,
        ENROLLMENT_WRITE,
        CONFIGURATION_READ,
        CONFIGURATION_WRITE,
    ),
    (APPLICATION_READ, DELETED_WRITE, ROLE_READ, ROLE_WRITE, ("User.ReadBasic.All",)),
)
KNOWN = frozenset(
    {
        ".default",
        *GRANTED,
        *(part for family in _FAMILIES for rights in family for each in rights for part in each.split("+")),
    }
)
"""Every scope that a person can be asked for here."""
