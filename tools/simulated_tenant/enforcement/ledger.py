"""The ledger of enforcement: which request brought whom under a policy that demands a compliant device.

It is kept in the transaction of the request itself, so nothing that lasted only from one request to the next
is missed. Triggers note what a request touched; almost always that is nothing which an enabled policy reads,
and then nothing more is done.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tools.simulated_tenant.enforcement.audience import audience, groups_named
from tools.simulated_tenant.enforcement.demand import (
    SHOWN_PLATFORM,
    Demand,
    bits,
    covered_platforms,
    covers_an_app,
    demands_device,
    narrowing,
)
from tools.simulated_tenant.rules.condition import source_groups
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.store.database import read_setting, write_setting
from tools.simulated_tenant.store.groups import groups_inside, is_dynamic, members_source
from tools.simulated_tenant.wire.call import Json

_KEPT = "enforcement_kept"
_PERSON, _MEMBER, _GROUP, _POLICY, _ROLE = (
    "touched_person",
    "touched_member",
    "touched_group",
    "touched_policy",
    "touched_role",
)
_TOUCHED = (_PERSON, _MEMBER, _GROUP, _POLICY, _ROLE)
# A group's name is nothing that a policy reads, and each adding of members writes the group.
_RULE = " OR ".join(
    f"json_extract(OLD.document, '$.{name}') IS NOT json_extract(NEW.document, '$.{name}')"
    for name in ("membershipRule", "membershipRuleProcessingState", "groupTypes")
)
# (table, event, what is noted)
_TRIGGERS = (
    ("person", "INSERT", f"INSERT OR IGNORE INTO {_PERSON} VALUES (NEW.id)"),
    ("person", "UPDATE", f"INSERT OR IGNORE INTO {_PERSON} VALUES (NEW.id)"),
    ("person", "DELETE", f"INSERT OR IGNORE INTO {_PERSON} VALUES (OLD.id)"),
    ("membership", "INSERT", f"INSERT INTO {_MEMBER} VALUES (NEW.group_id, NEW.member_id)"),
    ("membership", "DELETE", f"INSERT INTO {_MEMBER} VALUES (OLD.group_id, OLD.member_id)"),
    ("directory_group", "INSERT", f"INSERT OR IGNORE INTO {_GROUP} VALUES (NEW.id)"),
    (
        "directory_group",
        "UPDATE",
        f"INSERT OR IGNORE INTO {_GROUP} SELECT NEW.id WHERE OLD.deleted <> NEW.deleted OR {_RULE}",
    ),
    ("directory_group", "DELETE", f"INSERT OR IGNORE INTO {_GROUP} VALUES (OLD.id)"),
    ("conditional_access_policy", "INSERT", f"INSERT OR IGNORE INTO {_POLICY} VALUES (NEW.id)"),
    ("conditional_access_policy", "UPDATE", f"INSERT OR IGNORE INTO {_POLICY} VALUES (NEW.id)"),
    ("conditional_access_policy", "DELETE", f"INSERT OR IGNORE INTO {_POLICY} VALUES (OLD.id)"),
    ("role_member", "INSERT", f"INSERT OR IGNORE INTO {_ROLE} VALUES (NEW.member_id)"),
    ("role_member", "DELETE", f"INSERT OR IGNORE INTO {_ROLE} VALUES (OLD.member_id)"),
)
_BIT = (
    "CASE platform "
    + " ".join(f"WHEN '{name}' THEN {bits((shown,))}" for name, shown in SHOWN_PLATFORM.items())
    + " ELSE 0 END"
)
# Whoever has grace left is let in.
COMPLIANT = (
    f"coalesce((SELECT sum(DISTINCT {_BIT}) FROM managed_device WHERE person_id = {{person}} "
    "AND compliance_state IN ('compliant', 'inGracePeriod')), 0)"
)
USED = (
    f"coalesce((SELECT sum(DISTINCT {_BIT}) FROM owned_device WHERE person_id = {{person}} "
    "AND kind = 'used' AND NOT parted), 0)"
)


@dataclass(frozen=True)
class Cause:
    """The request that changed something."""

    method: str
    path: str
    app: str
    request_id: str


class Ledger:
    """Over one database. `settle` belongs at the end of every transaction that a request writes in."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self._demands: tuple[Demand, ...] | None = None
        self._watched: frozenset[str] = frozenset()
        self._make_scratch()
        self._watch()
        if not read_setting(db, _KEPT):
            self._begin()

    def _make_scratch(self) -> None:
        for name in (_PERSON, _GROUP, _POLICY, _ROLE):
            self.db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self.db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {_MEMBER} (group_id TEXT, member_id TEXT)")
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS scope (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self.db.execute(
            "CREATE TEMP TABLE IF NOT EXISTS now_enforced "
            "(person_id TEXT PRIMARY KEY, mask INTEGER, policies TEXT) WITHOUT ROWID"
        )

    def _watch(self) -> None:
        for number, (table, event, noted) in enumerate(_TRIGGERS):
            # A temporary trigger: nothing of it is left in the file, and an older file needs no change.
            self.db.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS watch_{number} AFTER {event} ON main.{table} "
                f"BEGIN {noted}; END"
            )

    def _begin(self) -> None:
        """Take what is enforced already as it is: nobody knows what brought it about."""
        self._evaluate(None)
        self.db.execute("DELETE FROM enforced")
        self.db.execute("INSERT INTO enforced SELECT person_id, mask FROM now_enforced")
        write_setting(self.db, _KEPT, value=True)
        self._forget_touched()

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Leave out a planting, which fills tables by the million; then begin anew."""
        for number in range(len(_TRIGGERS)):
            self.db.execute(f"DROP TRIGGER IF EXISTS watch_{number}")
        try:
            yield
        finally:
            self._demands = None
            self._watch()
        self._begin()

    def demands(self) -> tuple[Demand, ...]:
        """The enabled policies that demand a compliant device."""
        if self._demands is None:
            self._demands = _demands(self.db)
            self._watched = _watched(self.db, self._demands)
        return self._demands

    def settle(self, cause: Cause) -> None:
        """Record whom the transaction brought under a demand or out of it, as brought about by `cause`."""
        if not any(self._touched(name) for name in _TOUCHED):
            return
        before, watched = self.demands(), self._watched
        if self._touched(_POLICY) or self._touched(_GROUP) or self._inner_group_touched():
            self._demands = None
        after = self.demands()
        watched |= self._watched
        if after or before:
            whole = before != after or self._group_touched(watched)
            if not whole:
                self._narrow(watched)
            if whole or self._touched("scope"):
                self._evaluate(None if whole else "scope")
                self._record(cause, whole=whole)
        self._forget_touched()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Around a transaction: what was demanded before it is read, and read anew when it is rolled back."""
        self.demands()
        try:
            yield
        except BaseException:
            self._demands = None
            raise

    def _touched(self, name: str) -> bool:
        return self.db.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() is not None

    def _inner_group_touched(self) -> bool:
        return (
            self.db.execute(
                f"SELECT 1 FROM {_MEMBER} m JOIN directory_group g ON g.id = m.member_id LIMIT 1"
            ).fetchone()
            is not None
        )

    def _group_touched(self, watched: frozenset[str]) -> bool:
        """Whether a group that a policy reads was itself changed: its rule, or that it is there."""
        return any(row[0] in watched for row in self.db.execute(f"SELECT id FROM {_GROUP}"))

    def _narrow(self, watched: frozenset[str]) -> None:
        """Fill `scope` with the people whom the transaction may have moved."""
        self.db.execute("DELETE FROM scope")
        self.db.execute(f"INSERT OR IGNORE INTO scope SELECT id FROM {_PERSON}")
        self.db.execute(f"INSERT OR IGNORE INTO scope SELECT id FROM {_ROLE}")
        rows = self.db.execute(f"SELECT group_id, member_id FROM {_MEMBER}").fetchall()
        self.db.executemany(
            "INSERT OR IGNORE INTO scope VALUES (?)", [(row[1],) for row in rows if row[0] in watched]
        )
        inner = self.db.execute("SELECT s.id FROM scope s JOIN directory_group g ON g.id = s.id").fetchall()
        for group in groups_inside(self.db, [row[0] for row in inner]):
            source, where = members_source(group)
            self.db.execute(
                f"INSERT OR IGNORE INTO scope SELECT member_id FROM {source} WHERE {where.sql}", where.values
            )

    def _evaluate(self, scope: str | None) -> None:
        """Fill `now_enforced`, for everybody or for those in `scope`."""
        self.db.execute("DELETE FROM now_enforced")
        only = "" if scope is None else f"person.id IN (SELECT id FROM {scope}) AND "
        for number, demand in enumerate(self.demands()):
            people = audience(self.db, json.loads(demand.users))
            self.db.execute(
                f"INSERT INTO now_enforced SELECT id, {demand.mask}, '{number}' FROM person "
                f"WHERE {only}({people.sql}) ON CONFLICT DO UPDATE SET mask = mask | excluded.mask, "
                "policies = policies || ' ' || excluded.policies",
                people.values,
            )

    def _record(self, cause: Cause, *, whole: bool) -> None:
        only = "" if whole else "person_id IN (SELECT id FROM scope) AND "
        changed = (
            "SELECT n.person_id AS person, coalesce(e.mask, 0) AS before, n.mask AS after, n.policies "
            "FROM now_enforced n LEFT JOIN enforced e ON e.person_id = n.person_id "
            "WHERE coalesce(e.mask, 0) <> n.mask UNION ALL "
            f"SELECT person_id, mask, 0, '' FROM enforced WHERE {only}"
            "person_id NOT IN (SELECT person_id FROM now_enforced)"
        )
        if self.db.execute(f"SELECT 1 FROM ({changed}) LIMIT 1").fetchone() is None:
            return
        change = self.db.execute(
            "INSERT INTO enforcement_change (at, method, path, app, request_id, policies) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                read_clock(self.db).isoformat(),
                cause.method,
                cause.path,
                cause.app,
                cause.request_id,
                json.dumps([demand.policy_id for demand in self.demands()]),
            ),
        ).lastrowid
        self.db.execute(
            "INSERT INTO enforcement_event (change_id, person_id, before, after, compliant, used, policies) "
            f"SELECT ?, person, before, after, {COMPLIANT.format(person='person')}, "
            f"{USED.format(person='person')}, policies FROM ({changed}) ORDER BY person",
            (change,),
        )
        self.db.execute(
            f"DELETE FROM enforced WHERE {only}person_id NOT IN (SELECT person_id FROM now_enforced)"
        )
        self.db.execute(
            "INSERT INTO enforced SELECT person_id, mask FROM now_enforced WHERE true "
            "ON CONFLICT DO UPDATE SET mask = excluded.mask"
        )

    def _forget_touched(self) -> None:
        for name in (*_TOUCHED, "scope", "now_enforced"):
            self.db.execute(f"DELETE FROM {name}")


