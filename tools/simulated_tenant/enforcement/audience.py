"""Who a conditional access policy is for, as a condition of SQL on `person`.

Microsoft Learn, "Conditional Access: Users, groups, agents, and workload identities" and
"conditionalAccessUsers resource type" (2025-03): groups count with the groups inside them, roles with the
people of role-assignable groups, and an exclusion wins over every inclusion.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from tools.simulated_tenant.store.groups import follows_rule, groups_inside, members_source
from tools.simulated_tenant.store.roles import role_holders
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Condition

_NOBODY = Condition("0")
_EXTERNAL = "(person.user_principal_name LIKE '%#EXT#%')"
_GUEST = "(person.user_type = 'Guest')"
# The kinds of external people that this tenant can hold; the others have no account in it.
_KINDS = {
    "internalguest": f"({_GUEST} AND NOT {_EXTERNAL})",
    "b2bcollaborationguest": f"({_GUEST} AND {_EXTERNAL})",
    "b2bcollaborationmember": f"(NOT {_GUEST} AND {_EXTERNAL})",
}


def audience(db: sqlite3.Connection, users: Json | None) -> Condition:
    """Who may sign in, is included by the condition `users` of a policy, and is not excluded by it."""
    if not users:
        return _NOBODY
    included, excluded = _named(db, users, verb="include"), _named(db, users, verb="exclude")
    return Condition(
        f"person.account_enabled AND ({included.sql}) AND NOT ({excluded.sql})",
        included.values + excluded.values,
    )


def groups_named(users: Json | None) -> set[str]:
    """The ids of the groups that the condition includes or excludes directly."""
    return {
        each.lower()
        for name in ("includeGroups", "excludeGroups")
        for each in ((users or {}).get(name) or ())
    }


def _named(db: sqlite3.Connection, users: Json, *, verb: str) -> Condition:
    words = users.get(f"{verb}Users") or []
    parts = [_in(each.lower() for each in words)]
    if "All" in words:
        parts.append(Condition("1"))
    if "GuestsOrExternalUsers" in words:
        parts.append(Condition(f"({_GUEST} OR {_EXTERNAL})"))
    parts.append(_people_inside(db, users.get(f"{verb}Groups") or []))
    parts.append(_people_with_roles(db, users.get(f"{verb}Roles") or []))
    parts.append(_external(users.get(f"{verb}GuestsOrExternalUsers"), verb))
    parts = [each for each in parts if each != _NOBODY]
    return _either(parts)


def _people_inside(db: sqlite3.Connection, group_ids: Sequence[str]) -> Condition:
    groups = groups_inside(db, [each.lower() for each in group_ids])
    listed = [group["id"] for group in groups if not follows_rule(group)]
    parts = []
    if listed:
        parts.append(
            Condition(
                "person.id IN (SELECT member_id FROM membership WHERE group_id IN "
                "(SELECT value FROM json_each(?)))",
                (json.dumps(listed),),
            )
        )
    parts += [members_source(group)[1] for group in groups if follows_rule(group)]
    return _either(parts)


def _people_with_roles(db: sqlite3.Connection, templates: Sequence[str]) -> Condition:
    if not templates:
        return _NOBODY
    holders = role_holders(db, [each.lower() for each in templates])
    return _either([_in(holders), _people_inside(db, holders)])


def _external(given: Json | None, verb: str) -> Condition:
    """Of `conditionalAccessGuestsOrExternalUsers`; whose home tenant somebody is from nobody knows here."""
    if not given:
        return _NOBODY
    tenants = given.get("externalTenants") or {}
    if tenants.get("membershipKind") == "enumerated" and verb == "exclude":
        return _NOBODY
    kinds = str(given.get("guestOrExternalUserTypes") or "").lower().replace(" ", "").split(",")
    return _either([Condition(_KINDS[each]) for each in kinds if each in _KINDS])


def _in(ids: Iterable[str]) -> Condition:
    listed = sorted(ids)
    if not listed:
        return _NOBODY
    return Condition("person.id IN (SELECT value FROM json_each(?))", (json.dumps(listed),))


def _either(parts: Sequence[Condition]) -> Condition:
    if not parts:
        return _NOBODY
    values: tuple[Any, ...] = tuple(value for part in parts for value in part.values)
    return Condition(" OR ".join(f"({part.sql})" for part in parts), values)
