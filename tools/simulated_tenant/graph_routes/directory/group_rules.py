"""Which groups Graph refuses as a whole, and which members a group takes.

Source: Microsoft Learn, "Create group", "Update group", "group resource type", "Add members" (2025-03).
"""

import sqlite3
from collections.abc import Iterable

from tools.simulated_tenant.rules.condition import compile_rule
from tools.simulated_tenant.rules.lexer import RuleError, RuleNotServedError
from tools.simulated_tenant.store.directory import GROUP, USER, read_object
from tools.simulated_tenant.wire.call import Caller, Json
from tools.simulated_tenant.wire.errors import (
    GraphError,
    bad_request,
    missing_property,
    name_taken,
    not_simulated,
)

_ROLE_RIGHT = "RoleManagement.ReadWrite.Directory"


def check_group(group: Json, before: Json | None) -> None:
    """Raise GraphError for a group that Graph would refuse; `before` is what it was, None for a new one."""
    kinds = set(group["groupTypes"])
    if kinds - {"Unified", "DynamicMembership"}:
        raise bad_request("Invalid value specified for property 'groupTypes' of resource 'Group'.")
    unified = "Unified" in kinds
    if group["mailEnabled"] is not unified or not (unified or group["securityEnabled"]):
        raise bad_request(
            "The service does not currently support writes of mail-enabled groups. Please ensure that the "
            "mail-enablement property is unset and the security-enablement property is set."
        )
    if before is not None and ("Unified" in before["groupTypes"]) is not unified:
        raise bad_request("Invalid value specified for property 'groupTypes' of resource 'Group'.")
    _check_visibility(group, before)
    _check_rule(group)
    if group["isAssignableToRole"]:
        _check_role_group(group)


def check_caller(group: Json, caller: Caller) -> None:
    """A group that can hold roles, and its members, are for those who may give roles."""
    if group["isAssignableToRole"] and _ROLE_RIGHT not in caller.rights:
        raise GraphError(
            403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."
        )


def check_unique(db: sqlite3.Connection, group: Json) -> None:
    """The nickname of a mail-enabled group is an address, and nobody else's."""
    if not group["mailEnabled"]:
        return
    others = db.execute(
        "SELECT 1 FROM directory_group WHERE NOT deleted AND id <> ? "
        "AND json_extract(document, '$.mailEnabled') "
        "AND json_extract(document, '$.mailNickname') = ? COLLATE NOCASE",
        (group["id"], group["mailNickname"]),
    )
    if others.fetchone():
        raise name_taken("mailNickname")


def check_members(db: sqlite3.Connection, group: Json, *, added: Iterable[str]) -> None:
    """Raise GraphError 400 for a kind of member that the group does not take."""
    unified, assignable = "Unified" in group["groupTypes"], bool(group["isAssignableToRole"])
    for member_id in added:
        found = read_object(db, member_id) or {"@odata.type": USER}
        kind = found["@odata.type"]
        if unified and kind != USER:
            raise bad_request("A Microsoft 365 group holds users alone.")
        if kind == GROUP and assignable:
            raise bad_request("A group cannot be a member of a group that can hold roles.")
        if kind == GROUP and "Unified" in found["groupTypes"]:
            raise bad_request("A Microsoft 365 group cannot be a member of a security group.")


def _check_visibility(group: Json, before: Json | None) -> None:
    hidden = group["visibility"] == "HiddenMembership"
    was_hidden = before is not None and before["visibility"] == "HiddenMembership"
    if (hidden and "Unified" not in group["groupTypes"]) or (before is not None and hidden is not was_hidden):
        raise bad_request("Invalid value specified for property 'visibility' of resource 'Group'.")


def _check_rule(group: Json) -> None:
    rule = group["membershipRule"]
    if "DynamicMembership" not in group["groupTypes"]:
        if rule:
            raise bad_request("A membershipRule needs 'DynamicMembership' among the groupTypes.")
        return
    if not rule:
        raise missing_property("membershipRule", "Group")
    if not group["membershipRuleProcessingState"]:
        raise missing_property("membershipRuleProcessingState", "Group")
    try:
        compile_rule(rule)
    except RuleError as error:
        raise bad_request(f"Dynamic membership rule validation error: {error}.") from error
    except RuleNotServedError as error:
        raise not_simulated(f"membership rules with {error}") from error


def _check_role_group(group: Json) -> None:
    if not group["securityEnabled"] or "DynamicMembership" in group["groupTypes"]:
        raise bad_request("A group that can hold roles is a security group without a membership rule.")
    if group["visibility"] not in (None, "Private"):
        raise bad_request("Invalid value specified for property 'visibility' of resource 'Group'.")
