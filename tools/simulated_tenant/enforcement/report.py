"""What the controls tell of enforcement: who is enforced and locked out now, and what brought it about."""

import json
import sqlite3
from typing import Any

from tools.simulated_tenant.enforcement.audience import audience
from tools.simulated_tenant.enforcement.demand import PLATFORMS, names
from tools.simulated_tenant.enforcement.ledger import COMPLIANT, USED, Ledger
from tools.simulated_tenant.store.clock import read_clock
from tools.simulated_tenant.wire.call import Json

EVENTS_PER_ANSWER = 10_000
# Locked out: no compliant device on any platform that is enforced. Losing: an enforced platform that somebody
# uses and has no compliant device of.
_LOCKED = "{mask} & compliant = 0"
_LOSING = "({mask} & used & ~compliant) <> 0"


def enforcement(db: sqlite3.Connection, ledger: Ledger, *, people: bool) -> Json:
    """Counts for the tenant, each platform and each policy; with `people` their ids too."""
    states = f"SELECT person_id, mask, {COMPLIANT.format(person='enforced.person_id')} AS compliant, " + (
        f"{USED.format(person='enforced.person_id')} AS used FROM enforced"
    )
    whole = db.execute(
        f"SELECT count(*), coalesce(sum({_LOCKED.format(mask='mask')}), 0), "
        f"coalesce(sum({_LOSING.format(mask='mask')}), 0) FROM ({states})"
    ).fetchone()
    found: Json = {
        "clock": read_clock(db).isoformat(),
        **_counts(whole),
        "platforms": {
            name: db.execute("SELECT count(*) FROM enforced WHERE mask >> ? & 1", (number,)).fetchone()[0]
            for number, name in enumerate(PLATFORMS)
        },
        "policies": [],
    }
    for demand in ledger.demands():
        reached = audience(db, json.loads(demand.users))
        counted = (
            f"SELECT count(*), coalesce(sum({_LOCKED.format(mask=demand.mask)}), 0), "
            f"coalesce(sum({_LOSING.format(mask=demand.mask)}), 0) FROM "
            f"(SELECT id, {COMPLIANT.format(person='person.id')} AS compliant, "
            f"{USED.format(person='person.id')} AS used FROM person WHERE {reached.sql})"
        )
        found["policies"].append(
            {
                "id": demand.policy_id,
                "displayName": demand.name,
                "platforms": names(demand.mask),
                "notWeighed": list(demand.narrowed),
                **_counts(db.execute(counted, reached.values).fetchone()),
                **(_listed(db, demand.mask, where=reached.sql, values=reached.values) if people else {}),
            }
        )
    if people:
        rows = db.execute(f"{states} ORDER BY person_id").fetchall()
        found["people"] = {person: _device_state(mask, have, used=used) for person, mask, have, used in rows}
    return found


def _counts(row: tuple[int, int, int]) -> Json:
    return dict(zip(("enforced", "lockedOut", "losing"), row, strict=True))


def _listed(db: sqlite3.Connection, mask: int, *, where: str, values: tuple[Any, ...]) -> Json:
    rows = db.execute(f"SELECT id FROM person WHERE {where} ORDER BY id", values)
    return {"people": [row[0] for row in rows]}


def _device_state(mask: int, compliant: int, *, used: int) -> Json:
    return {
        "enforcedOn": names(mask),
        "compliantOn": names(compliant),
        "uses": names(used),
        "lockedOut": bool(mask) and not mask & compliant,
        "losing": names(mask & used & ~compliant),
    }


def events(db: sqlite3.Connection, since: int) -> Json:
    """The events after the one with id `since`, oldest first, at most EVENTS_PER_ANSWER of them.

    `last` is the id to go on from; `more` says whether there are others. An event is one person whom one
    request brought under a demand on the platforms `came`, or out of one on those of `left`.
    """
    rows = db.execute(
        "SELECT e.id, c.at, c.method, c.path, c.app, c.request_id, c.policies, e.person_id, e.before, "
        "e.after, e.compliant, e.used, e.policies FROM enforcement_event e "
        "JOIN enforcement_change c ON c.id = e.change_id WHERE e.id > ? ORDER BY e.id LIMIT ?",
        (since, EVENTS_PER_ANSWER + 1),
    ).fetchall()
    shown = [_event(row) for row in rows[:EVENTS_PER_ANSWER]]
    last = shown[-1]["id"] if shown else since
    return {"events": shown, "last": last, "more": len(rows) > EVENTS_PER_ANSWER}


def _event(row: tuple[Any, ...]) -> Json:
    number, at, method, path, app, request_id, known, person, before, after, compliant, used, policies = row
    ids = json.loads(known)
    return {
        "id": number,
        "at": at,
        "method": method,
        "path": path,
        "app": app,
        "requestId": request_id,
        "person": person,
        "came": names(after & ~before),
        "left": names(before & ~after),
        "policies": [ids[int(each)] for each in policies.split()],
        **_device_state(after, compliant, used=used),
    }
