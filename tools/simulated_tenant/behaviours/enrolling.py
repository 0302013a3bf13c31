"""One step of people's behaviour: who enrolls a device, and which device is healthy or repaired.

Every device has one fixed draw for enrolling and one for its health, made from the seed and its id. A step
only moves the mark that the draws are compared with, so the same campaign gives the same people, whatever
was read in between.
"""

import hashlib
import sqlite3
from datetime import datetime

from tools.simulated_tenant.behaviours.behaviour import Behaviour
from tools.simulated_tenant.behaviours.failing import Failed, record_failures
from tools.simulated_tenant.behaviours.winning import winners
from tools.simulated_tenant.store.devices import OPERATING_SYSTEMS
from tools.simulated_tenant.wire.call import Json


def draw(seed: int, purpose: str, *, device_id: str, step: int) -> float:
    """A number from 0 up to 1, always the same for the same arguments."""
    digest = hashlib.sha256(f"{seed}/{purpose}/{step}/{device_id}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / (1 << 48)


def take_step(db: sqlite3.Connection, behaviour: Behaviour, *, seed: int, now: datetime) -> int:
    """Let people act once; returns how many devices enrolled. `now` is the clock at the step's end."""
    stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    _repair(db, behaviour, seed=seed, stamp=stamp)
    pressed = {row[0] for row in db.execute("SELECT person_id FROM enforced")}
    enrolled: list[tuple[str, ...]] = []
    unhealthy: list[tuple[str]] = []
    invited: list[tuple[int, int, str]] = []
    failed: list[Failed] = []
    parted: list[tuple[str]] = []
    for platform, reached in winners(db).items():
        rows = db.execute(
            "SELECT d.id, d.person_id, d.personal, d.maker, d.model, d.os_version, d.invited_steps, "
            "p.user_principal_name, p.display_name FROM owned_device d JOIN person p ON p.id = d.person_id "
            "WHERE d.platform = ? AND NOT d.enrolled AND NOT d.parted AND d.kind = 'used' "
            "AND p.account_enabled",
            (platform,),
        )
        for device_id, owner, personal, maker, model, version, steps, upn, name in rows:
            winner = reached.get(owner)
            if winner is None:
                continue
            if not winner.allows(personal=bool(personal)):
                # Whoever may enroll on the platform at all was asked to, and finds that this device may not.
                if (
                    not winner.platform_blocked
                    and draw(seed, f"part/{stamp}", device_id=device_id, step=0) < behaviour.parting
                ):
                    parted.append((device_id,))
                continue
            chance = behaviour.chance(steps + 1, pressed=owner in pressed)
            drawn = draw(seed, "enroll", device_id=device_id, step=steps)
            enrolls = drawn < chance
            if chance <= drawn < behaviour.attempted(chance):
                failed.append(Failed(stamp, owner, device_id, OPERATING_SYSTEMS[platform], version))
            invited.append((steps + 1, int(enrolls), device_id))
            if enrolls:
                if draw(seed, "comply", device_id=device_id, step=0) >= behaviour.compliant:
                    unhealthy.append((device_id,))
                enrolled.append(
                    (
                        device_id, owner, f"{name.split()[0].upper()}-{device_id[:6].upper()}", platform,
                        OPERATING_SYSTEMS[platform], version, "personal" if personal else "company",
                        "compliant", stamp, stamp, maker, model,
                        device_id.replace("-", "")[:10].upper(), upn, name,
                    )
                )  # fmt: skip
    db.executemany("UPDATE owned_device SET invited_steps = ?, enrolled = ? WHERE id = ?", invited)
    db.executemany(
        "INSERT INTO managed_device (id, person_id, device_name, platform, operating_system, os_version, "
        "owner_type, "
        "compliance_state, enrolled, last_sync, maker, model, serial_number, user_principal_name, "
        "user_display_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        enrolled,
    )
    db.executemany("UPDATE owned_device SET parted = 1 WHERE id = ?", parted)
    db.executemany("INSERT INTO unhealthy_device (device_id) VALUES (?)", unhealthy)
    record_failures(db, failed)
    return len(enrolled)


def _repair(db: sqlite3.Connection, behaviour: Behaviour, *, seed: int, stamp: str) -> None:
    db.execute("UPDATE managed_device SET last_sync = ?", (stamp,))
    rows = db.execute("SELECT device_id FROM unhealthy_device").fetchall()
    repaired = [
        row for row in rows if draw(seed, f"repair/{stamp}", device_id=row[0], step=0) < behaviour.repaired
    ]
    db.executemany("DELETE FROM unhealthy_device WHERE device_id = ?", repaired)


def owned_summary(db: sqlite3.Connection) -> Json:
    """How many devices people own and how many of those are enrolled, for the snapshot."""
    owned, enrolled = db.execute("SELECT count(*), coalesce(sum(enrolled), 0) FROM owned_device").fetchone()
    return {"owned": owned, "enrolled": enrolled}
