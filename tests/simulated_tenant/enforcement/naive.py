"""Who is enforced, reckoned the slow way: all policies, groups and people anew, in plain Python."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

PLATFORMS = {"windows", "macOS", "iOS", "android", "linux", "windowsPhone"}


class Naive:
    """What the tables of a tenant say now."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.people = {
            row[0]: row for row in db.execute("SELECT id, account_enabled, user_type, department FROM person")
        }
        self.groups = {
            row[0]: json.loads(row[1])
            for row in db.execute("SELECT id, document FROM directory_group WHERE NOT deleted")
        }
        self.listed = _collected(db.execute("SELECT group_id, member_id FROM membership"))
        self.roles = _collected(
            db.execute(
                "SELECT r.template_id, m.member_id FROM directory_role r JOIN role_member m "
                "ON m.role_id = r.id"
            )
        )
        self.policies = [
            json.loads(row[0]) for row in db.execute("SELECT document FROM conditional_access_policy")
        ]

    def inside(self, group_id: str, seen: tuple[str, ...] = ()) -> Iterator[str]:
        if group_id in seen or group_id not in self.groups:
            return
        group = self.groups[group_id]
        if "DynamicMembership" in group["groupTypes"]:
            wanted = group["membershipRule"].split('"')[1].lower()
            yield from (each for each, row in self.people.items() if (row[3] or "").lower() == wanted)
            return
        for member in self.listed.get(group_id, ()):
            yield member
            yield from self.inside(member, (*seen, group_id))

    def named(self, users: dict[str, Any], verb: str) -> set[str]:
        found = set(users[f"{verb}Users"])
        if "All" in found:
            found |= set(self.people)
        if "GuestsOrExternalUsers" in found:
            found |= {each for each, row in self.people.items() if row[2] == "Guest"}
        for group_id in users[f"{verb}Groups"]:
            found.update(self.inside(group_id))
        for template in users[f"{verb}Roles"]:
            for holder in self.roles.get(template, ()):
                found.update((holder, *self.inside(holder)))
        return found

    def enforced(self) -> dict[str, set[str]]:
        """Person id -> the platforms on which an enabled policy lets nobody in but by a compliant device."""
        result: dict[str, set[str]] = {}
        for policy in self.policies:
            platforms = _platforms(policy) if policy["state"] == "enabled" and _demands(policy) else set()
            users = policy["conditions"]["users"]
            for person in (self.named(users, "include") - self.named(users, "exclude")) & set(self.people):
                if self.people[person][1] and platforms:
                    result.setdefault(person, set()).update(platforms)
        return result


def _collected(rows: Any) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for outer, inner in rows:
        found.setdefault(outer, set()).add(inner)
    return found


def _demands(policy: dict[str, Any]) -> bool:
    grant = policy["grantControls"]
    controls = grant["builtInControls"]
    return controls == ["compliantDevice"] or (grant["operator"] == "AND" and "compliantDevice" in controls)


def _platforms(policy: dict[str, Any]) -> set[str]:
    given = policy["conditions"]["platforms"] or {"includePlatforms": ["all"], "excludePlatforms": []}
    included = PLATFORMS if "all" in given["includePlatforms"] else set(given["includePlatforms"])
    return included - set(given["excludePlatforms"])
