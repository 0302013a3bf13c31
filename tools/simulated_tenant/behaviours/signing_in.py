"""One step of people's signing in: at most one sign-in for each person, from one of their devices."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from tools.simulated_tenant.behaviours.access_result import access_of, result_of
from tools.simulated_tenant.behaviours.behaviour import Behaviour
from tools.simulated_tenant.behaviours.enrolling import draw
from tools.simulated_tenant.behaviours.winning import people_of
from tools.simulated_tenant.wire.call import Json

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_COLUMNS = "at, person_id, platform, managed, compliant, access, outcome_id"


def sign_in(
    db: sqlite3.Connection,
    behaviour: Behaviour,
    *,
    seed: int,
    since: datetime,
    now: datetime,
    kept: timedelta,
) -> None:
    """Let people sign in between `since` and `now`, after what they enrolled; forget what is older than kept.

    Who signs in, when and from which device is drawn from the seed and the step's end. Nobody signs in more
    than once in a step, and whoever owns no device does not.
    """
    db.execute("DELETE FROM sign_in WHERE at < ?", ((now - kept).strftime(_FORM),))
    outcomes = _Outcomes(db)
    rows = (
        (
            at.strftime(_FORM),
            person,
            platform,
            managed,
            compliant,
            *outcomes.of(person, platform, compliant=compliant),
        )
        for at, person, platform, managed, compliant in _drawn(
            db, behaviour.signing_in, seed=seed, since=since, now=now
        )
    )
    # Sorted by SQLite: a million sign-ins as a list would be the largest thing that the tenant ever holds.
    db.execute(f"CREATE TEMP TABLE IF NOT EXISTS signing_in ({_COLUMNS})")
    db.executemany(f"INSERT INTO signing_in ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    db.execute(
        f"INSERT INTO sign_in ({_COLUMNS}) SELECT {_COLUMNS} FROM signing_in ORDER BY at, person_id, platform"
    )
    db.execute("DELETE FROM signing_in")


class _Outcomes:
    """What all policies that are not disabled say; kept once for all people of whom they say the same."""

    def __init__(self, db: sqlite3.Connection) -> None:
        documents = [
            json.loads(row[0])
            for row in db.execute("SELECT document FROM conditional_access_policy ORDER BY position")
        ]
        self.db = db
        self.policies: list[Json] = [each for each in documents if each["state"] != "disabled"]
        self.reached = people_of(db, self.policies)
        self.known: dict[tuple[tuple[bool, ...], str, bool], tuple[str, int]] = {}

    def of(self, person: str, platform: str, *, compliant: bool) -> tuple[str, int]:
        """The sign-in's conditionalAccessStatus, and where the policies' results are kept."""
        reached = tuple(person in people for people in self.reached)
        key = (reached, platform, compliant)
        if key not in self.known:
            results = [
                result_of(policy, reached=reaches, platform=platform, compliant=compliant)
                for policy, reaches in zip(self.policies, reached, strict=True)
            ]
            text = json.dumps(results)
            self.db.execute("INSERT OR IGNORE INTO sign_in_outcome (results) VALUES (?)", (text,))
            found = self.db.execute("SELECT id FROM sign_in_outcome WHERE results = ?", (text,)).fetchone()
            self.known[key] = (access_of(results), found[0])
        return self.known[key]


def _drawn(
    db: sqlite3.Connection, share: float, *, seed: int, since: datetime, now: datetime
) -> Iterator[tuple[datetime, str, str, bool, bool]]:
    owned = db.execute(
        "SELECT d.person_id, d.platform, d.enrolled, "
        # Whoever has grace left is let in.
        "coalesce(m.compliance_state IN ('compliant', 'inGracePeriod'), 0) "
        "FROM owned_device d JOIN person p ON p.id = d.person_id LEFT JOIN managed_device m ON m.id = d.id "
        "WHERE p.account_enabled AND d.kind = 'used' AND NOT d.parted ORDER BY d.person_id, d.id"
    )
    purpose = f"sign-in/{now.strftime(_FORM)}"
    for person, rows in groupby(owned, key=lambda row: str(row[0])):
        drawn = draw(seed, purpose, device_id=person, step=0)
        if drawn >= share:
            continue
        devices = list(rows)
        _, platform, managed, compliant = devices[
            int(draw(seed, purpose, device_id=person, step=1) * len(devices))
        ]
        yield since + (now - since) * (drawn / share), person, platform, bool(managed), bool(compliant)
