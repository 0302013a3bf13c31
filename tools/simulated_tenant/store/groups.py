"""Groups, and who is in them: listed members, or the people that a membership rule finds when it is read."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from tools.simulated_tenant.rules.condition import compile_rule
from tools.simulated_tenant.wire.call import Json
from tools.simulated_tenant.wire.filter import Condition, Property

FILTERED = {
    name: Property(f"json_extract(document, '$.{name}')", kind)
    for name, kind in {
        "id": "text",
        "displayName": "text",
        "mailNickname": "text",
        "mail": "text",
        "description": "text",
        "mailEnabled": "boolean",
        "securityEnabled": "boolean",
        "membershipRule": "text",
        "createdDateTime": "time",
    }.items()
}


def read_group(db: sqlite3.Connection, group_id: str) -> Json | None:
    row = db.execute(
        "SELECT document FROM directory_group WHERE id = ? AND NOT deleted", (group_id.lower(),)
    ).fetchone()
    return None if row is None else json.loads(row[0])


def write_group(db: sqlite3.Connection, document: Json) -> None:
    db.execute(
        "INSERT INTO directory_group (id, document) VALUES (?, ?) "
        "ON CONFLICT (id) DO UPDATE SET document = excluded.document",
        (document["id"], json.dumps(document)),
    )


def is_dynamic(group: Json) -> bool:
    return "DynamicMembership" in group["groupTypes"]


def follows_rule(group: Json) -> bool:
    """Whether its rule finds its members; while that is paused it keeps those that it had."""
    return is_dynamic(group) and group["membershipRuleProcessingState"] == "On"


def keep_members(db: sqlite3.Connection, before: Json, *, after: Json) -> None:
    """A group whose rule is paused or taken away keeps its members; one that gets a rule loses them."""
    if follows_rule(before) and not follows_rule(after):
        rows = member_rows(before)
        db.execute(
            "INSERT INTO membership (group_id, member_id) "
            f"SELECT ?, member_id FROM ({rows.sql}) ORDER BY position",
            (before["id"], *rows.values),
        )
    elif follows_rule(after) and not follows_rule(before):
        db.execute("DELETE FROM membership WHERE group_id = ?", (before["id"],))


@lru_cache(maxsize=256)
def _rule(text: str) -> Condition:
    return compile_rule(text)


def members_source(group: Json) -> tuple[str, Condition]:
    """Where direct members are read from: a FROM clause with position and member_id, a condition."""
    if not follows_rule(group):
        return "membership", Condition("group_id = ?", (group["id"],))
    return "(SELECT *, id AS member_id FROM person)", _rule(group["membershipRule"])


def member_rows(group: Json) -> Condition:
    """A query for the direct members, with `position` and `member_id`; the order of positions holds."""
    if not follows_rule(group):
        return Condition("SELECT position, member_id FROM membership WHERE group_id = ?", (group["id"],))
    _, where = members_source(group)
    return Condition(f"SELECT position, id AS member_id FROM person WHERE {where.sql}", where.values)


def rows_of_all(groups: Sequence[Json]) -> Condition:
    """A query for the direct members of all the groups, each `member_id` once."""
    queries = [
        Condition(
            "SELECT DISTINCT member_id FROM membership WHERE group_id IN (SELECT value FROM json_each(?))",
            (json.dumps([group["id"] for group in groups if not follows_rule(group)]),),
        )
    ]
    for group in groups:
        if follows_rule(group):
            _, where = members_source(group)
            queries.append(Condition(f"SELECT id FROM person WHERE {where.sql}", where.values))
    return Condition(
        " UNION ".join(each.sql for each in queries),
        tuple(value for each in queries for value in each.values),
    )


def member_ids(db: sqlite3.Connection, group: Json) -> Iterator[str]:
    source, where = members_source(group)
    for (member_id,) in db.execute(f"SELECT member_id FROM {source} WHERE {where.sql}", where.values):
        yield member_id


def count_members(db: sqlite3.Connection, group: Json) -> int:
    source, where = members_source(group)
    number: int = db.execute(f"SELECT count(*) FROM {source} WHERE {where.sql}", where.values).fetchone()[0]
    return number


def every_group(db: sqlite3.Connection) -> list[Json]:
    rows = db.execute("SELECT document FROM directory_group WHERE NOT deleted ORDER BY position")
    return [json.loads(row[0]) for row in rows]


def holds_groups(db: sqlite3.Connection, group: Json) -> bool:
    """Whether a group is a direct member; a dynamic group holds people only."""
    return not follows_rule(group) and bool(
        db.execute(
            "SELECT 1 FROM directory_group g JOIN membership m ON m.group_id = ? AND m.member_id = g.id "
            "WHERE NOT g.deleted LIMIT 1",
            (group["id"],),
        ).fetchone()
    )


def transitive_members(db: sqlite3.Connection, group: Json) -> list[str]:
    """Every object in the group or in a group inside it, each once."""
    rows = rows_of_all(groups_inside(db, [group["id"]]))
    return [row[0] for row in db.execute(rows.sql, rows.values)]


def inner_groups(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Group id -> the ids of the groups that are its direct members."""
    found: dict[str, list[str]] = {}
    # CROSS JOIN keeps the order: groups are few, memberships are many.
    for outer, inner in db.execute(
        "SELECT m.group_id, m.member_id FROM directory_group g CROSS JOIN membership m ON m.member_id = g.id "
        "WHERE NOT g.deleted ORDER BY m.position"
    ):
        found.setdefault(outer, []).append(inner)
    return found


def groups_inside(db: sqlite3.Connection, group_ids: Iterable[str]) -> list[Json]:
    """Those of the groups that exist, and every group inside them, each once."""
    below: dict[str, list[str]] | None = None
    found: dict[str, Json] = {}
    waiting = list(group_ids)
    while waiting:
        group_id = waiting.pop(0)
        group = None if group_id in found else read_group(db, group_id)
        if group is None:
            continue
        found[group_id] = group
        below = inner_groups(db) if below is None else below
        waiting += below.get(group_id, ())
    return list(found.values())


def groups_around(db: sqlite3.Connection, member_id: str) -> list[Json]:
    """Every group that the object is in, directly or by a group in a group, each once."""
    found = {group["id"]: group for group in groups_of(db, member_id)}
    waiting = list(found)
    above: dict[str, list[str]] = {}
    for outer, inner in inner_groups(db).items() if waiting else ():
        for each in inner:
            above.setdefault(each, []).append(outer)
    while waiting:
        for outer in above.get(waiting.pop(0), ()):
            group = None if outer in found else read_group(db, outer)
            if group is not None:
                found[outer] = group
                waiting.append(outer)
    return list(found.values())


def groups_of(db: sqlite3.Connection, member_id: str) -> list[Json]:
    """The groups that the object is a direct member of."""
    listed = {
        row[0] for row in db.execute("SELECT group_id FROM membership WHERE member_id = ?", (member_id,))
    }
    found = []
    for group in every_group(db):
        if not follows_rule(group):
            if group["id"] in listed:
                found.append(group)
            continue
        source, where = members_source(group)
        query = f"SELECT 1 FROM {source} WHERE member_id = ? AND ({where.sql})"
        if db.execute(query, (member_id, *where.values)).fetchone():
            found.append(group)
    return found


def add_members(db: sqlite3.Connection, group_id: str, *, added: Iterable[str]) -> None:
    """Add listed members.

    Raises sqlite3.IntegrityError when one is a member already.
    """
    db.executemany(
        "INSERT INTO membership (group_id, member_id) VALUES (?, ?)", ((group_id, m) for m in added)
    )
