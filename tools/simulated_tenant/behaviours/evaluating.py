"""The end of a step: which devices are compliant, which have grace left, who is written to.

Microsoft Learn, "Device compliance policies in Microsoft Intune" and "Configure actions for noncompliant
devices in Intune" (2025). Everything is worked out in sets: a step takes as many statements for ten devices
as for a hundred thousand.
"""

import sqlite3
from datetime import datetime

from tools.simulated_tenant.store.compliance import action_items, assigned_groups, every_policy, read_actions
from tools.simulated_tenant.store.groups import holds_groups, members_source, read_group, transitive_members
from tools.simulated_tenant.store.management_settings import read_management_settings
from tools.simulated_tenant.wire.filter import Condition

# type of a compliance policy -> platform of the devices it is for
PLATFORMS = {
    "#microsoft.graph.windows10CompliancePolicy": "windows",
    "#microsoft.graph.macOSCompliancePolicy": "mac",
    "#microsoft.graph.iosCompliancePolicy": "ios",
    "#microsoft.graph.androidCompliancePolicy": "android",
    "#microsoft.graph.androidWorkProfileCompliancePolicy": "androidForWork",
}
_FORM = "%Y-%m-%dT%H:%M:%SZ"
_SCRATCH = (
    "asked (policy INTEGER PRIMARY KEY, policy_id TEXT, platform TEXT, grace INTEGER)",
    "asked_of (group_id TEXT, policy INTEGER)",
    "reminder (policy INTEGER, template_id TEXT, hours INTEGER)",
    # Which policy covers which device; of the devices, those alone that it may make a difference for.
    "covered (device INTEGER, policy INTEGER, PRIMARY KEY (device, policy)) WITHOUT ROWID",
    # What is noncompliant now, with the hours of grace that it has from its first hour on.
    "found (device_id TEXT PRIMARY KEY, grace INTEGER) WITHOUT ROWID",
    "reached_person (member_id TEXT PRIMARY KEY) WITHOUT ROWID",
)


def evaluate(db: sqlite3.Connection, before: datetime, *, now: datetime) -> None:
    """Judge every managed device at `now`, the end of the step that began at `before`.

    A device is noncompliant from the step on in which it is first found so, and loses that when it is
    healthy again or no policy asks anything of it.
    """
    for table in _SCRATCH:
        db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table}")
        db.execute(f"DELETE FROM {table.split()[0]}")
    _ask(db)
    secure = read_management_settings(db)["secureByDefault"]
    _cover(db, every_device=secure)
    db.execute(
        "INSERT INTO found SELECT d.id, min(a.grace) FROM unhealthy_device u "
        "JOIN managed_device d ON d.id = u.device_id JOIN covered c ON c.device = d.position "
        "JOIN asked a ON a.policy = c.policy GROUP BY d.id"
    )
    if secure:
        db.execute(
            "INSERT INTO found SELECT id, 0 FROM managed_device WHERE position NOT IN "
            "(SELECT device FROM covered)"
        )
    stamp = now.strftime(_FORM)
    _keep_since(db, stamp)
    _set_states(db, stamp)
    _remind(db, before.strftime(_FORM), stamp=stamp)


def _ask(db: sqlite3.Connection) -> None:
    """Fill `asked`, `asked_of` and `reminder` with what the policies say."""
    for number, policy in enumerate(every_policy(db)):
        items = action_items(read_actions(db, policy["id"]))
        grace = next(item["gracePeriodHours"] for item in items if item["actionType"] == "block")
        db.execute(
            "INSERT INTO asked VALUES (?, ?, ?, ?)",
            (number, policy["id"], PLATFORMS[policy["@odata.type"]], grace),
        )
        for group_id in assigned_groups(db, policy["id"]):
            db.execute("INSERT INTO asked_of VALUES (?, ?)", (group_id, number))
        for item in items:
            if item["actionType"] == "notification":
                db.execute(
                    "INSERT INTO reminder VALUES (?, ?, ?)",
                    (number, item["notificationTemplateId"], item["gracePeriodHours"]),
                )


def _cover(db: sqlite3.Connection, *, every_device: bool) -> None:
    """Fill `covered` with every device, or else with those that are not healthy."""
    unhealthy = "unhealthy_device u CROSS JOIN managed_device d ON d.id = u.device_id"
    devices = "managed_device d" if every_device else unhealthy
    for (group_id,) in db.execute("SELECT DISTINCT group_id FROM asked_of").fetchall():
        source, where = _people(db, group_id)
        db.execute(
            f"INSERT OR IGNORE INTO covered SELECT d.position, a.policy FROM {devices} "
            "JOIN asked a ON a.platform = d.platform "
            "JOIN asked_of o ON o.policy = a.policy AND o.group_id = ? "
            f"WHERE d.person_id IN (SELECT member_id FROM {source} WHERE {where.sql})",
            (group_id, *where.values),
        )


def _people(db: sqlite3.Connection, group_id: str) -> tuple[str, Condition]:
    """Where the people of a group are read from: a FROM clause with member_id, a condition."""
    group = read_group(db, group_id)
    if group is None:
        return "reached_person", Condition("0")
    if not holds_groups(db, group):
        return members_source(group)
    db.execute("DELETE FROM reached_person")
    db.executemany(
        "INSERT INTO reached_person VALUES (?)", ((each,) for each in transitive_members(db, group))
    )
    return "reached_person", Condition("1")


def _keep_since(db: sqlite3.Connection, stamp: str) -> None:
    db.execute("DELETE FROM noncompliance WHERE device_id NOT IN (SELECT device_id FROM found)")
    db.execute(
        "INSERT OR IGNORE INTO noncompliance (device_id, since, expires) SELECT device_id, ?, ? FROM found",
        (stamp, stamp),
    )
    # From the first hour on, but by the hours of today: a policy that was changed moves the end.
    db.execute(
        f"UPDATE noncompliance SET expires = strftime('{_FORM}', since, (SELECT '+' || grace || ' hours' "
        "FROM found f WHERE f.device_id = noncompliance.device_id))"
    )


def _set_states(db: sqlite3.Connection, stamp: str) -> None:
    db.execute(
        "UPDATE managed_device SET compliance_state = 'compliant' WHERE compliance_state <> 'compliant' "
        "AND id NOT IN (SELECT device_id FROM noncompliance)"
    )
    db.execute(
        "UPDATE managed_device SET compliance_state = iif(n.expires > ?, 'inGracePeriod', 'noncompliant') "
        "FROM noncompliance n WHERE n.device_id = managed_device.id",
        (stamp,),
    )


def _remind(db: sqlite3.Connection, before: str, *, stamp: str) -> None:
    """Record the notifications that fell due; one that was due before it was asked for goes out now."""
    db.execute(
        "INSERT OR IGNORE INTO notification_sent "
        "(at, person_id, device_id, policy_id, template_id, hours, since) "
        "SELECT iif(due > ?, due, ?) AS at, person_id, device_id, policy_id, template_id, hours, since FROM ("
        f"SELECT strftime('{_FORM}', n.since, '+' || r.hours || ' hours') AS due, d.person_id, n.device_id, "
        "a.policy_id, r.template_id, r.hours, n.since FROM noncompliance n "
        "JOIN managed_device d ON d.id = n.device_id JOIN covered c ON c.device = d.position "
        "JOIN reminder r ON r.policy = c.policy JOIN asked a ON a.policy = c.policy) "
        "WHERE due <= ? ORDER BY at, device_id, hours",
        (before, stamp, stamp),
    )
