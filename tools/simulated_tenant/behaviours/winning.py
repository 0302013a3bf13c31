"""Which restriction wins for whom: of those assigned to a person's groups, the one with the best priority.

Microsoft Learn, "Overview of enrollment restrictions": when a user is in several assigned groups, only the
restriction highest in priority applies. People in no assigned group have the default one; nobody told them to
enroll, so they do not.
"""

import sqlite3
from dataclasses import dataclass

from tools.simulated_tenant.enforcement.audience import audience
from tools.simulated_tenant.store.enrollment import assigned_groups, every_configuration
from tools.simulated_tenant.store.groups import read_group, transitive_members
from tools.simulated_tenant.wire.call import Json


@dataclass(frozen=True)
class Winner:
    """The rule in force for one person and one platform."""

    priority: int
    platform_blocked: bool
    personal_blocked: bool

    def allows(self, *, personal: bool) -> bool:
        return not self.platform_blocked and not (personal and self.personal_blocked)


def winners(db: sqlite3.Connection) -> dict[str, dict[str, Winner]]:
    """platform -> person id -> the restriction in force; only people whom an assigned restriction reaches."""
    found: dict[str, dict[str, Winner]] = {}
    members: dict[str, list[str]] = {}
    restrictions = [document for document in every_configuration(db) if "platformRestriction" in document]
    for document in sorted(restrictions, key=lambda each: -int(each["priority"])):
        rule = document["platformRestriction"]
        winner = Winner(
            document["priority"], rule["platformBlocked"], rule["personalDeviceEnrollmentBlocked"]
        )
        reached = found.setdefault(document["platformType"], {})
        for group_id in assigned_groups(db, document["id"]):
            if group_id not in members:
                group = read_group(db, group_id)
                members[group_id] = [] if group is None else transitive_members(db, group)
            # Better priorities come later and overwrite.
            reached.update(dict.fromkeys(members[group_id], winner))
    return found


def people_of(db: sqlite3.Connection, policies: list[Json]) -> list[set[str]]:
    """The people whom each of the policies is for, in whatever state it is."""
    reached = []
    for policy in policies:
        people = audience(db, policy["conditions"]["users"])
        rows = db.execute(f"SELECT id FROM person WHERE {people.sql}", people.values)
        reached.append({row[0] for row in rows})
    return reached