def _demands(db: sqlite3.Connection) -> tuple[Demand, ...]:
    rows = db.execute(
        "SELECT document FROM conditional_access_policy WHERE json_extract(document, '$.state') = 'enabled' "
        "ORDER BY position"
    )
    found = (json.loads(row[0]) for row in rows)
    return tuple(_demand(each) for each in found if demands_device(each) and covers_an_app(each))


def _demand(policy: Json) -> Demand:
    return Demand(
        policy["id"],
        policy["displayName"],
        bits(covered_platforms(policy)),
        json.dumps(policy["conditions"].get("users"), sort_keys=True),
        narrowing(policy),
    )


def _watched(db: sqlite3.Connection, demands: tuple[Demand, ...]) -> frozenset[str]:
    """The groups whose members a demand reads: named by it, inside a named one, or holding a role."""
    named: set[str] = set()
    for demand in demands:
        users = json.loads(demand.users) or {}
        named |= groups_named(users)
        if users.get("includeRoles") or users.get("excludeRoles"):
            named |= {row[0] for row in db.execute("SELECT member_id FROM role_member")}
    inside = groups_inside(db, named)
    sources = {
        each for group in inside if is_dynamic(group) for each in source_groups(group["membershipRule"])
    }
    # A deleted group is watched too: it may be restored.
    return frozenset(named | {group["id"] for group in inside} | sources)
