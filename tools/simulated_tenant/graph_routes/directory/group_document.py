"""A group as JSON: what a new one looks like, which properties can be written, what Graph refuses."""

import json
import re
import uuid
from typing import Any

from tools.simulated_tenant.graph_routes.directory.group_rules import check_group
from tools.simulated_tenant.store.people import security_identifier
from tools.simulated_tenant.wire.call import Call, Json
from tools.simulated_tenant.wire.errors import bad_request, missing_property, not_simulated
from tools.simulated_tenant.wire.query import unknown_property
from tools.simulated_tenant.wire.types import documented, spelled

REQUIRED = ("displayName", "mailEnabled", "mailNickname", "securityEnabled")
EMPTY: Json = {
    "id": "",
    "deletedDateTime": None,
    "classification": None,
    "createdDateTime": None,
    "creationOptions": [],
    "description": None,
    "displayName": None,
    "expirationDateTime": None,
    "groupTypes": [],
    "isAssignableToRole": None,
    "mail": None,
    "mailEnabled": False,
    "mailNickname": None,
    "membershipRule": None,
    "membershipRuleProcessingState": None,
    "onPremisesDomainName": None,
    "onPremisesLastSyncDateTime": None,
    "onPremisesNetBiosName": None,
    "onPremisesProvisioningErrors": [],
    "onPremisesSamAccountName": None,
    "onPremisesSecurityIdentifier": None,
    "onPremisesSyncEnabled": None,
    "preferredDataLocation": None,
    "preferredLanguage": None,
    "proxyAddresses": [],
    "renewedDateTime": None,
    "resourceBehaviorOptions": [],
    "resourceProvisioningOptions": [],
    "securityEnabled": True,
    "securityIdentifier": None,
    "serviceProvisioningErrors": [],
    "theme": None,
    "uniqueName": None,
    "visibility": None,
    "writebackConfiguration": {"isEnabled": False, "onPremisesGroupType": None},
}
_TYPES: dict[str, type] = {
    "description": str,
    "displayName": str,
    "groupTypes": list,
    "isAssignableToRole": bool,
    "mailEnabled": bool,
    "mailNickname": str,
    "membershipRule": str,
    "membershipRuleProcessingState": str,
    "preferredDataLocation": str,
    "preferredLanguage": str,
    "resourceBehaviorOptions": list,
    "resourceProvisioningOptions": list,
    "securityEnabled": bool,
    "theme": str,
    "visibility": str,
    "writebackConfiguration": dict,
    "classification": str,
    "uniqueName": str,
}
_READ_ONLY = frozenset(
    {
        "id", "deletedDateTime", "createdDateTime", "renewedDateTime", "expirationDateTime", "mail",
        "proxyAddresses", "securityIdentifier", "creationOptions", "serviceProvisioningErrors",
        "onPremisesDomainName", "onPremisesLastSyncDateTime", "onPremisesNetBiosName",
        "onPremisesProvisioningErrors", "onPremisesSamAccountName", "onPremisesSecurityIdentifier",
        "onPremisesSyncEnabled", "isManagementRestricted",
    }
)  # fmt: skip
_FORMS = {
    "displayName": re.compile(r".{1,256}", re.DOTALL),
    "mailNickname": re.compile(r'[^\s@()\\\[\]";:<>,]{1,64}'),
}
_CHOICES = {
    "membershipRuleProcessingState": ("On", "Paused"),
    "visibility": ("Private", "Public", "HiddenMembership"),
}


def new_group(call: Call, given: Json) -> Json:
    """A group's document from the body of POST /groups; GraphError 400 for what Graph refuses."""
    held = {key.lower() for key, value in given.items() if value not in (None, "")}
    for name in REQUIRED:
        if name.lower() not in held:
            raise missing_property(name, "Group")
    group_id = str(uuid.uuid4())
    group = json.loads(json.dumps(EMPTY)) | {
        "id": group_id,
        "createdDateTime": call.stamp,
        "renewedDateTime": call.stamp,
        "securityIdentifier": security_identifier(group_id),
    }
    return changed_group(group, given, new=True)


def changed_group(group: Json, given: Json, *, new: bool = False) -> Json:
    """The group with the properties given written over; GraphError 400 for what Graph refuses."""
    result = dict(group)
    for key, value in given.items():
        if "@odata." in key:
            continue
        name = spelled(_TYPES, key)
        _check_value(name, value)
        if name == "isAssignableToRole" and not new and bool(value) != bool(group[name]):
            raise bad_request(f"Property '{name}' is read-only and cannot be set.")
        result[name] = EMPTY[name] if value is None and isinstance(EMPTY[name], list) else value
    result["visibility"] = result["visibility"] or None
    check_group(result, None if new else group)
    if result["isAssignableToRole"]:
        result["visibility"] = "Private"
    return result


def _check_value(name: str, value: Any) -> None:
    if name not in _TYPES:
        found = documented("group", name)
        if found is None:
            raise bad_request(
                f"Property '{name}' does not exist as a declared property or extension property."
            )
        if found.spelled in _READ_ONLY:
            raise bad_request(f"Property '{name}' is read-only and cannot be set.")
        raise not_simulated(f"writing the property '{name}' of group")
    if value is not None and not isinstance(value, _TYPES[name]):
        raise bad_request(f"Invalid value specified for property '{name}' of resource 'Group'.")
    if name in _CHOICES and value not in (None, "", *_CHOICES[name]):
        raise bad_request(f"Invalid value '{value}' specified for property '{name}' of resource 'Group'.")
    if name in _FORMS and not _FORMS[name].fullmatch(str(value or "")):
        raise bad_request(f"Invalid value specified for property '{name}' of resource 'Group'.")


_BETA = {"writebackConfiguration"}
# What Exchange keeps of a mail-enabled group; null for any other.
_OF_EXCHANGE = (
    "allowExternalSenders",
    "autoSubscribeNewMembers",
    "hideFromAddressLists",
    "hideFromOutlookClients",
)


def shown_group(call: Call, group: Json) -> Json:
    """What the version that was asked shows of the group, all of it or what `$select` names.

    Raises GraphError 400 for a property that groups do not have.
    """
    if call.version == "v1.0":
        group = {name: value for name, value in group.items() if name not in _BETA}
    select = call.query.select
    if not select:
        return group
    names = {*group, *_OF_EXCHANGE}
    wanted = [spelled(names, name) for name in select]
    for name in wanted:
        if name not in names:
            raise unknown_property(name, "group", version=call.version)
    return {name: group.get(name) for name in dict.fromkeys(("id", *wanted))}
